package picture_test

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"bongsu/shared/picture"
)

var update = flag.Bool("update", false, "write the golden files anew")

func decode(t testing.TB, file []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestGolden(t *testing.T) {
	for name, drawing := range stories(t) {
		t.Run(name, func(t *testing.T) {
			got, err := picture.Preview(drawing)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name+".png")
			if *update {
				if err := os.WriteFile(path, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if len(got) > 30_000 {
				t.Errorf("%d bytes: a golden picture is to stay small", len(got))
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if differ, at := difference(decode(t, got), decode(t, want)); differ > 0 {
				t.Errorf("%d pixels differ, the first at %v; look at it and run make golden", differ, at)
			}
		})
	}
}

// difference counts pixels that an eye would tell apart: floating point rounds
// a little differently on other processors.
func difference(a, b image.Image) (count int, first image.Point) {
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
