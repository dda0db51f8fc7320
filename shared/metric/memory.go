package metric

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bongsu/shared/alert"
)

// Memory answers from the samples that it was given, and works out statistics as
// CloudWatch does. Of expressions it knows the results that it was given. It is
// safe for concurrent use.
type Memory struct {
	mu      sync.Mutex
	samples map[string][]alert.Point
	results map[string][]Series
}

// NewMemory is a Reader that knows nothing yet.
func NewMemory() *Memory {
	return &Memory{samples: map[string][]alert.Point{}, results: map[string][]Series{}}
}

// Add records samples of a metric.
func (m *Memory) Add(of Metric, samples ...alert.Point) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := of.key()
	m.samples[key] = append(m.samples[key], samples...)
}

// Result says what an expression gives. Series without a label get the query's.
func (m *Memory) Result(expression string, series ...Series) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.results[expression] = series
}

func (of Metric) key() string {
	dimensions := make([]string, len(of.Dimensions))
	for i, d := range of.Dimensions {
		dimensions[i] = strconv.Quote(d.Name) + "=" + strconv.Quote(d.Value)
	}
	slices.Sort(dimensions)
	return of.Namespace + " " + of.Name + " " + strings.Join(dimensions, " ")
}

// Read answers queries from what is known.
func (m *Memory) Read(ctx context.Context, from, to time.Time, queries []Query) ([]Series, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := Check(from, to, queries); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Series
	for _, q := range queries {
		if q.Hidden {
			continue
		}
		if q.Expression == "" {
			points, err := aggregate(m.samples[q.Metric.key()], from, to, q.Period, q.Stat)
			if err != nil {
				return nil, fmt.Errorf("query %s: %w", q.ID, err)
			}
			out = append(out, Series{ID: q.ID, Label: first(q.Label, q.Metric.Name), Points: points})
			continue
		}
		results, known := m.results[q.Expression]
		if !known {
			return nil, fmt.Errorf("query %s: no result is known of the expression %s", q.ID, q.Expression)
		}
		for _, s := range results {
			s.ID, s.Label, s.Points = q.ID, first(s.Label, q.Label, q.ID), within(s.Points, from, to)
			out = append(out, s)
		}
	}
	return out, nil
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func within(points []alert.Point, from, to time.Time) []alert.Point {
	var kept []alert.Point
	for _, p := range points {
		if !p.At.Before(from) && p.At.Before(to) {
			kept = append(kept, p)
		}
	}
	slices.SortStableFunc(kept, func(a, b alert.Point) int { return a.At.Compare(b.At) })
	return kept
}

// aggregate gives a statistic of each period that has samples. Periods are counted
// from where one asks from.
func aggregate(samples []alert.Point, from, to time.Time, period time.Duration, stat string) ([]alert.Point, error) {
	of, err := statistic(stat)
	if err != nil {
		return nil, err
	}
	var out []alert.Point
	var values []float64
	var begin time.Time
	flush := func() {
		if len(values) > 0 {
			out = append(out, alert.Point{At: begin, Value: of(values)})
		}
		values = nil
	}
	for _, p := range within(samples, from, to) {
		if at := from.Add(p.At.Sub(from).Truncate(period)); !at.Equal(begin) {
			flush()
			begin = at
		}
		values = append(values, p.Value)
	}
	flush()
	return out, nil
}

func statistic(name string) (func([]float64) float64, error) {
	sum := func(v []float64) (total float64) {
		for _, x := range v {
			total += x
		}
		return total
	}
	switch name {
	case "Average":
		return func(v []float64) float64 { return sum(v) / float64(len(v)) }, nil
	case "Sum":
		return sum, nil
	case "Minimum":
		return slices.Min[[]float64], nil
	case "Maximum":
		return slices.Max[[]float64], nil
	case "SampleCount":
		return func(v []float64) float64 { return float64(len(v)) }, nil
	}
	if rank, err := strconv.ParseFloat(strings.TrimPrefix(name, "p"), 64); err == nil && name[0] == 'p' && rank >= 0 && rank <= 100 {
		return func(v []float64) float64 {
			sorted := slices.Sorted(slices.Values(v))
			return sorted[max(0, int(math.Ceil(rank/100*float64(len(sorted))))-1)]
		}, nil
	}
	return nil, fmt.Errorf("statistic %q: Average, Sum, Minimum, Maximum, SampleCount and percentiles (p95) can be worked out here", name)
}
