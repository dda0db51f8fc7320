// Package picturetest holds pictures of tests against those on file, as an eye
// would.
package picturetest

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// most is how many bytes a picture on file may have.
const most = 30_000

// Compare holds a PNG against the one on file, pixel by pixel. update writes the
// file first.
func Compare(t *testing.T, path string, got []byte, update bool) {
	t.Helper()
	if update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if len(got) > most {
		t.Errorf("%d bytes: a golden picture is to stay small", len(got))
	}
	want, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	if differ, at := Difference(Decode(t, got), Decode(t, want)); differ > 0 {
		t.Errorf("%s: %d pixels differ, the first at %v; look at it and run make golden", path, differ, at)
	}
}

// Decode reads a PNG.
func Decode(t testing.TB, file []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// Difference counts pixels that an eye would tell apart: floating point rounds
// a little differently on other processors.
func Difference(a, b image.Image) (count int, first image.Point) {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy(), image.Point{}
	}
	const tolerance = 24 << 8
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if far(r1, r2) > tolerance || far(g1, g2) > tolerance || far(b1, b2) > tolerance {
				if count == 0 {
					first = image.Pt(x, y)
				}
				count++
			}
		}
	}
	return count, first
}

func far(a, b uint32) uint32 { return max(a, b) - min(a, b) }
