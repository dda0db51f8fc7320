package tick_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"bongsu/lambdas/tick"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/cooldown"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

var now = time.Date(2026, 9, 25, 7, 0, 0, 0, time.UTC)

type sent struct {
	bodies []string
	fails  map[string]bool
}

func (s *sent) Send(_ context.Context, name string, m queue.Message) error {
	if s.fails[name] {
		return errors.New("full")
	}
	s.bodies = append(s.bodies, string(m.Body))
	return nil
}

func due(t *testing.T, s incident.Store, id, channel string, at time.Time, subjects ...string) {
	t.Helper()
	job := queue.Job{Channel: channel, Group: id, State: alert.Firing}
	for _, name := range subjects {
		job.Alerts = append(job.Alerts, alert.Alert{Key: name, Subject: name, State: alert.Firing, At: now.Add(-time.Hour)})
	}
	body, err := queue.Encode(job)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SaveDue(t.Context(), incident.Due{ID: id, At: at, Channel: channel, Body: body}); err != nil {
		t.Fatal(err)
	}
}

func handler(s incident.Store, q queue.Sender, mutes ...config.Mute) tick.Handler {
	return tick.Handler{
		Store: s, Queue: q, Address: func(c string) string { return "to-" + c }, Mutes: mutes,
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	}
}

func left(t *testing.T, s incident.Store) int {
	t.Helper()
	all, err := s.Due(t.Context(), now.Add(1000*time.Hour), 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func TestWhatIsDueIsPutOnce(t *testing.T) {
	s, q := incident.NewMemory(), &sent{}
	for i := range 250 {
		due(t, s, fmt.Sprintf("d%d", i), "ops", now.Add(-time.Duration(i)*time.Second), "a")
	}
	due(t, s, "tomorrow", "ops", now.Add(24*time.Hour), "a")
	for range 2 {
		if _, err := handler(s, q).Handle(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if len(q.bodies) != 250 || left(t, s) != 1 {
		t.Errorf("put %d, left %d", len(q.bodies), left(t, s))
	}
}

func TestWhatFailsStaysDue(t *testing.T) {
	s, q := incident.NewMemory(), &sent{fails: map[string]bool{"to-bad": true}}
	due(t, s, "1", "bad", now, "a")
	due(t, s, "2", "good", now, "a")
	if _, err := handler(s, q).Handle(t.Context(), nil); err != nil {
		t.Error(err)
	}
	if len(q.bodies) != 1 || left(t, s) != 1 {
		t.Errorf("put %d, left %d", len(q.bodies), left(t, s))
	}
}

// A channel that was removed must not hold up the others.
func TestFailuresHoldUpNobody(t *testing.T) {
	s, q := incident.NewMemory(), &sent{fails: map[string]bool{"to-gone": true}}
	for i := range 250 {
		due(t, s, fmt.Sprintf("gone-%d", i), "gone", now.Add(-time.Hour), "a")
	}
	due(t, s, "good", "good", now, "a")
	if _, err := handler(s, q).Handle(t.Context(), nil); err != nil {
		t.Error(err)
	}
	if len(q.bodies) != 1 || left(t, s) != 250 {
		t.Errorf("put %d, left %d", len(q.bodies), left(t, s))
	}
}

// watching is a queue that looks at the table while it takes a job.
type watching struct {
	*sent
	t     *testing.T
	store incident.Store
}

func (w watching) Send(ctx context.Context, name string, m queue.Message) error {
	if left(w.t, w.store) != 1 {
		w.t.Error("the job is forgotten before it is on its queue: a crash now would lose it")
	}
	return w.sent.Send(ctx, name, m)
}

func TestForgottenOnlyOnceItIsOnItsQueue(t *testing.T) {
	s := incident.NewMemory()
	due(t, s, "1", "ops", now, "a")
	if _, err := handler(s, watching{&sent{}, t, s}).Handle(t.Context(), nil); err != nil || left(t, s) != 0 {
		t.Errorf("left %d, %v", left(t, s), err)
	}
}

func TestMutedRepetitionsWait(t *testing.T) {
	s, q := incident.NewMemory(), &sent{}
	due(t, s, "1", "ops", now, "orders-latency")
	due(t, s, "2", "ops", now, "orders-latency", "other")
	mute := config.Mute{Match: "orders-*", Until: now.Add(2 * time.Hour)}
	if _, err := handler(s, q, mute).Handle(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if len(q.bodies) != 1 || left(t, s) != 1 {
		t.Errorf("put %d, left %d; only the job that tells nothing else waits", len(q.bodies), left(t, s))
	}
}

// News of our own that waits for the end of the night must not wait for a mute's.
func TestNoMuteHoldsBackNewsOfOurOwn(t *testing.T) {
	for _, a := range []alert.Alert{
		{Key: alert.HeartbeatKey(now), Kind: alert.Heartbeat, State: alert.Notice, Subject: "heartbeat", At: now},
		{Key: alert.UndeliveredKey("orders-line", "1"), Kind: alert.Undelivered, State: alert.Notice, Subject: "orders-line", At: now},
	} {
		s, q := incident.NewMemory(), &sent{}
		body, err := queue.Encode(queue.Job{Channel: "ops", Group: "g", State: alert.Notice, Alerts: []alert.Alert{a}})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SaveDue(t.Context(), incident.Due{ID: "1", At: now, Channel: "ops", Body: body}); err != nil {
			t.Fatal(err)
		}
		if _, err := handler(s, q, config.Mute{Match: "*", Until: now.Add(2 * time.Hour)}).Handle(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if len(q.bodies) != 1 || left(t, s) != 0 {
			t.Errorf("%s: put %d, left %d", a.Kind, len(q.bodies), left(t, s))
		}
	}
}

func TestCooldownsEnd(t *testing.T) {
	s, q := incident.NewMemory(), &sent{}
	clock := now.Add(-time.Hour)
	h := handler(s, q)
	h.Teller = source.Teller{
		Store: s, Queue: q, Address: h.Address,
		Routes: config.Routes{config.DefaultRoute: {Targets: []config.Target{{Channel: "ops"}}}},
	}
	counts := cooldown.Keeper{Store: s, Teller: h.Teller, Now: func() time.Time { return clock }}
	var lines []cooldown.Line
	for _, id := range []string{"1", "2", "3"} {
		lines = append(lines, cooldown.Line{ID: id, At: clock, Alert: func() alert.Alert {
			return alert.Alert{Key: alert.LogKey("app", id), Kind: alert.Log, State: alert.Notice, Subject: "app", At: clock, Line: &alert.Line{Watch: "app"}}
		}})
	}
	if err := counts.Take(t.Context(), []cooldown.Series{{Key: "log/app", Cooldown: 5 * time.Minute, Lines: lines}}); err != nil {
		t.Fatal(err)
	}
	q.fails = map[string]bool{"to-ops": true}
	if _, err := h.Handle(t.Context(), nil); err != nil || left(t, s) != 1 {
		t.Fatalf("left %d, %v: what cannot be told stays due", left(t, s), err)
	}
	q.fails = nil
	h.Now = func() time.Time { return now.Add(time.Hour) }
	if _, err := h.Handle(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if len(q.bodies) != 2 || left(t, s) != 0 {
		t.Fatalf("put %q, left %d", q.bodies, left(t, s))
	}
	job, err := queue.Decode([]byte(q.bodies[1]))
	if err != nil || job.Alerts[0].Line.Count != 2 {
		t.Errorf("%+v, %v", job, err)
	}
}
