package picture_test

import (
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bongsu/lambdas/picture"
	"bongsu/shared/alert"
	"bongsu/shared/metric"
	"bongsu/shared/picture/picturetest"
	"bongsu/shared/picture/shelf"
	"bongsu/shared/wording"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample is the alert that is understood of one of the sample events.
func sample(t *testing.T, name string) alert.Alert {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "events", "alarm", name+".facts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var facts struct {
		Units []struct{ Alerts []alert.Alert }
	}
	if err := json.Unmarshal(data, &facts); err != nil || len(facts.Units) == 0 || len(facts.Units[0].Alerts) == 0 {
		t.Fatalf("%s: %v", name, err)
	}
	return facts.Units[0].Alerts[0]
}

// world is a source that knows what the tests give it.
type world struct {
	*metric.Memory
	alarms map[string]alert.Measurement
	// asked are the queries of the newest Read, from and to its time.
	asked    []metric.Query
	from, to time.Time
	reads    int
	fail     error
	lock     sync.Mutex
}

func (w *world) Alarms(_ context.Context, names []string) (map[string]alert.Measurement, error) {
	found := map[string]alert.Measurement{}
	for _, name := range names {
		if m, ok := w.alarms[name]; ok {
			found[name] = m
		}
	}
	return found, w.fail
}

func (w *world) Read(ctx context.Context, from, to time.Time, queries []metric.Query) ([]metric.Series, error) {
	if w.fail != nil {
		return nil, w.fail
	}
	w.lock.Lock()
	defer w.lock.Unlock()
	w.asked, w.from, w.to = queries, from, to
	w.reads++
	return w.Memory.Read(ctx, from, to, queries)
}

func newWorld() *world {
	return &world{Memory: metric.NewMemory(), alarms: map[string]alert.Measurement{}}
}

// fill gives a metric a value a minute until a time.
func (w *world) fill(m alert.Measurement, until time.Time, value func(minutesBefore float64) float64) {
	of := metric.Metric{Namespace: m.Namespace, Name: m.Metric, Dimensions: m.Dimensions}
	for before := 40 * time.Hour; before > 0; before -= time.Minute {
		w.Add(of, alert.Point{At: until.Add(-before), Value: value(before.Minutes())})
	}
}

func end(m alert.Measurement) time.Time { return m.Points[0].At.Add(m.Period) }

// rising is a course that wobbles and rises in the last minutes.
func rising(usual, most, since float64) func(float64) float64 {
	return func(before float64) float64 {
		v := usual * (1 + 0.12*math.Sin(before/19) + 0.05*math.Sin(before*2.3))
		if before <= since {
			v += (most - usual) * (since - before) / since
		}
		return v
	}
}

func handler(t *testing.T, w *world, language string) (picture.Handler, *shelf.Memory) {
	t.Helper()
	voice, err := wording.NewVoice(language, "Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	files := shelf.NewMemory()
	return picture.Handler{
		Source: func(string) picture.Source { return w }, Voice: voice, Log: slog.New(slog.DiscardHandler),
		Shelf: &shelf.Shelf{Bucket: files, URL: "https://pictures.example.com/", JPEG: true},
	}, files
}

// series is the course of an expression, a point each period until a time.
func series(label string, period time.Duration, until time.Time, value func(minutesBefore float64) float64) metric.Series {
	s := metric.Series{Label: label}
	for before := 40 * time.Hour; before > 0; before -= period {
		s.Points = append(s.Points, alert.Point{At: until.Add(-before), Value: value(before.Minutes())})
	}
	return s
}

func TestGolden(t *testing.T) {
	for name, story := range map[string]struct {
		language, event string
		fill            func(*world, *alert.Alert)
	}{
		"single": {"en", "orders-latency-firing", func(w *world, a *alert.Alert) {
			w.fill(*a.Measurement, end(*a.Measurement), rising(170, 812, 12))
		}},
		"korean": {"ko", "korean", func(w *world, a *alert.Alert) {
			w.fill(*a.Measurement, end(*a.Measurement), rising(190, 900, 26))
		}},
		"percentile": {"ko", "http-latency-p95", func(w *world, a *alert.Alert) {
			w.fill(*a.Measurement, end(*a.Measurement), rising(0.4e3, 1.6e3, 14))
		}},
		"math": {"ko", "error-ratio-math", func(w *world, a *alert.Alert) {
			m := *a.Measurement
			w.Result(m.Expression, series("", m.Period, end(m), rising(0.6, m.Points[0].Value, 9)))
		}},
		"band": {"en", "cpu-anomaly", func(w *world, a *alert.Alert) {
			m := *a.Measurement
			w.fill(m, end(m), rising(30, 96, 22))
			usual := rising(30, 30, 1)
			w.Result(m.Band,
				series("low", m.Period, end(m), func(b float64) float64 { return usual(b) - 9 }),
				series("high", m.Period, end(m), func(b float64) float64 { return usual(b) + 9 }))
		}},
		"composite": {"ko", "shop-composite-firing", func(w *world, a *alert.Alert) {
			limit, errs := 300.0, 5.0
			for i, m := range []alert.Measurement{
				{Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: "p95", Period: time.Minute, Threshold: &limit, Comparison: alert.Above, Dimensions: []alert.Field{{Name: "ApiName", Value: "orders"}}},
				{Namespace: "AWS/ApplicationELB", Metric: "HTTPCode_Target_5XX_Count", Stat: "Sum", Period: time.Minute, Threshold: &errs, Comparison: alert.Above, Dimensions: []alert.Field{{Name: "LoadBalancer", Value: "app/shop/1"}}},
			} {
				if i >= len(a.Children) {
					a.Children = append(a.Children, alert.Child{Name: "shop-5xx", State: "ALARM"})
				}
				w.alarms[a.Children[i].Name] = m
				until := a.At.Truncate(time.Minute)
				w.fill(m, until, rising([]float64{180, 1}[i], []float64{700, 23}[i], 7))
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			a, w := sample(t, story.event), newWorld()
			story.fill(w, &a)
			h, files := handler(t, w, story.language)
			got, err := h.Handle(t.Context(), a)
			if err != nil || got == nil {
				t.Fatalf("%v, %v", got, err)
			}
			small, _, err := files.Get(t.Context(), "p/"+filepath.Base(got.Preview))
			if err != nil {
				t.Fatal(err)
			}
			picturetest.Compare(t, filepath.Join("testdata", name+".png"), small, *update)
		})
	}
}
