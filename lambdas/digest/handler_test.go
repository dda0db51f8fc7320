package digest_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
)

func TestHowMetricsWent(t *testing.T) {
	w := newWorld(t)
	w.measured(100, 200)
	a := w.only(w.handler(morning(latency("Average"), latency("Sum"), latency("p95"))))
	if a.Key != "digest/morning/2026-09-25T00:00:00Z" || a.State != alert.Notice || a.Severity != alert.Info || !a.At.Equal(slot) || a.Subject != "morning" {
		t.Errorf("%+v", a)
	}
	if d := a.Digest; !d.From.Equal(slot.Add(-3*time.Hour)) || !d.To.Equal(slot) || d.Step != time.Minute {
		t.Errorf("%s to %s by %s", d.From, d.To, d.Step)
	}
	for i, want := range []struct{ whole, before, most float64 }{{200, 100, 200}, {180 * 200, 180 * 100, 200}, {200, 100, 200}} {
		m := a.Digest.Metrics[i]
		if m.Whole == nil || m.Before == nil || m.Failed || *m.Whole != want.whole || *m.Before != want.before || *m.Min != want.most || *m.Max != want.most || *m.Last != want.most {
			t.Errorf("%s: %+v", m.Title, m)
		}
	}
	if a.Picture == nil {
		t.Error("no picture")
	}
}

// What cannot be read, or is not there, costs the digest nothing but itself.
func TestAMetricThatCannotBeReadIsSaid(t *testing.T) {
	w := newWorld(t)
	w.measured(100, 200)
	w.blind = "p95"
	other := latency("Average")
	other.Measurement.Metric, other.Region = "Nothing", "us-east-1"
	a := w.only(w.handler(morning(latency("p95"), other, latency("Average"))))
	m := a.Digest.Metrics
	if !m[0].Failed || m[0].Whole != nil || m[1].Failed || m[1].Whole != nil || m[2].Failed || m[2].Whole == nil {
		t.Errorf("%+v", m)
	}
	if !strings.Contains(w.log.String(), "orders p95: Throttling: Rate exceeded") {
		t.Errorf("not in the log: %s", w.log.String())
	}
	if !strings.Contains(strings.Join(w.asked, " "), "us-east-1") {
		t.Errorf("asked in %q", w.asked)
	}
}

func TestWhatWasWrong(t *testing.T) {
	w := newWorld(t)
	arn := func(name string) string { return "arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:" + name }
	w.happened(arn("still"), 300, 250, 60)             // once before the time, and now
	w.happened(arn("twice"), 170, 160, 100, 95)        // both in it
	w.happened(arn("before"), 400, 300)                // over when it began
	w.happened(arn("since before"), 500, 170)          // ended in it
	w.happened(arn("later"), -1)                       // after the slot
	w.happened(arn("ended later"), 30, -1)             // which is not known at the slot
	w.happened(alert.PollKey("boiler", "temp"), 20, 0) // over just then, not before it
	w.happened(alert.LogKey("app", "1"), 10)           // told, never wrong
	w.happened(alert.PresenceKey("sensor-1"), 90)
	w.happened(alert.PresenceKey("sensor-2"), 90, 80)
	unstable := incident.Record{Key: alert.PresenceKey("sensor-3"), Presence: &incident.Presence{Connected: true}}
	unstable.Insert(incident.Phase{State: alert.Firing, At: slot.Add(-time.Minute), Group: "g"})
	if err := w.Save(t.Context(), unstable); err != nil {
		t.Fatal(err)
	}
	a := w.only(w.handler(morning()))
	d := a.Digest
	if d.Wrong != 4 || d.Gone != 1 || d.Ended != 2 || d.Back != 1 || d.Partial || a.Severity != alert.Warning {
		t.Errorf("%+v, %s", d, a.Severity)
	}
	var got []string
	for _, tr := range d.Troubles {
		got = append(got, tr.Subject()+" "+tr.Lasted.String()+" ×"+string(rune('0'+tr.Times)))
	}
	want := []string{
		"still 1h0m0s ×1", "ended later 30m0s ×1", "boiler temp 20m0s ×1", "sensor-3 1m0s ×1", "sensor-1 1h30m0s ×1",
		"since before 5h30m0s ×1", "twice 15m0s ×2", "sensor-2 10m0s ×1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A second run puts the very job that the first did: what is told of it is told.
func TestASlotHasOneJob(t *testing.T) {
	w := newWorld(t)
	h := w.handler(morning(latency("Average")), config.Digest{Name: "evening", Cron: "0 21 * * *", Timezone: "Asia/Seoul"})
	w.run(h, "morning", slot)
	w.measured(1, 2)
	jobs := w.run(h, "morning", slot)
	if len(jobs) != 2 || jobs[0].ID() != jobs[1].ID() {
		t.Errorf("%+v", jobs)
	}
	jobs = w.run(h, "morning", slot.Add(3*time.Hour))
	if len(jobs) != 3 || jobs[2].ID() == jobs[0].ID() {
		t.Errorf("another slot: %+v", jobs)
	}
	if jobs = w.run(h, "gone", slot); len(jobs) != 3 {
		t.Errorf("a digest that is gone was told: %+v", jobs)
	}
}

// By hand, without a slot, it is that of the newest; with one, its own.
func TestByHand(t *testing.T) {
	w := newWorld(t)
	for _, payload := range []string{"", "{}", "null", "[]"} {
		if _, err := w.handler(morning()).Handle(t.Context(), json.RawMessage(payload)); err != nil {
			t.Errorf("%q: %v", payload, err)
		}
	}
	for i, job := range w.run(w.handler(morning()), "morning", slot) {
		if a := job.Alerts[0]; !a.At.Equal(slot) || a.Key != alert.DigestKey("morning", slot) {
			t.Errorf("%d: %s", i, a.Key)
		}
	}
}

func TestWhateverBecomesOfThePicture(t *testing.T) {
	hang := func(ctx context.Context, _ alert.Alert) (*alert.Picture, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	fail := func(context.Context, alert.Alert) (*alert.Picture, error) { return nil, errors.New("no ink") }
	for name, draw := range map[string]func(context.Context, alert.Alert) (*alert.Picture, error){"hangs": hang, "fails": fail} {
		w := newWorld(t)
		w.measured(1, 2)
		w.draw = draw
		h := w.handler(morning(latency("Average")))
		h.Patience = 50 * time.Millisecond
		if a := w.only(h); a.Picture != nil || a.Digest.Metrics[0].Whole == nil {
			t.Errorf("%s: %+v", name, a)
		}
		if !strings.Contains(w.log.String(), "no_picture") {
			t.Errorf("%s: not in the log: %s", name, w.log.String())
		}
	}
	w := newWorld(t)
	w.draw = func(context.Context, alert.Alert) (*alert.Picture, error) {
		t.Error("drawn though there is nothing to draw")
		return nil, nil
	}
	w.only(w.handler(morning(latency("Average"))))
}

// What was wrong is not left out: the platform runs it again.
func TestATableThatDoesNotAnswer(t *testing.T) {
	w := newWorld(t)
	w.deaf = true
	_, err := w.handler(morning()).Handle(t.Context(), json.RawMessage(`{"name":"morning","at":"2026-09-25T00:00:00Z"}`))
	if err == nil || w.queues.Depth("ops") != 0 {
		t.Errorf("%v, %d jobs", err, w.queues.Depth("ops"))
	}
}
