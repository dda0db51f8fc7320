package source_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

var start = time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC)

func event(key string, state alert.State, minute int) source.Event {
	return source.Event{Alert: alert.Alert{
		Key: key, State: state, Severity: alert.Critical, Subject: key, At: start.Add(time.Duration(minute) * time.Minute),
	}}
}

// outbox collects what is put, and fails for a queue on demand.
type outbox struct {
	sent  map[string][]queue.Message
	fails map[string]bool
}

var errFull = errors.New("full")

func (o *outbox) Send(_ context.Context, name string, m queue.Message) error {
	if o.fails[name] {
		return errFull
	}
	o.sent[name] = append(o.sent[name], m)
	return nil
}

func (o *outbox) jobs(t *testing.T, name string) []queue.Job {
	t.Helper()
	var jobs []queue.Job
	for _, m := range o.sent[name] {
		job, err := queue.Decode(m.Body)
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, job)
	}
	return jobs
}

func teller() (source.Teller, *outbox) {
	out := &outbox{sent: map[string][]queue.Message{}, fails: map[string]bool{}}
	return source.Teller{
		Store: incident.NewMemory(), Queue: out,
		Routes: config.Routes{
			"default": {Targets: []config.Target{{Channel: "slack"}, {Channel: "teams", After: 10 * time.Minute}}},
			"mail":    {Targets: []config.Target{{Channel: "mail"}}},
		},
		Address: func(channel string) string { return channel },
	}, out
}

func tell(t *testing.T, teller source.Teller, events ...source.Event) {
	t.Helper()
	for i, err := range teller.Tell(t.Context(), events) {
		if err != nil {
			t.Fatalf("event %d: %v", i, err)
		}
	}
}

func TestOneJobAChannelAndState(t *testing.T) {
	teller, out := teller()
	other := event("c", alert.Firing, 1)
	other.Alert.Route = "mail"
	tell(t, teller, event("a", alert.Firing, 0), event("b", alert.Firing, 1), event("d", alert.Recovered, 1), other)
	if got := out.jobs(t, "slack"); len(got) != 2 || len(got[0].Alerts) != 2 || got[1].State != alert.Recovered {
		t.Errorf("slack got %+v", got)
	}
	if got := out.jobs(t, "mail"); len(got) != 1 || got[0].Alerts[0].Key != "c" {
		t.Errorf("mail got %+v", got)
	}
	delays := []time.Duration{out.sent["teams"][0].Delay, out.sent["teams"][1].Delay}
	if delays[0] != 10*time.Minute || delays[1] != 0 {
		t.Errorf("teams waits %v; a firing waits, a recovery does not", delays)
	}
	if job := out.jobs(t, "teams")[1]; job.Wait != 10*time.Minute {
		t.Errorf("the recovery does not know that its firing waits: %+v", job)
	}
}

func TestUnknownRouteIsTheDefault(t *testing.T) {
	teller, out := teller()
	e := event("a", alert.Firing, 0)
	e.Alert.Route = "no-such-route"
	tell(t, teller, e)
	if len(out.sent["slack"]) != 1 {
		t.Error("an alert with an unknown route is lost")
	}
}

func TestRedeliveryPutsTheSameJob(t *testing.T) {
	teller, out := teller()
	tell(t, teller, event("a", alert.Firing, 0))
	before, err := teller.Store.Records(t.Context(), []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	tell(t, teller, event("a", alert.Firing, 0))
	after, err := teller.Store.Records(t.Context(), []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if after["a"].Revision != before["a"].Revision {
		t.Error("a redelivery changed the table")
	}
	sent := out.sent["slack"]
	if len(sent) != 2 || string(sent[0].Body) != string(sent[1].Body) {
		t.Errorf("the redelivery's job differs: %q", sent)
	}
}

func TestGroupComesAgainWhole(t *testing.T) {
	teller, out := teller()
	out.fails["slack"] = true
	events := []source.Event{event("a", alert.Firing, 0), event("b", alert.Firing, 1)}
	for i, err := range teller.Tell(t.Context(), events) {
		if !errors.Is(err, errFull) {
			t.Fatalf("event %d: %v", i, err)
		}
	}
	first := out.jobs(t, "teams")[0]
	out.fails["slack"] = false
	tell(t, teller, events[1])
	again := out.jobs(t, "slack")[0]
	if again.Group != first.Group || len(again.Alerts) != 2 || !again.Again {
		t.Errorf("put again as %+v, at first %+v", again, first)
	}
}

func TestSameKeyTwiceIsTwoGroups(t *testing.T) {
	teller, out := teller()
	tell(t, teller, event("a", alert.Firing, 0), event("a", alert.Recovered, 1), event("a", alert.Firing, 2))
	jobs := out.jobs(t, "slack")
	if len(jobs) != 3 {
		t.Fatalf("%d jobs", len(jobs))
	}
	records, err := teller.Store.Records(t.Context(), []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if r := records["a"]; len(r.Phases) != 3 || !r.Open() || r.Revision != 1 {
		t.Errorf("record %+v, want three phases in one write", r)
	}
}

func TestLateEventTakesItsPlace(t *testing.T) {
	teller, _ := teller()
	tell(t, teller, event("a", alert.Recovered, 7))
	tell(t, teller, event("a", alert.Firing, 0))
	records, err := teller.Store.Records(t.Context(), []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if r := records["a"]; r.Open() || r.Opened(1) != 0 {
		t.Errorf("record %+v", r)
	}
}

func TestApplyDecides(t *testing.T) {
	teller, out := teller()
	quiet := event("a", alert.Recovered, 0)
	quiet.Apply = func(r *incident.Record) (changed, tell bool) {
		r.Presence = &incident.Presence{Connected: true}
		return true, false
	}
	tell(t, teller, quiet)
	records, err := teller.Store.Records(t.Context(), []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if r := records["a"]; r.Presence == nil || len(r.Phases) != 0 || len(out.sent) != 0 {
		t.Errorf("record %+v, sent %v", r, out.sent)
	}
}

func TestWhatLookedAtTheRecordHasTheLastWord(t *testing.T) {
	teller, _ := teller()
	tell(t, teller, event("a", alert.Firing, 5))
	back := event("a", alert.Recovered, 4) // stamped by a clock that is behind
	back.Apply = func(*incident.Record) (changed, tell bool) { return false, true }
	back.Latest = true
	tell(t, teller, back, back)
	records, err := teller.Store.Records(t.Context(), []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if r := records["a"]; r.Open() || len(r.Phases) != 2 {
		t.Errorf("record %+v", r)
	}
}

func TestStormIsBounded(t *testing.T) {
	teller, out := teller()
	events := make([]source.Event, 10_000)
	for i := range events {
		events[i] = event(fmt.Sprintf("iot/device-%05d", i), alert.Firing, 0)
		events[i].Alert.Text = strings.Repeat("가", 1000)
	}
	tell(t, teller, events...)
	jobs := out.jobs(t, "slack")
	named := 0
	for i, job := range jobs {
		if size := len(out.sent["slack"][i].Body); size > queue.MaxBytes {
			t.Errorf("job %d has %d bytes", i, size)
		}
		if len(job.Alerts) > queue.MaxWhole {
			t.Errorf("job %d has %d whole alerts", i, len(job.Alerts))
		}
		named += len(job.Alerts) + len(job.More)
	}
	if named != len(events) {
		t.Errorf("%d of %d are named", named, len(events))
	}
	if len(jobs) > 10 {
		t.Errorf("%d jobs", len(jobs))
	}
}

func TestCriticalComesFirst(t *testing.T) {
	teller, out := teller()
	mild := event("mild", alert.Firing, 0)
	mild.Alert.Severity = alert.Warning
	tell(t, teller, mild, event("bad", alert.Firing, 1))
	if job := out.jobs(t, "slack")[0]; job.Alerts[0].Key != "bad" {
		t.Errorf("first is %s", job.Alerts[0].Key)
	}
}
