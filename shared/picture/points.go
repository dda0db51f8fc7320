package picture

import (
	"cmp"
	"math"
	"slices"
	"time"

	"bongsu/shared/alert"
)

// window is the time that a chart shows.
type window struct{ from, to time.Time }

func (w window) holds(t time.Time) bool { return !t.Before(w.from) && !t.After(w.to) }

// at is where a time stands between the ends, 0 to 1.
func (w window) at(t time.Time) float64 {
	return float64(t.Sub(w.from)) / float64(w.to.Sub(w.from))
}

// window is what the chart asks for, else what its points need. It has a length
// even where they have none; without any time at all it is zero.
func (c *Chart) window() window {
	w := window{c.From, c.To}
	if w.from.IsZero() || w.to.IsZero() {
		seen := c.seen()
		w.from, w.to = orTime(w.from, seen.from), orTime(w.to, seen.to)
	}
	if w.to.IsZero() {
		return window{}
	}
	if w.to.Before(w.from) {
		w.from, w.to = w.to, w.from
	}
	if pad := max(5*time.Minute, c.Period); w.to.Equal(w.from) {
		w.from, w.to = w.from.Add(-pad), w.to.Add(pad)
	}
	if w.to.Sub(w.from) > longest {
		w.from = w.to.Add(-longest)
	}
	return w
}

// seen is the time from the first point to the last.
func (c *Chart) seen() window {
	var w window
	see := func(t time.Time) {
		if t.IsZero() {
			return
		}
		if w.from.IsZero() || t.Before(w.from) {
			w.from = t
		}
		if t.After(w.to) {
			w.to = t
		}
	}
	for _, s := range c.Series {
		for _, p := range s.Points {
			see(p.At)
		}
	}
	if c.Breach != nil {
		see(c.Breach.From)
		see(c.Breach.To)
	}
	return w
}

func orTime(t, otherwise time.Time) time.Time {
	if t.IsZero() {
		return otherwise
	}
	return t
}

// runs are the stretches of a series without a gap, in the order of time.
func (s Series) runs(w window, period time.Duration) [][]alert.Point {
	points := slices.Clone(s.Points)
	slices.SortStableFunc(points, func(a, b alert.Point) int { return a.At.Compare(b.At) })
	var runs [][]alert.Point
	var run []alert.Point
	for _, p := range points {
		if p.At.IsZero() || !w.holds(p.At) {
			continue
		}
		broken := len(run) > 0 && period > 0 && p.At.Sub(run[len(run)-1].At) > period+period/2
		if (broken || !drawable(p.Value)) && len(run) > 0 {
			runs, run = append(runs, run), nil
		}
		if drawable(p.Value) {
			run = append(run, p)
		}
	}
	if len(run) > 0 {
		runs = append(runs, run)
	}
	return runs
}

// excess is how far on the wrong side a value is, below zero if it is not; ok
// is false where nothing is wrong on any side.
func (c *Chart) excess(p alert.Point) (excess float64, ok bool) {
	excess = math.Inf(-1)
	judge := func(lower, upper float64, wrong alert.Comparison) {
		switch wrong {
		case alert.Above, alert.AboveBand:
			excess, ok = max(excess, p.Value-upper), true
		case alert.Below, alert.BelowBand:
			excess, ok = max(excess, lower-p.Value), true
		case alert.OutsideBand:
			excess, ok = max(excess, p.Value-upper, lower-p.Value), true
		case alert.AtLeast:
			excess, ok = max(excess, math.Nextafter(p.Value-upper, math.Inf(1))), true
		case alert.AtMost:
			excess, ok = max(excess, math.Nextafter(lower-p.Value, math.Inf(1))), true
		}
	}
	for _, b := range c.Bounds {
		judge(b.Value, b.Value, b.Wrong)
	}
	if c.Band != nil {
		if e, found := c.Band.edge(p.At); found {
			judge(e.Lower, e.Upper, c.Band.Wrong)
		}
	}
	return excess, ok && excess > 0
}

// edge is the range at a time: that of the nearest edge before it, else the first.
func (b *Band) edge(t time.Time) (Edge, bool) {
	var found Edge
	ok := false
	for _, e := range b.Edges {
		before := !e.At.After(t) && (found.At.After(t) || e.At.After(found.At))
		after := found.At.After(t) && e.At.Before(found.At)
		if !ok || before || after {
			found, ok = e, true
		}
	}
	return found, ok && drawable(found.Lower) && drawable(found.Upper)
}

// worst is the point of a series that is furthest on the wrong side in the
// breach, the newest of equals.
func (c *Chart) worst(s Series, w window) (worst alert.Point, most float64) {
	if c.Breach == nil {
		return worst, 0
	}
	for _, p := range s.Points {
		if p.At.Before(c.Breach.From) || (!c.Breach.To.IsZero() && p.At.After(c.Breach.To)) {
			continue
		}
		if !w.holds(p.At) || !drawable(p.Value) {
			continue
		}
		excess, wrong := c.excess(p)
		if wrong && (excess > most || (excess == most && p.At.After(worst.At))) {
			worst, most = p, excess
		}
	}
	return worst, most
}

// shown are the series that are drawn, those that breach before the others, and
// how many are not.
func (c *Chart) shown(w window) (shown []Series, hidden int) {
	all := slices.Clone(c.Series)
	most := make(map[int]float64)
	order := make([]int, len(all))
	for i, s := range all {
		order[i] = i
		_, most[i] = c.worst(s, w)
	}
	if len(all) > MaxSeries {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(most[b], most[a]) })
		order = order[:MaxSeries]
		slices.Sort(order)
	}
	for _, i := range order {
		shown = append(shown, all[i])
	}
	return shown, len(all) - len(shown)
}
