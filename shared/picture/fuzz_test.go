package picture

import (
	"encoding/binary"
	"math"
	"testing"
	"time"

	"bongsu/shared/alert"
)

// FuzzDraw draws whatever: there is a picture of anything, and no panic.
func FuzzDraw(f *testing.F) {
	f.Add("orders", int64(0), int64(3600), int64(60), 300.0, 10.0, uint8(0), []byte{1, 2, 3, 4, 5, 6, 7, 8})
	f.Add("주문\u1100\u1161", int64(-1<<40), int64(1<<40), int64(0), math.Inf(1), math.NaN(), uint8(5), make([]byte, 160))
	sides := []alert.Comparison{"", alert.Above, alert.AtLeast, alert.Below, alert.AtMost, alert.AboveBand, alert.BelowBand, alert.OutsideBand}
	zone, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, from, to, period int64, bound, edge float64, kind uint8, raw []byte) {
		var points []alert.Point
		for ; len(raw) >= 8; raw = raw[8:] {
			bits := binary.LittleEndian.Uint64(raw)
			points = append(points, alert.Point{Value: math.Float64frombits(bits), At: time.Unix(from+int64(bits%7200), 0)})
		}
		half := len(points) / 2
		c := Chart{
			Title: text, Subtitle: text, Facts: []alert.Field{{Name: text, Value: text}},
			Series: []Series{{Name: text, Points: points[:half]}, {Name: text, Points: points[half:]}},
			Bounds: []Bound{{Value: bound, Label: text, Wrong: sides[kind%8]}},
			Band:   &Band{Label: text, Edges: []Edge{{Lower: edge, Upper: bound}, {At: time.Unix(to, 0), Lower: bound, Upper: edge}}, Wrong: sides[(kind>>3)%8]},
			Breach: &Breach{From: time.Unix(from+10, 0)},
			From:   time.Unix(from, 0), To: time.Unix(to, 0), Period: time.Duration(period), Zone: zone,
			Scale: Scale{Second: edge, Most: bound},
			Words: Words{Empty: text, Zone: text},
		}
		if kind&1 == 0 {
			c.Series = c.Series[:1]
		}
		if kind&2 == 0 {
			c.From, c.To = time.Time{}, time.Time{}
		}
		for _, d := range []Drawing{c, Sheet{Title: text, Panels: []Chart{c}, From: c.From, To: c.To}} {
			// A small one: its pixels are not what fails.
			c, err := draw(d, 0.2)
			if err != nil {
				t.Fatal(err)
			}
			indexed(c.image)
		}
	})
}
