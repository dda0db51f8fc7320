package source_test

import (
	"context"
	"encoding/json"
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

// broken is a store of which one key cannot be written; or is, but says it was not.
type broken struct {
	*incident.Memory
	written bool
}

func (b *broken) Save(ctx context.Context, r incident.Record) error {
	if r.Key != "bad" || b.written {
		if err := b.Memory.Save(ctx, r); err != nil {
			return err
		}
	}
	if r.Key == "bad" {
		return errFull
	}
	return nil
}

func TestAGroupIsPutWholeOrNotAtAll(t *testing.T) {
	for _, written := range []bool{false, true} {
		teller, out := teller()
		memory := incident.NewMemory()
		teller.Store = &broken{memory, written}
		events := []source.Event{event("a", alert.Firing, 0), event("bad", alert.Firing, 0), event("b", alert.Firing, 0)}
		for i, err := range teller.Tell(t.Context(), events) {
			if err == nil {
				t.Fatalf("written %v: event %d is called safe", written, i)
			}
		}
		if len(out.sent["slack"]) != 0 {
			t.Fatalf("written %v: a part of the group is put", written)
		}
		// All come again, and the table is well.
		teller.Store = memory
		tell(t, teller, events...)
		told := map[string]bool{}
		records, err := memory.Records(t.Context(), []string{"a", "b", "bad"})
		if err != nil {
			t.Fatal(err)
		}
		for _, job := range out.jobs(t, "slack") {
			for _, a := range job.Alerts {
				if r := records[a.Key]; r.Phases[0].Group == job.Group {
					told[a.Key] = true
				}
			}
		}
		if len(told) != 3 {
			t.Errorf("written %v: told %v", written, told)
		}
	}
}

func TestJobsAreStable(t *testing.T) {
	teller, out := teller()
	tell(t, teller, event("a", alert.Firing, 0))
	var fields map[string]any
	if err := json.Unmarshal(out.sent["slack"][0].Body, &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"v", "channel", "group", "state", "alerts"} {
		if fields[name] == nil {
			t.Errorf("field %q is missing, but released versions wrote it", name)
		}
	}
}

func TestMutedSubjectsWait(t *testing.T) {
	teller, out := teller()
	until := start.Add(3 * time.Hour)
	teller.Mutes = config.Mutes{{Match: "orders-*", Until: until}}
	teller.Now = func() time.Time { return start.Add(time.Minute) }
	tell(t, teller, event("orders-latency", alert.Firing, 0), event("other", alert.Firing, 0))
	if jobs := out.jobs(t, "slack"); len(jobs) != 1 || jobs[0].Alerts[0].Key != "other" {
		t.Fatalf("told at once: %+v", jobs)
	}
	due, err := teller.Store.Due(t.Context(), until, 10)
	if err != nil || len(due) != 2 || !due[0].At.Equal(until) {
		t.Fatalf("due %+v, %v", due, err)
	}
	// The end is not held back: it knows by Wait that its beginning is.
	tell(t, teller, event("orders-latency", alert.Recovered, 7))
	if jobs := out.jobs(t, "slack"); len(jobs) != 2 || jobs[1].Wait == 0 {
		t.Errorf("the recovery: %+v", jobs[1:])
	}
}

// A mute is about what alerts are about: a channel that has a like name and could
// not tell somebody is none of that.
func TestNoMuteHoldsBackWhatCouldNotBeTold(t *testing.T) {
	teller, out := teller()
	teller.Mutes = config.Mutes{{Match: "orders-*", Until: start.Add(3 * time.Hour)}}
	teller.Now = func() time.Time { return start.Add(time.Minute) }
	e := event("orders-line", alert.Notice, 0)
	e.Alert.Kind = alert.Undelivered
	tell(t, teller, e)
	if jobs := out.jobs(t, "slack"); len(jobs) != 1 || jobs[0].Wait != 0 {
		t.Errorf("jobs %+v", jobs)
	}
}

func TestLongAfterIsKeptInTheTable(t *testing.T) {
	teller, out := teller()
	teller.Routes = config.Routes{"default": {Targets: []config.Target{{Channel: "slack", After: time.Hour}}}}
	tell(t, teller, event("a", alert.Firing, 0))
	tell(t, teller, event("a", alert.Firing, 0)) // redelivered: still due once
	due, err := teller.Store.Due(t.Context(), start.Add(time.Hour), 10)
	if err != nil || len(due) != 1 || !due[0].At.Equal(start.Add(time.Hour)) || len(out.sent) != 0 {
		t.Errorf("due %+v, sent %v, %v", due, out.sent, err)
	}
}

func TestRepetitionIsForWhatIsOpen(t *testing.T) {
	teller, out := teller()
	hours := 4 * time.Hour
	teller.Routes = config.Routes{"default": {Targets: []config.Target{{Channel: "slack"}}, Repeat: &hours}}
	tell(t, teller, event("a", alert.Firing, 0), event("b", alert.Recovered, 0), event("c", alert.Notice, 0))
	for _, job := range out.jobs(t, "slack") {
		if want := map[bool]time.Duration{true: hours}[job.State.Open()]; job.Repeat != want {
			t.Errorf("%s: repeat %v", job.State, job.Repeat)
		}
	}
}

func TestWhatCanWaitIsToldApart(t *testing.T) {
	teller, out := teller()
	mild := event("mild", alert.Firing, 0)
	mild.Alert.Severity = alert.Warning
	tell(t, teller, mild, event("bad", alert.Firing, 0))
	jobs := out.jobs(t, "slack")
	if len(jobs) != 2 || !jobs[0].Urgent || jobs[1].Urgent {
		t.Errorf("jobs %+v", jobs)
	}
}

// TestAJobForEachPart: a message that takes several requests is several jobs, each
// known by its recipients; a lone request may change its recipients.
func TestAJobForEachPart(t *testing.T) {
	teller, out := teller()
	teller.Routes["phones"] = config.Route{Targets: []config.Target{
		{Channel: "line", Parts: [][]string{{"C1"}, {"U1", "U2"}}}, {Channel: "sms", Parts: [][]string{{"0101", "0102"}}},
	}}
	e := event("a", alert.Firing, 0)
	e.Alert.Route = "phones"
	out.fails["sms"] = true
	if errs := teller.Tell(t.Context(), []source.Event{e}); !errors.Is(errs[0], errFull) {
		t.Fatal(errs)
	}
	out.fails["sms"] = false
	tell(t, teller, e)
	line, sms := out.jobs(t, "line"), out.jobs(t, "sms")
	if len(line) != 4 || len(sms) != 1 {
		t.Fatalf("line got %d, sms %d", len(line), len(sms))
	}
	if line[0].ID() == line[1].ID() || line[0].ID() != line[2].ID() || line[1].ID() != line[3].ID() {
		t.Errorf("ids %s %s %s %s", line[0].ID(), line[1].ID(), line[2].ID(), line[3].ID())
	}
	if fmt.Sprint(line[0].To, line[1].To, sms[0].To) != "[C1] [U1 U2] [0101 0102]" {
		t.Errorf("to %v %v %v", line[0].To, line[1].To, sms[0].To)
	}
	if sms[0].ID() != queue.MarkID(sms[0].Group, "sms") {
		t.Errorf("the only part has a name: %s", sms[0].ID())
	}
}
