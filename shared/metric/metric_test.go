package metric_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"

	"github.com/google/go-cmp/cmp"
)

var start = time.Date(2026, 9, 25, 4, 0, 0, 0, time.UTC)

func at(seconds int, value float64) alert.Point {
	return alert.Point{At: start.Add(time.Duration(seconds) * time.Second), Value: value}
}

var latency = metric.Metric{Namespace: "AWS/ApiGateway", Name: "Latency", Dimensions: []alert.Field{{Name: "ApiName", Value: "orders"}, {Name: "Stage", Value: "prod"}}}

func TestStatisticsOfPeriods(t *testing.T) {
	m := metric.NewMemory()
	m.Add(latency, at(130, 40), at(10, 10), at(50, 30), at(20, 20), at(-1, 999), at(180, 999))
	swapped := latency
	swapped.Dimensions = []alert.Field{latency.Dimensions[1], latency.Dimensions[0]}
	for stat, want := range map[string][2]float64{
		"Average": {20, 40}, "Sum": {60, 40}, "Minimum": {10, 40}, "Maximum": {30, 40}, "SampleCount": {3, 1},
		"p50": {20, 40}, "p99": {30, 40}, "p0": {10, 40},
	} {
		got, err := m.Read(t.Context(), start, start.Add(3*time.Minute), []metric.Query{{ID: "m1", Metric: swapped, Stat: stat, Period: time.Minute}})
		if err != nil {
			t.Fatal(err)
		}
		points := []alert.Point{at(0, want[0]), at(120, want[1])}
		if diff := cmp.Diff([]metric.Series{{ID: "m1", Label: "Latency", Points: points}}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", stat, diff)
		}
	}
}

func TestExpressionsGiveWhatTheyWereGiven(t *testing.T) {
	m := metric.NewMemory()
	band := "ANOMALY_DETECTION_BAND(m1, 2)"
	m.Result(band, metric.Series{Label: "high", Points: []alert.Point{at(0, 9)}}, metric.Series{Label: "low", Points: []alert.Point{at(0, 1), at(9999, 1)}})
	got, err := m.Read(t.Context(), start, start.Add(time.Minute), []metric.Query{
		{ID: "m1", Metric: latency, Stat: "Sum", Period: time.Minute, Hidden: true},
		{ID: "band", Expression: band},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]metric.Edge{{At: start, Lower: 1, Upper: 9}}, metric.Band(metric.Of(got, "band"))); diff != "" {
		t.Error(diff)
	}
	if len(got) != 2 {
		t.Errorf("a hidden query was answered: %v", got)
	}
	_, err = m.Read(t.Context(), start, start.Add(time.Minute), []metric.Query{{ID: "e1", Expression: "a/b"}})
	if err == nil || !strings.Contains(err.Error(), "a/b") {
		t.Error(err)
	}
}

func TestEveryFaultOfQueriesIsNamed(t *testing.T) {
	err := metric.Check(start, start, []metric.Query{
		{ID: "M1", Metric: latency, Stat: "Sum", Period: time.Minute},
		{ID: "m1", Metric: latency, Period: 90 * time.Second},
		{ID: "m1", Expression: "a", Metric: latency, Stat: "Sum"},
		{ID: "m2"},
	})
	for _, part := range []string{
		"not after its begin", `query 1 ("M1"): its id`, `query 2 ("m1"): it names no statistic`, "period 1m30s",
		`query 3 ("m1"): it names both`, `query 3 ("m1"): another one`, `query 4 ("m2"): it names neither`,
	} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v lacks %q", err, part)
		}
	}
	hidden := []metric.Query{{ID: "m1", Metric: latency, Stat: "Sum", Period: time.Minute, Hidden: true}}
	if err := metric.Check(start, start.Add(1), hidden); err == nil || !strings.Contains(err.Error(), "hidden") {
		t.Error(err)
	}
	if err := metric.Check(start, start.Add(1), nil); err == nil || !strings.Contains(err.Error(), "0 queries") {
		t.Error(err)
	}
}

func TestABandNeedsBothEdges(t *testing.T) {
	one := metric.Series{Points: []alert.Point{at(0, 1)}}
	if got := metric.Band([]metric.Series{one}); got != nil {
		t.Error(got)
	}
	if got := metric.Band([]metric.Series{one, {Points: []alert.Point{at(60, 1)}}}); got != nil {
		t.Error(got)
	}
}

func TestSummary(t *testing.T) {
	got := metric.Summarize([]alert.Point{at(0, 3), at(60, 1), at(120, 2)})
	if want := (metric.Summary{Min: 1, Average: 2, Max: 3, Last: 2, Count: 3}); got != want {
		t.Errorf("%+v", got)
	}
	if got := metric.Summarize(nil); got != (metric.Summary{}) || math.IsNaN(got.Average) {
		t.Errorf("%+v", got)
	}
}
