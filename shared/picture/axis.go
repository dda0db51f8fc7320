package picture

import (
	"math"
	"strconv"
)

// axis is a range of values and where its ticks stand.
type axis struct {
	low, high float64
	ticks     []float64
}

// extent gathers the values that a chart has to show.
type extent struct{ low, high float64 }

func nothing() extent { return extent{math.Inf(1), math.Inf(-1)} }

func (e *extent) add(v float64) {
	if drawable(v) {
		e.low, e.high = math.Min(e.low, v), math.Max(e.high, v)
	}
}

func (e extent) empty() bool { return e.low > e.high }

// drawable leaves out what is no place on an axis: NaN, the infinities, and
// what would overflow when a range is made of it.
func drawable(v float64) bool { return math.Abs(v) < 1e300 }

// axisOf lays an axis over an extent, with about as many ticks as wanted, from
// zero unless their course would be flat then: where it is less than such a part
// of the values themselves.
func axisOf(e extent, scale Scale, flat float64, wanted int) axis {
	if e.empty() {
		e = extent{0, 1}
	}
	low, high := e.room(scale, flat)
	step := stepOf((high-low)/float64(wanted), scale.Second, low <= 0 && high >= 0)
	first, last := math.Floor(low/step), math.Ceil(high/step)
	a := axis{low: first * step, high: last * step}
	// An end that is far from its tick stands on its own, if three are left.
	if last-first >= 3 && low-a.low > step/2 {
		a.low, first = low, first+1
	}
	if last-first >= 3 && a.high-high > step/2 {
		a.high, last = high, last-1
	}
	if scale.Most > 0 && e.high <= scale.Most {
		a.high = math.Min(a.high, scale.Most)
	}
	for i := first; i <= last && len(a.ticks) <= 4*wanted; i++ {
		if tick := i * step; tick >= a.low && tick <= a.high {
			a.ticks = append(a.ticks, tick)
		}
	}
	return a
}

// room is from where to where an axis goes at least: to zero, unless the course
// would be flat then, and a little beyond the values.
func (e extent) room(scale Scale, flat float64) (low, high float64) {
	low, high = e.low, e.high
	far := high - low
	if far == 0 || far > flat*math.Max(math.Abs(low), math.Abs(high)) {
		low, high = math.Min(low, 0), math.Max(high, 0)
	}
	// Some air, but never beyond zero or beyond what can be.
	air := (high - low) * 0.08
	if air == 0 {
		high = low + 1
	}
	if low != 0 {
		low -= air
	}
	if high != 0 && air != 0 {
		high += air
	}
	if scale.Most > 0 && e.high <= scale.Most {
		high = math.Min(high, scale.Most)
	}
	return low, high
}

// clockSteps are the steps of durations, in seconds, from a minute up.
var clockSteps = []float64{60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400}

// stepOf is the first human step that is not smaller than the least; quarters
// says whether 25 and 250 are.
func stepOf(least, second float64, quarters bool) float64 {
	if second > 0 && least > 20*second {
		for _, s := range clockSteps {
			if s*second >= least {
				return s * second
			}
		}
		return 86400 * second * decimal(least/(86400*second), quarters)
	}
	return decimal(least, quarters)
}

// decimal is the first of 1, 2, 5, with quarters 25, and their powers of ten that
// is not smaller; never 2.5 itself, for what is counted has no halves.
func decimal(least float64, quarters bool) float64 {
	exponent := math.Floor(math.Log10(least))
	power := math.Pow(10, exponent)
	if power == 0 || math.IsInf(power, 0) {
		return least
	}
	for _, s := range []float64{1, 2, 2.5, 5} {
		if s == 2.5 && (exponent == 0 || !quarters) {
			continue
		}
		if s*power >= least*(1-1e-9) {
			return s * power
		}
	}
	return 10 * power
}

// at is where a value stands between the ends, 0 to 1; what is outside stands
// at the nearer end.
func (a axis) at(v float64) float64 {
	return math.Max(0, math.Min(1, (v-a.low)/(a.high-a.low)))
}

// labels are the ticks as the reader writes them; in bare digits where the
// reader's way would write neighbours alike.
func (a axis) labels(scale Scale) []string {
	out := make([]string, len(a.ticks))
	for i, tick := range a.ticks {
		out[i] = scale.write(tick)
		if i > 0 && out[i] == out[i-1] {
			return a.bare()
		}
	}
	return out
}

func (a axis) bare() []string {
	out := make([]string, len(a.ticks))
	for i, tick := range a.ticks {
		out[i] = strconv.FormatFloat(tick, 'g', 10, 64)
	}
	return out
}

// write is a value as the reader writes it.
func (s Scale) write(v float64) string {
	if s.Number != nil {
		return clean(s.Number(v))
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}
