package watched_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/source"
	"bongsu/shared/watched"
)

// recorder is a teller that writes down what it is told, and fails on demand after
// it has.
type recorder struct {
	store incident.Store
	fails bool
	told  []alert.Alert
}

func (r *recorder) Tell(ctx context.Context, events []source.Event) []error {
	errs := make([]error, len(events))
	for i, e := range events {
		records, err := r.store.Records(ctx, []string{e.Alert.Key})
		if err == nil {
			_, err = incident.Update(ctx, r.store, records[e.Alert.Key], func(record *incident.Record) bool {
				if record.Find(e.Alert.State, e.Alert.At) >= 0 {
					return false
				}
				record.Append(incident.Phase{State: e.Alert.State, At: e.Alert.At})
				return true
			})
		}
		if errs[i] = err; err == nil && r.fails {
			errs[i] = errors.New("the queue does not answer")
		}
		r.told = append(r.told, e.Alert)
	}
	return errs
}

// TestTheEndIsTheSameOnEveryTry: a try that failed after it was written down is made
// again with the same alert, so that a channel tells it once.
func TestTheEndIsTheSameOnEveryTry(t *testing.T) {
	store := incident.NewMemory()
	teller := &recorder{store: store}
	now := noon
	a := alert.Alert{
		Key: "poll/boiler/temp", Kind: alert.Polled, State: alert.Firing, At: noon, Route: "dev",
		Poll: &alert.Poll{Name: "boiler", Field: "temp", Fault: alert.PollAbove, Value: new(95.0)},
	}
	if err := watched.Guard(t.Context(), store, a, now); err != nil {
		t.Fatal(err)
	}
	teller.Tell(t.Context(), []source.Event{{Alert: a}})
	teller.told, teller.fails = nil, true
	g := watched.Guardian{Store: store, Teller: teller, Watches: func(alert.Alert) bool { return false }, Now: func() time.Time { return now }}
	for try := range 2 {
		now = now.Add(time.Hour)
		due, err := store.Due(t.Context(), now, 10)
		if err != nil || len(due) != 1 || !watched.IsDue(due[0]) {
			t.Fatalf("try %d: %+v, %v", try, due, err)
		}
		kept, err := g.Due(t.Context(), due[0])
		if err == nil || kept.ID != due[0].ID {
			t.Fatalf("try %d: %+v, %v", try, kept, err)
		}
		kept.At = now.Add(5 * time.Minute) // as the tick does
		if err := store.SaveDue(t.Context(), kept); err != nil {
			t.Fatal(err)
		}
	}
	teller.fails = false
	now = now.Add(time.Hour)
	due, err := store.Due(t.Context(), now, 10)
	if err != nil {
		t.Fatal(err)
	}
	done, err := g.Due(t.Context(), due[0])
	if err != nil || !done.At.IsZero() {
		t.Errorf("%+v, %v", done, err)
	}
	if len(teller.told) != 3 {
		t.Fatalf("%+v", teller.told)
	}
	for _, told := range teller.told {
		if told.State != alert.Recovered || !told.At.Equal(noon.Add(time.Hour)) || told.Route != "dev" || !told.Poll.Unwatched || told.Poll.Value != nil {
			t.Errorf("%+v %+v", told, told.Poll)
		}
	}
}

// TestRecoveriesAreNotGuarded, nor is anything that cannot be read.
func TestRecoveriesAreNotGuarded(t *testing.T) {
	store := incident.NewMemory()
	if err := watched.Guard(t.Context(), store, alert.Alert{Key: "poll/boiler", State: alert.Recovered, At: noon}, noon); err != nil {
		t.Fatal(err)
	}
	if due, err := store.Due(t.Context(), noon.Add(time.Hour), 10); err != nil || len(due) != 0 {
		t.Errorf("%+v, %v", due, err)
	}
	done, err := watched.Guardian{Store: store}.Due(t.Context(), incident.Due{ID: "x", At: noon, Body: []byte("?")})
	if err != nil || !done.At.IsZero() {
		t.Errorf("%+v, %v", done, err)
	}
}
