package picture

import (
	"image/color"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"bongsu/shared/picture/font"
)

// Sizes of letters in units: the smallest is read on a phone that shows 600
// units on 360 of its own.
const (
	large  = 21
	medium = 16
	small  = 15
)

const ellipsis = "…"

// clean makes one line of a stranger's text: what takes no place is left out,
// breaks and tabs are spaces, and a text of any length costs no more than one
// that fits.
func clean(text string) string {
	const most = 200
	var out strings.Builder
	n := 0
	for _, r := range strings.ToValidUTF8(font.Compose(head(text, 8*most)), "□") {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn, unicode.Me, unicode.Variation_Selector):
			continue
		}
		if n++; n > most {
			out.WriteString(ellipsis)
			break
		}
		out.WriteRune(r)
	}
	return strings.TrimSpace(out.String())
}

// head is the first bytes of a text, in whole characters.
func head(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + ellipsis
}

// wide is how wide a text is.
func (c *canvas) wide(text string, size float64) float64 {
	width := 0.0
	for _, r := range text {
		width += c.letters.Glyph(r, size*c.scale).Advance
	}
	return width / c.scale
}

// cut shortens a text to a width; what is cut is seen.
func (c *canvas) cut(text string, size, width float64) string {
	if c.wide(text, size) <= width {
		return text
	}
	letters := []rune(text)
	for n := len(letters) - 1; n > 0; n-- {
		short := strings.TrimSpace(string(letters[:n])) + ellipsis
		if c.wide(short, size) <= width {
			return short
		}
	}
	return ""
}

// Where a text stands to its place.
const (
	fromLeft  = 0.0
	centered  = 0.5
	fromRight = 1.0
)

// text writes one line, its base line at y, and gives the box it fills.
func (c *canvas) text(text string, size float64, at spot, align float64, ink color.RGBA) box {
	width := c.wide(text, size)
	at = spot{c.round(at.x - width*align), c.round(at.y)}
	area := box{at.x, at.y - size, at.x + width, at.y + size*0.3}
	c.fill(area.grow(1), ink, func(p *pen) {
		x := at.x
		for _, r := range text {
			g := c.letters.Glyph(r, size*c.scale)
			p.glyph(g.Segments, spot{x, at.y})
			x += g.Advance / c.scale
		}
	})
	return area
}

func (p *pen) glyph(outline sfnt.Segments, origin spot) {
	left, base := p.at(origin)
	x := func(v fixed.Point26_6) float32 { return left + float32(v.X)/64 }
	y := func(v fixed.Point26_6) float32 { return base + float32(v.Y)/64 }
	shape := &p.c.shape
	for i, s := range outline {
		a := s.Args
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				shape.ClosePath()
			}
			shape.MoveTo(x(a[0]), y(a[0]))
		case sfnt.SegmentOpLineTo:
			shape.LineTo(x(a[0]), y(a[0]))
		case sfnt.SegmentOpQuadTo:
			shape.QuadTo(x(a[0]), y(a[0]), x(a[1]), y(a[1]))
		case sfnt.SegmentOpCubeTo:
			shape.CubeTo(x(a[0]), y(a[0]), x(a[1]), y(a[1]), x(a[2]), y(a[2]))
		}
	}
	shape.ClosePath()
}
