package picture

import (
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
