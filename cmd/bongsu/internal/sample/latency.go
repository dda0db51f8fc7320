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
// pictures and of digests.
type API struct{}

// ofStage and ofAll are the API's one stage, and all of it, which are the same here.
var (
	ofStage = []alert.Field{{Name: "ApiName", Value: "orders"}, {Name: "Stage", Value: "prod"}}
	ofAll   = ofStage[:1]
)

func measured(name string, of []alert.Field) metric.Metric {
	return metric.Metric{Namespace: "AWS/ApiGateway", Name: name, Dimensions: of}
}

const (
	slowFor = 5 * time.Minute
	slow    = 812 // milliseconds, as the alarm says
)

// Read gives how long the API took to answer, and how often it was asked.
func (API) Read(ctx context.Context, from, to time.Time, queries []metric.Query) ([]metric.Series, error) {
	m := metric.NewMemory()
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		for _, of := range [][]alert.Field{ofStage, ofAll} {
			m.Add(measured("Latency", of), alert.Point{At: at, Value: took(to.Sub(at))})
			m.Add(measured("Count", of), alert.Point{At: at, Value: asked(at)})
		}
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

// asked is how often it was asked in a minute, by the time of day.
func asked(at time.Time) float64 {
	hours := float64(at.Unix()) / 3600
	return math.Round(140 + 45*math.Sin(hours*2.1) + 12*math.Sin(hours*31))
}

// Alarms knows none: the sample alarm measures something itself.
func (API) Alarms(context.Context, []string) (map[string]alert.Measurement, error) { return nil, nil }
