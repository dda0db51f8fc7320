// Package cooldown tells the first of many log lines at once and the rest, at
// the end of a while, as one with a count. It decides nothing about routes and
// words.
//
// What it must not do is lose a line or count one twice, whoever is killed,
// repeated or late. So all that is decided about a batch of lines is decided in
// one conditional write of the watch's record: which of them were seen before,
// which one begins a cool-down, how many the running one has counted. The same
// write puts what is to be told among the record's untold alerts; only then are
// they put on the queues, and only then taken off the record. Whoever comes next
// finds what somebody who was killed in between has left, and tells it under the
// same key, which a channel tells once.
//
// The end of a cool-down needs no line to come: a due entry, saved anew by
// everybody who counts, has the tick close it. A line that is late for a
// cool-down finds it closed, by that same conditional write, and begins another.
package cooldown

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/source"
)

// Teller writes down what happened and puts the jobs that tell it; source.Teller
// is one.
type Teller interface {
	Tell(ctx context.Context, events []source.Event) []error
}

// Keeper keeps the cool-downs.
type Keeper struct {
	Store  incident.Store
	Teller Teller
	Now    func() time.Time
}

// Series are lines of one watch that came together.
type Series struct {
	// Key is the watch's own; those of its lines begin with it.
	Key string
	// Cooldown is how long further lines are only counted; zero tells them all.
	Cooldown time.Duration
	Lines    []Line
}

// Line is one line by an id that no other line has.
type Line struct {
	ID string
	At time.Time
	// Alert tells it. It is asked for only if the line, or a count of which it is
	// the newest, is told, and always gives the same.
	Alert func() alert.Alert
}

// Take tells or counts lines of several watches. After an error all of them may
// come again: what was told or counted is not told or counted twice.
func (k Keeper) Take(ctx context.Context, all []Series) error {
	var errs []error
	var untold []alert.Alert
	kept := make(map[string][]string) // the alerts of each record
	for _, s := range all {
		if s.Cooldown <= 0 {
			for _, l := range s.Lines {
				untold = append(untold, l.Alert())
			}
			continue
		}
		r, err := k.admit(ctx, s)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		untold = append(untold, r.Untold...)
		kept[s.Key] = keys(r.Untold)
	}
	return errors.Join(append(errs, k.tell(ctx, untold, kept))...)
}

// Due tells what a cool-down has counted, once its end has come.
func (k Keeper) Due(ctx context.Context, d incident.Due) error {
	key := string(d.Body)
	// An index keeps times in milliseconds.
	now := later(k.Now(), d.At)
	for {
		r, err := k.close(ctx, key, now)
		if err != nil || r == nil {
			return err
		}
		if err := k.tell(ctx, r.Untold, map[string][]string{key: keys(r.Untold)}); err != nil {
			return err
		}
		if !isOver(*r, now) {
			return nil
		}
		// There was no room for it among the untold ones, which are told now.
	}
}

// close ends the cool-down of a watch if its end has come, and gives what is then
// known; nil if nothing is.
func (k Keeper) close(ctx context.Context, key string, now time.Time) (*incident.Repeats, error) {
	read, err := k.Store.Records(ctx, []string{key})
	if err != nil {
		return nil, fmt.Errorf("read what was counted: %w", err)
	}
	r, err := k.update(ctx, read[key], func(r *incident.Record) bool {
		if r.Repeats == nil {
			return false
		}
		next, ended := end(*r.Repeats, now)
		if ended {
			r.Repeats = &next
		}
		return ended
	})
	return r.Repeats, err
}

// IsDue recognizes the due entries of cool-downs.
func IsDue(d incident.Due) bool { return d.Channel == dueChannel }

// dueChannel is no name that a channel can have.
const dueChannel = "*cooldown"

// admit decides about the lines of one watch, and sees to the end of their
// cool-down.
func (k Keeper) admit(ctx context.Context, s Series) (incident.Repeats, error) {
	read, err := k.Store.Records(ctx, []string{s.Key})
	if err != nil {
		return incident.Repeats{}, fmt.Errorf("read what was counted: %w", err)
	}
	now := k.Now()
	batch := newBatch(s)
	r, err := k.update(ctx, read[s.Key], func(r *incident.Record) bool {
		known := incident.Repeats{}
		if r.Repeats != nil {
			known = *r.Repeats
		}
		next, changed := batch.apply(known, now)
		if changed {
			r.Repeats = &next
		}
		return changed
	})
	if err != nil {
		return incident.Repeats{}, err
	}
	if r.Repeats == nil {
		return incident.Repeats{}, nil
	}
	if end := r.Repeats.End; !end.IsZero() {
		d := incident.Due{ID: fmt.Sprintf("%s/%d", s.Key, end.UnixMilli()), At: end, Channel: dueChannel, Body: []byte(s.Key)}
		if err := k.Store.SaveDue(ctx, d); err != nil {
			return incident.Repeats{}, fmt.Errorf("keep for later: %w", err)
		}
	}
	return *r.Repeats, nil
}

// rounds is how often the races of one record are fought anew: a group in a storm
// feeds many functions at once, and all of them write to it.
const rounds = 5

func (k Keeper) update(ctx context.Context, first incident.Record, change func(*incident.Record) bool) (incident.Record, error) {
	for round := 1; ; round++ {
		r, err := incident.Update(ctx, k.Store, first, change)
		if !errors.Is(err, incident.ErrConflict) || round == rounds {
			return r, err
		}
		read, err := k.Store.Records(ctx, []string{first.Key})
		if err != nil {
			return incident.Record{}, fmt.Errorf("read what was counted: %w", err)
		}
		first = read[first.Key]
	}
}

// stale is from when on an alert's age counts from now: a server may send days
// old lines when it is back, and they are news all the same.
const stale = time.Hour

// tell puts the alerts on their queues, and takes them off the records that keep
// them.
func (k Keeper) tell(ctx context.Context, untold []alert.Alert, kept map[string][]string) error {
	if len(untold) == 0 {
		return nil
	}
	now := k.Now()
	events := make([]source.Event, len(untold))
	for i, a := range untold {
		events[i].Alert = a
		if now.Sub(a.At) > stale {
			events[i].Redriven = now
		}
	}
	errs := k.Teller.Tell(ctx, events)
	failed := make(map[string]bool)
	for i, err := range errs {
		failed[untold[i].Key] = err != nil
	}
	for key, alerts := range kept {
		done := slices.DeleteFunc(alerts, func(a string) bool { return failed[a] })
		if len(done) > 0 {
			errs = append(errs, k.forget(ctx, key, done))
		}
	}
	return errors.Join(errs...)
}

func (k Keeper) forget(ctx context.Context, key string, told []string) error {
	read, err := k.Store.Records(ctx, []string{key})
	if err != nil {
		return fmt.Errorf("read what was counted: %w", err)
	}
	_, err = k.update(ctx, read[key], func(r *incident.Record) bool {
		if r.Repeats == nil {
			return false
		}
		next := *r.Repeats
		next.Untold = slices.DeleteFunc(slices.Clone(next.Untold), func(a alert.Alert) bool { return slices.Contains(told, a.Key) })
		changed := len(next.Untold) < len(r.Repeats.Untold)
		r.Repeats = &next
		return changed
	})
	return err
}

func keys(alerts []alert.Alert) []string {
	all := make([]string, len(alerts))
	for i, a := range alerts {
		all[i] = a.Key
	}
	return all
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
