package poll

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/source"
	"bongsu/shared/watched"
)

// run is one invocation at work.
type run struct {
	Handler
	// at is the time of the run, the same on every try; now that of this try.
	at, now  time.Time
	readings []watched.Reading
}

// settle tells what has changed since the last run, and what that run could not.
func (r run) settle(ctx context.Context, due []config.Poll) error {
	records, err := r.Store.Records(ctx, keysOf(due))
	if err != nil {
		return fmt.Errorf("read what is known: %w", err)
	}
	events := r.left(due, records)
	for _, reading := range r.readings {
		if e, changed := r.event(reading, records[reading.Key].Watched); changed {
			events = append(events, e)
		}
	}
	for _, e := range events {
		if err := watched.Guard(ctx, r.Store, e.Alert, r.now); err != nil {
			return err
		}
	}
	told := make(map[string][]alert.Alert)
	errs := r.Teller.Tell(ctx, events)
	for i, e := range events {
		if errs[i] == nil && e.Alert.Kind != "" {
			told[e.Alert.Key] = append(told[e.Alert.Key], e.Alert)
		}
	}
	r.Log.InfoContext(ctx, "polls", "asked", len(due), "changed", len(events), "told", len(told))
	return errors.Join(append(errs, r.forget(ctx, told))...)
}

// left are the alerts that earlier runs have recorded and may not have told.
func (r run) left(due []config.Poll, records map[string]incident.Record) []source.Event {
	var events []source.Event
	for _, key := range keysOf(due) {
		if w := records[key].Watched; w != nil {
			for _, a := range w.Untold {
				e := source.Event{Alert: a}
				if r.now.Sub(a.At) > late {
					e.Redriven = r.now // its age is ours, not its own
				}
				events = append(events, e)
			}
		}
	}
	return events
}

// event is what a reading does to its record, and what it tells; false if it does
// nothing.
func (r run) event(reading watched.Reading, known *incident.Watched) (source.Event, bool) {
	next, state := watched.Judge(known, r.at, reading)
	if !watched.Changed(known, next) {
		return source.Event{}, false
	}
	a := alert.Alert{Key: reading.Key, At: r.at}
	if state != "" {
		a = reading.Alert(known, r.at, state, r.Region)
	}
	return source.Event{Alert: a, Latest: true, Apply: func(record *incident.Record) (changed, tell bool) {
		next, again := watched.Judge(record.Watched, r.at, reading)
		if again != state {
			return false, false // somebody else was faster, and the next run sees it
		}
		if state != "" {
			next = watched.Keep(next, a)
		}
		record.Watched = &next
		return true, state != ""
	}}, true
}

// forget takes what is on its queues off the records.
func (r run) forget(ctx context.Context, told map[string][]alert.Alert) error {
	if len(told) == 0 {
		return nil
	}
	var keys []string
	for key := range told {
		keys = append(keys, key)
	}
	records, err := r.Store.Records(ctx, keys)
	if err != nil {
		return fmt.Errorf("read what is known: %w", err)
	}
	var errs []error
	for _, key := range keys {
		_, err := incident.Update(ctx, r.Store, records[key], func(record *incident.Record) bool {
			if record.Watched == nil || len(record.Watched.Untold) == 0 {
				return false
			}
			next := *record.Watched
			next.Untold = watched.Left(next.Untold, told[key])
			changed := len(next.Untold) < len(record.Watched.Untold)
			record.Watched = &next
			return changed
		})
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// keysOf are the keys of all that the polls may tell.
func keysOf(due []config.Poll) []string {
	var keys []string
	for _, p := range due {
		keys = append(keys, alert.PollKey(p.Name, ""))
		for _, f := range p.Fields {
			keys = append(keys, alert.PollKey(p.Name, f.Name))
		}
	}
	return keys
}
