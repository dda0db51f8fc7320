package picture_test

import (
	"testing"

	"bongsu/shared/picture"
)

func BenchmarkDraw(b *testing.B) {
	all := stories(b)
	for _, way := range []struct {
		name string
		draw func(picture.Drawing) ([]byte, error)
	}{{"png", picture.Render}, {"preview", picture.Preview}, {"jpeg", picture.JPEG}} {
		for _, name := range []string{"latency", "korean", "digest"} {
			b.Run(way.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				var file []byte
				for b.Loop() {
					var err error
					if file, err = way.draw(all[name]); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(file)), "bytes")
			})
		}
	}
}
