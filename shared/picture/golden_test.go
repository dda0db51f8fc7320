package picture_test

import (
	"flag"
	"image"
	"path/filepath"
	"testing"

	"bongsu/shared/picture"
	"bongsu/shared/picture/picturetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func decode(t testing.TB, file []byte) image.Image {
	t.Helper()
	return picturetest.Decode(t, file)
}

func TestGolden(t *testing.T) {
	for name, drawing := range stories(t) {
		t.Run(name, func(t *testing.T) {
			got, err := picture.Preview(drawing)
			if err != nil {
				t.Fatal(err)
			}
			picturetest.Compare(t, filepath.Join("testdata", name+".png"), got, *update)
		})
	}
}
