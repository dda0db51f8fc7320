package metric

import (
	"time"

	"bongsu/shared/alert"
)

// Edge is the expected range at one time.
type Edge struct {
	At           time.Time
	Lower, Upper float64
}

// Band puts together the two series of an expected band by their values: which of
// them is the upper one is said by their labels only, and those are in no fixed
// language. Times that only one of them has are left out.
func Band(series []Series) []Edge {
	if len(series) != 2 {
		return nil
	}
	other := make(map[int64]float64, len(series[1].Points))
	for _, p := range series[1].Points {
		other[p.At.UnixNano()] = p.Value
	}
	var edges []Edge
	for _, p := range series[0].Points {
		if v, ok := other[p.At.UnixNano()]; ok {
			edges = append(edges, Edge{At: p.At, Lower: min(p.Value, v), Upper: max(p.Value, v)})
		}
	}
	return edges
}

// Of finds the series of a query.
func Of(all []Series, id string) []Series {
	var found []Series
	for _, s := range all {
		if s.ID == id {
			found = append(found, s)
		}
	}
	return found
}

// Summary is what a digest says of a series.
type Summary struct {
	Min, Average, Max, Last float64
	// Count is how many points there are; the rest is zero without one.
	Count int
}

// Summarize counts a series' points. The average is of the points as they are,
// whatever each of them stands for.
func Summarize(points []alert.Point) Summary {
	var s Summary
	for _, p := range points {
		if s.Count == 0 {
			s.Min, s.Max = p.Value, p.Value
		}
		s.Min, s.Max, s.Last = min(s.Min, p.Value), max(s.Max, p.Value), p.Value
		s.Average += p.Value
		s.Count++
	}
	if s.Count > 0 {
		s.Average /= float64(s.Count)
	}
	return s
}
