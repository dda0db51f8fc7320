package picture

import "image/color"

// The picture brings its own paper, so that it reads the same on a light and on
// a dark page. Every ink that letters or series are drawn in has a contrast of
// at least 4.5:1 (WCAG 2.2, 1.4.3) on paper, tint and expected. So the inks of
// series are all dark and differ little to some eyes: each carries a sign.
var (
	paper = color.RGBA{0xff, 0xff, 0xff, 0xff}
	rim   = color.RGBA{0xc9, 0xd1, 0xd9, 0xff}
	grid  = color.RGBA{0xe3, 0xe7, 0xeb, 0xff}
	ink   = color.RGBA{0x1c, 0x21, 0x28, 0xff}
	quiet = color.RGBA{0x4c, 0x56, 0x61, 0xff}

	// limit is the ink of bounds and of what is wrong.
	limit = color.RGBA{0xb4, 0x23, 0x18, 0xff}
	// tint shades the time of a breach, hatching lies on it, over shades what is
	// beyond a bound.
	tint     = color.RGBA{0xfd, 0xef, 0xea, 0xff}
	hatching = color.RGBA{0xf6, 0xcf, 0xc3, 0xff}
	over     = color.RGBA{0xb4, 0x23, 0x18, 0x40}

	// expected shades a band, rails are its edges.
	expected = color.RGBA{0xdf, 0xea, 0xf5, 0xff}
	rails    = color.RGBA{0x8d, 0xb1, 0xd6, 0xff}

	inks = [MaxSeries]color.RGBA{
		{0x00, 0x5a, 0xa8, 0xff}, // blue
		{0x8a, 0x4b, 0x00, 0xff}, // brown
		{0x00, 0x6b, 0x52, 0xff}, // green
		{0x7b, 0x2f, 0x86, 0xff}, // purple
		{0x3b, 0x44, 0x4f, 0xff}, // slate
	}
)
