// Package source is what every source does with the alerts that it found: write
// down what happened, then put one job per channel. It never drops: an event
// that comes again puts its jobs again, under the same ids.
package source

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// Event is an alert together with what it does to the record of its key.
type Event struct {
	Alert alert.Alert
	// Apply alters the record by what the event says beyond the alert itself (a
	// device's connection) and reports whether it changed anything and whether
	// the alert is to be told. It may be called several times on different
	// records, and must replace what the record points to rather than change
	// it. Nil changes nothing and tells.
	Apply func(r *incident.Record) (changed, tell bool)
	// Latest says that Apply tells only what is true now, so that the alert
	// comes last in the record even if its own clock is behind.
	Latest bool
	// Redriven is when a person sent the event again from the dead letters, by
	// when its alert may be a day old; zero otherwise.
	Redriven time.Time
}

// Teller turns events into jobs.
type Teller struct {
	Store  incident.Store
	Queue  queue.Sender
	Routes config.Routes
	// Mutes hold back subjects for a while.
	Mutes config.Mutes
	// Address gives the queue of a channel.
	Address func(channel string) string
	// Now tells whether a mute still holds; nil without mutes.
	Now func() time.Time
}

// writers bounds the writes under way at once; a storm brings thousands of
// records in one batch, and each write is mostly waiting.
const writers = 32

// Tell records the events and puts their jobs. The errors stand in the order of
// the events; a nil one says that the event is safe and need not come again.
func (t Teller) Tell(ctx context.Context, events []Event) []error {
	errs := make([]error, len(events))
	if len(events) == 0 {
		return errs
	}
	keys, byKey := index(events)
	records, err := t.Store.Records(ctx, keys)
	if err != nil {
		for i := range errs {
			errs[i] = fmt.Errorf("read what is known: %w", err)
		}
		return errs
	}
	groups := form(events, t.news(events, keys, byKey, records), t.mutedFor)
	assigned := t.keep(ctx, groups, errs)
	told := t.record(ctx, events, keys, byKey, records, assigned, errs)
	t.put(ctx, events, groups, told, errs)
	return errs
}

// index gives the distinct keys in order and, for each, its events.
func index(events []Event) (keys []string, byKey map[string][]int) {
	byKey = make(map[string][]int, len(events))
	for i, e := range events {
		if _, known := byKey[e.Alert.Key]; !known {
			keys = append(keys, e.Alert.Key)
		}
		byKey[e.Alert.Key] = append(byKey[e.Alert.Key], i)
	}
	return keys, byKey
}

// news finds the events that open a phase not yet on record.
func (t Teller) news(events []Event, keys []string, byKey map[string][]int, records map[string]incident.Record) []int {
	isNew := make([]bool, len(events))
	for _, key := range keys {
		r := records[key]
		for _, i := range byKey[key] {
			_, isNew[i], _ = step(&r, events[i], "")
		}
	}
	var news []int
	for i, n := range isNew {
		if n {
			news = append(news, i)
		}
	}
	return news
}

// step moves a record by one event. It gives the group that tells the event,
// whether that is a new phase, and whether the record changed. No group means
// that the event is not told.
func step(r *incident.Record, e Event, group string) (owner string, isNew, changed bool) {
	at := r.Find(e.Alert.State, e.Alert.At)
	tell := true
	if e.Apply != nil {
		changed, tell = e.Apply(r)
	}
	if at >= 0 {
		return r.Phases[at].Group, false, changed
	}
	if !tell {
		return "", false, changed
	}
	p := incident.Phase{State: e.Alert.State, At: e.Alert.At, Group: group}
	if e.Latest {
		r.Append(p)
	} else {
		r.Insert(p)
	}
	return group, true, true
}

// keep writes down the content of groups of several, so that their jobs can be
// put again, and says which group each event belongs to.
func (t Teller) keep(ctx context.Context, groups []group, errs []error) map[int]string {
	assigned := make(map[int]string)
	for _, g := range groups {
		if len(g.events) > 1 {
			if err := t.save(ctx, g); err != nil {
				for _, i := range g.events {
					errs[i] = err
				}
				continue
			}
		}
		for _, i := range g.events {
			assigned[i] = g.id
		}
	}
	return assigned
}

func (t Teller) save(ctx context.Context, g group) error {
	content, err := queue.Encode(g.job)
	if err == nil {
		err = t.Store.SaveGroup(ctx, g.id, content)
	}
	if err != nil {
		return fmt.Errorf("keep what is told together: %w", err)
	}
	return nil
}

// record writes the records and gives, for each event, the group that tells it.
func (t Teller) record(ctx context.Context, events []Event, keys []string, byKey map[string][]int,
	records map[string]incident.Record, assigned map[int]string, errs []error,
) []string {
	told := make([]string, len(events))
	var wait sync.WaitGroup
	free := make(chan struct{}, writers)
	for _, key := range keys {
		free <- struct{}{}
		wait.Go(func() {
			defer func() { <-free }()
			_, err := incident.Update(ctx, t.Store, records[key], func(r *incident.Record) bool {
				moved := false
				for _, i := range byKey[key] {
					if errs[i] != nil {
						continue
					}
					group := assigned[i]
					if group == "" {
						// Not foreseen when the groups were formed: somebody else
						// moved the record meanwhile.
						group = single(events[i].Alert)
					}
					var changed bool
					told[i], _, changed = step(r, events[i], group)
					moved = moved || changed
				}
				return moved
			})
			if err != nil {
				for _, i := range byKey[key] {
					errs[i] = errors.Join(errs[i], err)
				}
			}
		})
	}
	wait.Wait()
	return told
}
