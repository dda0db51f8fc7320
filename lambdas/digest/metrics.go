package digest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/metric"
)

// measure reads how metrics went, all at once. What cannot be read is noted as such,
// and its faults are for the log.
func (h Handler) measure(ctx context.Context, d *alert.Digest, metrics []config.DigestMetric) []error {
	if len(metrics) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, h.patience())
	defer cancel()
	d.Step = step(d.To.Sub(d.From))
	d.Metrics = make([]alert.DigestMetric, len(metrics))
	faults := make([]error, len(metrics))
	var reading sync.WaitGroup
	for i, m := range metrics {
		one := &d.Metrics[i]
		one.Title, one.Measurement, one.Region = m.Title, m.Measurement, m.Region
		one.Measurement.Period = d.Step
		reader := h.Metrics(m.Region)
		reading.Go(func() {
			if err := read(ctx, reader, one, d.From, d.To); err != nil {
				faults[i] = fmt.Errorf("%s: %w", m.Title, err)
			}
		})
	}
	reading.Wait()
	return faults
}

// steps are how much time a value may stand for. CloudWatch keeps those of a minute
// for 15 days, of 5 minutes for 63, of an hour for 455.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
var steps = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour,
}

// maxPoints is how many values a chart shows apart.
const maxPoints = 200

// step is how much time a value stands for in a digest over so long.
func step(long time.Duration) time.Duration {
	for _, s := range steps {
		if long <= maxPoints*s {
			return s
		}
	}
	return 24 * time.Hour
}

// read reads how a metric went from a time on and before another. Least, most and
// last are of its values step by step. What it comes to in all is asked for as one
// value of the whole time, together with that of as much time before: an average of
// averages, or of percentiles, would be another number.
func read(ctx context.Context, from metric.Reader, d *alert.DigestMetric, begin, end time.Time) error {
	points, err := ask(ctx, from, d.Measurement, begin, end)
	if err != nil {
		d.Failed = true
		return err
	}
	s := metric.Summarize(points)
	if s.Count == 0 {
		return nil
	}
	d.Min, d.Max, d.Last, d.Whole = &s.Min, &s.Max, &s.Last, &s.Average
	if alert.Adds(d.Measurement.Stat) {
		d.Whole = new(s.Average * float64(s.Count))
	}
	whole := d.Measurement
	whole.Period = end.Sub(begin)
	points, err = ask(ctx, from, whole, begin.Add(-whole.Period), end)
	for _, p := range points {
		switch {
		case p.At.Equal(begin):
			d.Whole = &p.Value
		case p.At.Equal(begin.Add(-whole.Period)):
			d.Before = &p.Value
		}
	}
	return err
}

// ask gives the values of a measurement.
func ask(ctx context.Context, from metric.Reader, m alert.Measurement, begin, end time.Time) ([]alert.Point, error) {
	q, ok := metric.Ask(m)
	if !ok {
		return nil, fmt.Errorf("%s %s cannot be asked for", m.Namespace, m.Metric)
	}
	series, err := from.Read(ctx, begin, end, q.All)
	var points []alert.Point
	for _, s := range metric.Of(series, q.Line) {
		points = append(points, s.Points...)
	}
	if len(points) > 0 {
		return points, nil // what is there counts
	}
	return nil, err
}
