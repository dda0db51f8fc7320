package picture

import (
	"cmp"
	"encoding/binary"
	"image"
	"image/color"
	"slices"
)

// indexed gives the image one byte a pixel: a picture of lines and letters has
// few colours, and packs to a fraction so. The 256 most frequent ones stay exact;
// the rest, shades at the edges of letters, take the nearest of them.
func indexed(from *image.RGBA) *image.Paletted {
	counts := make(map[uint32]int)
	for at := 0; at < len(from.Pix); {
		c := binary.BigEndian.Uint32(from.Pix[at:])
		n := run(from.Pix[at:], c)
		at += 4 * n
		counts[c] += n
	}
	colours := make([]uint32, 0, len(counts))
	for c := range counts {
		colours = append(colours, c)
	}
	slices.SortFunc(colours, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	kept := colours[:min(len(colours), 256)]
	palette := make(color.Palette, len(kept))
	place := make(map[uint32]uint8, len(colours))
	for i, c := range kept {
		palette[i] = color.RGBA{byte(c >> 24), byte(c >> 16), byte(c >> 8), byte(c)}
		place[c] = uint8(i)
	}
	for _, c := range colours[len(kept):] {
		place[c] = nearest(kept, c)
	}
	to := image.NewPaletted(from.Rect, palette)
	for i := 0; i < len(to.Pix); {
		c := binary.BigEndian.Uint32(from.Pix[4*i:])
		index := place[c]
		for range run(from.Pix[4*i:], c) {
			to.Pix[i] = index
			i++
		}
	}
	return to
}

// run is how many pixels from here on have the colour.
func run(pix []byte, c uint32) int {
	n := 1
	for 4*n < len(pix) && binary.BigEndian.Uint32(pix[4*n:]) == c {
		n++
	}
	return n
}

func nearest(of []uint32, c uint32) uint8 {
	best, least := 0, 1<<30
	for i, o := range of {
		distance := 0
		for shift := 8; shift < 32; shift += 8 {
			d := int(byte(o>>shift)) - int(byte(c>>shift))
			distance += d * d
		}
		if distance < least {
			best, least = i, distance
		}
	}
	return uint8(best)
}
