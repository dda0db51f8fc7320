package picture

import (
	"cmp"
	"math"
	"slices"
	"time"

	"bongsu/shared/alert"
)

// judge knows what is wrong in a chart, and where.
type judge struct {
	chart  *Chart
	window window
	// edges are the band's, in the order of time, without those that are no range.
	edges []Edge
}

func (c *Chart) judge(w window) *judge {
	j := &judge{chart: c, window: w}
	if c.Band == nil {
		return j
	}
	for _, e := range c.Band.Edges {
		if len(c.Band.Edges) == 1 {
			e.At = time.Time{}
		}
		j.edges = append(j.edges, e)
	}
	slices.SortStableFunc(j.edges, func(a, b Edge) int { return a.At.Compare(b.At) })
	return j
}

func (e Edge) drawable() bool { return drawable(e.Lower) && drawable(e.Upper) }

// edge is the band at a time: its last edge until then.
func (j *judge) edge(t time.Time) (Edge, bool) {
	after, _ := slices.BinarySearchFunc(j.edges, t, func(e Edge, t time.Time) int {
		if e.At.After(t) {
			return 1
		}
		return -1
	})
	if after == 0 || !j.edges[after-1].drawable() {
		return Edge{}, false
	}
	return j.edges[after-1], true
}

// Past is how far a value is on the wrong side of a range, above zero if it is
// wrong; ok is false where no side is wrong.
func Past(value, lower, upper float64, wrong alert.Comparison) (excess float64, ok bool) {
	switch wrong {
	case alert.Above, alert.AboveBand:
		return value - upper, true
	case alert.Below, alert.BelowBand:
		return lower - value, true
	case alert.OutsideBand:
		return max(value-upper, lower-value), true
	case alert.AtLeast:
		return math.Nextafter(value-upper, math.Inf(1)), true
	case alert.AtMost:
		return math.Nextafter(lower-value, math.Inf(1)), true
	}
	return 0, false
}

// excess is how far a point is beyond whatever it should not be beyond; zero if
// it is not.
func (j *judge) excess(p alert.Point) float64 {
	most := 0.0
	for _, b := range j.chart.Bounds {
		if excess, ok := Past(p.Value, b.Value, b.Value, b.Wrong); ok && drawable(b.Value) {
			most = max(most, excess)
		}
	}
	if e, ok := j.edge(p.At); ok {
		if excess, ok := Past(p.Value, e.Lower, e.Upper, j.chart.Band.Wrong); ok {
			most = max(most, excess)
		}
	}
	return most
}

// worst is the point of a series that is furthest beyond in the breach, the
// newest of equals; most is zero if none is.
func (j *judge) worst(s Series) (worst alert.Point, most float64) {
	breach := j.chart.Breach
	if breach == nil {
		return worst, 0
	}
	for _, p := range s.Points {
		if p.At.Before(breach.From) || (!breach.To.IsZero() && p.At.After(breach.To)) {
			continue
		}
		if !j.window.holds(p.At) || !drawable(p.Value) {
			continue
		}
		excess := j.excess(p)
		if excess > most || (excess > 0 && excess == most && p.At.After(worst.At)) {
			worst, most = p, excess
		}
	}
	return worst, most
}

// shown are the series that are drawn, and how many are not: where there are
// too many, those that breach worst stay.
func (j *judge) shown() (shown []Series, hidden int) {
	all := j.chart.Series
	order := make([]int, len(all))
	for i := range all {
		order[i] = i
	}
	if len(all) > MaxSeries {
		most := make([]float64, len(all))
		for i, s := range all {
			_, most[i] = j.worst(s)
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(most[b], most[a]) })
		order = order[:MaxSeries]
		slices.Sort(order)
	}
	for _, i := range order {
		shown = append(shown, all[i])
	}
	return shown, len(all) - len(shown)
}
