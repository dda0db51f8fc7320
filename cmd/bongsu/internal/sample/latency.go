package sample

import (
	"context"
	"math"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
)

// API is the API of the sample alarm: quick for hours, and slow in the last period
// of whatever time one asks about, which is when its alarm fires. It is a source of
// pictures.
type API struct{}

var latency = metric.Metric{
	Namespace: "AWS/ApiGateway", Name: "Latency",
	Dimensions: []alert.Field{{Name: "ApiName", Value: "orders"}, {Name: "Stage", Value: "prod"}},
}

const (
	slowFor = 5 * time.Minute
	slow    = 812 // milliseconds, as the alarm says
)

// Read gives how long the API took to answer.
func (API) Read(ctx context.Context, from, to time.Time, queries []metric.Query) ([]metric.Series, error) {
	m := metric.NewMemory()
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		m.Add(latency, alert.Point{At: at, Value: took(to.Sub(at))})
	}
	return m.Read(ctx, from, to, queries)
}

// took is an answer's time so long before the end: busier and quieter hours, and
// the minutes in which it gets slow.
func took(before time.Duration) float64 {
	minutes := before.Minutes()
	switch {
	case before <= slowFor:
		return slow
	case before <= 3*slowFor:
		return 190 + 5*(3*slowFor-before).Minutes()
	}
	return 165 + 30*math.Sin(minutes/23) + 12*math.Sin(minutes*1.7)
}

// Alarms knows none: the sample alarm measures something itself.
func (API) Alarms(context.Context, []string) (map[string]alert.Measurement, error) { return nil, nil }
