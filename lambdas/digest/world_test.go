package digest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"bongsu/lambdas/digest"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/metric"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

// slot is nine o'clock on a Friday in Seoul, half a minute before now.
var slot = time.Date(2026, 9, 25, 0, 0, 0, 0, time.UTC)

// latency is what the digest of these tests is of.
func latency(stat string) config.DigestMetric {
	return config.DigestMetric{Title: "orders " + stat, Measurement: alert.Measurement{
		Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: stat, Unit: "Milliseconds", Dimensions: []alert.Field{{Name: "ApiName", Value: "orders"}},
	}}
}

func morning(metrics ...config.DigestMetric) config.Digest {
	return config.Digest{Name: "morning", Cron: "0 */3 * * *", Timezone: "Asia/Seoul", Metrics: metrics}
}

// world is the product around the function: what is remembered and measured, the
// queues, and the function that draws.
type world struct {
	t *testing.T
	*incident.Memory
	metrics *metric.Memory
	queues  *queue.Memory
	log     bytes.Buffer
	// deaf makes the table refuse, blind the metrics of a statistic.
	deaf  bool
	blind string
	// asked are the regions that are asked.
	asked []string
	draw  func(ctx context.Context, a alert.Alert) (*alert.Picture, error)
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, Memory: incident.NewMemory(), metrics: metric.NewMemory()}
	w.queues = queue.NewMemory(w.now)
	w.queues.Create("ops", queue.Redrive{})
	w.draw = func(context.Context, alert.Alert) (*alert.Picture, error) {
		return &alert.Picture{URL: "https://pictures.example.com/x.png"}, nil
	}
	return w
}

func (w *world) now() time.Time { return slot.Add(30 * time.Second) }

func (w *world) List(ctx context.Context, each func(incident.Record)) (bool, error) {
	if w.deaf {
		return false, errors.New("the table does not answer")
	}
	return w.Memory.List(ctx, each)
}

func (w *world) Read(ctx context.Context, from, to time.Time, queries []metric.Query) ([]metric.Series, error) {
	if w.blind == queries[0].Stat {
		return nil, errors.New("Throttling: Rate exceeded")
	}
	return w.metrics.Read(ctx, from, to, queries)
}

func (w *world) Draw(ctx context.Context, a alert.Alert) (*alert.Picture, error) {
	return w.draw(ctx, a)
}

// measured gives the API a value a minute: one before the digest's time, one in it.
func (w *world) measured(before, within float64) {
	of := metric.Metric{Namespace: "AWS/ApiGateway", Name: "Latency", Dimensions: []alert.Field{{Name: "ApiName", Value: "orders"}}}
	for at := slot.Add(-6 * time.Hour); at.Before(slot.Add(time.Hour)); at = at.Add(time.Minute) {
		value := before
		if !at.Before(slot.Add(-3 * time.Hour)) {
			value = within
		}
		w.metrics.Add(of, alert.Point{At: at, Value: value})
	}
}

// happened records what an alarm, or whatever it is, went through; every time is in
// minutes before the slot, and the states alternate from firing on.
func (w *world) happened(key string, minutes ...int) {
	w.t.Helper()
	r := incident.Record{Key: key}
	for i, m := range minutes {
		state := alert.Firing
		if i%2 == 1 {
			state = alert.Recovered
		}
		r.Insert(incident.Phase{State: state, At: slot.Add(-time.Duration(m) * time.Minute), Group: "g"})
	}
	if err := w.Save(w.t.Context(), r); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) handler(all ...config.Digest) digest.Handler {
	routes := config.Routes{config.DefaultRoute: {Targets: []config.Target{{Channel: "ops", Pictures: true}}}}
	return digest.Handler{
		Digests: all, Routes: routes, Records: w, Drawer: w, Region: "ap-northeast-2", Now: w.now, Log: slog.New(slog.NewJSONHandler(&w.log, nil)),
		Metrics: func(region string) metric.Reader {
			w.asked = append(w.asked, region)
			return w
		},
		Teller: source.Teller{Store: w.Memory, Queue: w.queues, Routes: routes, Address: func(channel string) string { return channel }},
	}
}

// run invokes as the schedule does, and gives what is put on the queue.
func (w *world) run(h digest.Handler, name string, at time.Time) []queue.Job {
	w.t.Helper()
	in, err := json.Marshal(config.DigestRun{Name: name, At: at})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := h.Handle(w.t.Context(), in); err != nil {
		w.t.Fatal(err)
	}
	var jobs []queue.Job
	for _, m := range w.queues.Peek("ops") {
		job, err := queue.Decode(m.Body)
		if err != nil {
			w.t.Fatal(err)
		}
		jobs = append(jobs, job)
	}
	return jobs
}

// only is the one digest that was told.
func (w *world) only(h digest.Handler) alert.Alert {
	w.t.Helper()
	jobs := w.run(h, "morning", slot)
	if len(jobs) != 1 || len(jobs[0].Alerts) != 1 || jobs[0].Alerts[0].Digest == nil {
		w.t.Fatalf("%+v", jobs)
	}
	return jobs[0].Alerts[0]
}
