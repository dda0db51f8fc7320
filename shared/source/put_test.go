package source_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

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
