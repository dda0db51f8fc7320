// Package font holds the outlines of the letters that pictures are written in:
// Latin, the signs of units, and every syllable of modern Hangul. README.md
// beside it says where they come from.
package font

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"sync"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed core.otf
var coreFile []byte

//go:embed rest.otf.gz
var restFile []byte

var core = sync.OnceValues(func() (*sfnt.Font, error) {
	f, err := sfnt.Parse(coreFile)
	if err != nil {
		return nil, fmt.Errorf("font core.otf: %w", err)
	}
	return f, nil
})

// rest is unpacked when a text first needs it, which most never do.
var rest = sync.OnceValues(func() (*sfnt.Font, error) {
	packed, err := gzip.NewReader(bytes.NewReader(restFile))
	if err != nil {
		return nil, fmt.Errorf("font rest.otf.gz: %w", err)
	}
	file, err := io.ReadAll(packed)
	if err != nil {
		return nil, fmt.Errorf("font rest.otf.gz: %w", err)
	}
	f, err := sfnt.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("font rest.otf.gz: %w", err)
	}
	return f, nil
})

// Missing is what is written for a character that the font has not.
const Missing = '□'

// Glyph is the outline of one character in units of pixels, y downwards, its
// origin at the left end of the base line.
type Glyph struct {
	Segments sfnt.Segments
	// Advance is how far the next character stands from this one.
	Advance float64
}

// Writer gives outlines at any size. It is not safe for concurrent use.
type Writer struct {
	core   *sfnt.Font
	buffer sfnt.Buffer
	glyphs map[key]Glyph
}

type key struct {
	char rune
	size fixed.Int26_6
}

// NewWriter fails only if the font in the binary is broken.
func NewWriter() (*Writer, error) {
	f, err := core()
	if err != nil {
		return nil, err
	}
	return &Writer{core: f, glyphs: make(map[key]Glyph)}, nil
}

// Glyph gives the outline of a character at a size in pixels to the em; for a
// character that the font has not, Missing.
func (w *Writer) Glyph(char rune, size float64) Glyph {
	k := key{char, fixed.Int26_6(size * 64)}
	if g, known := w.glyphs[k]; known {
		return g
	}
	g, ok := w.load(char, k.size)
	if !ok && char != Missing {
		g = w.Glyph(Missing, size)
	}
	w.glyphs[k] = g
	return g
}

func (w *Writer) load(char rune, size fixed.Int26_6) (Glyph, bool) {
	f := w.core
	index, err := f.GlyphIndex(&w.buffer, char)
	if err == nil && index == 0 && isSyllable(char) {
		if f, err = rest(); err == nil {
			index, err = f.GlyphIndex(&w.buffer, char)
		}
	}
	if err != nil || index == 0 {
		return Glyph{}, false
	}
	segments, err := f.LoadGlyph(&w.buffer, index, size, nil)
	if err != nil {
		return Glyph{}, false
	}
	// The segments live in the buffer only until its next use.
	g := Glyph{Segments: append(sfnt.Segments(nil), segments...)}
	advance, err := f.GlyphAdvance(&w.buffer, index, size, 0)
	if err != nil {
		return Glyph{}, false
	}
	g.Advance = float64(advance) / 64
	return g, true
}
