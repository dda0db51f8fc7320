package picture

import (
	"image/color"
	"math"
	"testing"
)

// luminance and contrast are WCAG 2.2's.
func luminance(c color.RGBA) float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func contrast(a, b color.RGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func TestEveryInkIsReadOnEveryGround(t *testing.T) {
	grounds := map[string]color.RGBA{"paper": paper, "tint": tint, "expected": expected}
	all := map[string]color.RGBA{"ink": ink, "quiet": quiet, "limit": limit}
	for i, c := range inks {
		all[string(rune('1'+i))] = c
	}
	for name, c := range all {
		for under, ground := range grounds {
			if got := contrast(c, ground); got < 4.5 {
				t.Errorf("ink %s on %s: contrast %.2f", name, under, got)
			}
		}
	}
}
