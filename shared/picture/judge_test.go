package picture

import (
	"testing"
	"time"

	"bongsu/shared/alert"
)

func TestWhatIsWrong(t *testing.T) {
	at := time.Date(2026, 9, 25, 4, 0, 0, 0, time.UTC)
	band := []Edge{{At: at.Add(time.Hour), Lower: 10, Upper: 20}, {At: at, Lower: 0, Upper: 5}}
	for _, test := range []struct {
		wrong alert.Comparison
		edges []Edge
		value float64
		after time.Duration
		want  bool
	}{
		{alert.Above, nil, 300, 0, false},
		{alert.Above, nil, 300.1, 0, true},
		{alert.AtLeast, nil, 300, 0, true},
		{alert.AtLeast, nil, 299.9, 0, false},
		{alert.Below, nil, 300, 0, false},
		{alert.Below, nil, 299.9, 0, true},
		{alert.AtMost, nil, 300, 0, true},
		{alert.AtMost, nil, 300.1, 0, false},
		{"", nil, 1e9, 0, false},
		{alert.AboveBand, band, 6, 59 * time.Minute, true},
		{alert.AboveBand, band, 6, time.Hour, false},
		{alert.BelowBand, band, 6, time.Hour, true},
		{alert.BelowBand, band, 21, time.Hour, false},
		{alert.OutsideBand, band, 21, time.Hour, true},
		{alert.OutsideBand, band, 9, time.Hour, true},
		{alert.OutsideBand, band, 15, 9 * time.Hour, false},
		// Before the first edge nothing was expected.
		{alert.OutsideBand, band, 99, -time.Minute, false},
		{alert.OutsideBand, band[:1], 99, -time.Minute, true},
	} {
		c := Chart{}
		if test.edges == nil {
			c.Bounds = []Bound{{Value: 300, Wrong: test.wrong}}
		} else {
			c.Band = &Band{Edges: test.edges, Wrong: test.wrong}
		}
		got := c.judge(window{}).excess(alert.Point{Value: test.value, At: at.Add(test.after)}) > 0
		if got != test.want {
			t.Errorf("%q with %d edges: %v after %v is wrong: %t, want %t", test.wrong, len(test.edges), test.value, test.after, got, test.want)
		}
	}
}
