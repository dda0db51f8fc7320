// Package heard judges what devices send by themselves, and notices when one sends
// nothing. It reads no topic and no document, and chooses neither words nor
// channels.
//
// All that is known of a device stands on one record, so that a message costs one
// read, and a write only if it changes something. When the device was last heard is
// written down a few times within the silence that it may keep; how far that lags
// behind is known, and counted in before anybody is told. A message that is not
// newer than that is not looked at: it came late, or twice.
//
// What is to be told is put among the record's untold alerts by the same write that
// judges it; only then is it put on the queues, and only then taken off the record.
// Whoever comes next finds what somebody who was killed in between has left, and
// tells it under the same key and time, which a channel tells once.
package heard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/source"
	"bongsu/shared/watched"
)

// Keeper keeps what is known of devices.
type Keeper struct {
	Store  incident.Store
	Teller watched.Teller
	// Telemetry are the entries of the configuration.
	Telemetry []config.Telemetry
	// Region is where the devices' messages arrive.
	Region string
	Now    func() time.Time
}

// Series are messages of one device for one entry.
type Series struct {
	Telemetry config.Telemetry
	Device    string
	// Looks are in any order.
	Looks []Look
}

// Look is what one message says: the first reading is about the message as a whole,
// the others about its fields.
type Look struct {
	At       time.Time
	Readings []watched.Reading
}

// writers bounds the writes under way at once.
const writers = 32

// Take judges the messages of several devices, each device once, and tells what is
// news. The errors stand in the order of the devices; after one its messages may
// come again.
func (k Keeper) Take(ctx context.Context, all []Series) []error {
	errs := make([]error, len(all))
	keys := make([]string, len(all))
	for i, s := range all {
		keys[i] = s.key()
	}
	records, err := k.Store.Records(ctx, keys)
	if err != nil {
		for i := range errs {
			errs[i] = fmt.Errorf("read what is known: %w", err)
		}
		return errs
	}
	untold := make([][]alert.Alert, len(all))
	each(len(all), func(i int) { untold[i], errs[i] = k.take(ctx, all[i], records[keys[i]]) })
	k.tell(ctx, keys, untold, errs)
	return errs
}

// each does something for every number below n, a few at a time.
func each(n int, do func(i int)) {
	var wait sync.WaitGroup
	free := make(chan struct{}, writers)
	for i := range n {
		free <- struct{}{}
		wait.Go(func() {
			defer func() { <-free }()
			do(i)
		})
	}
	wait.Wait()
}

// take writes down what the messages of a device change, and gives what is then to
// be told.
func (k Keeper) take(ctx context.Context, s Series, record incident.Record) ([]alert.Alert, error) {
	if s.Telemetry.Silence > 0 && (record.Heard == nil || !record.Heard.Awaited) {
		// Before the record says so: one entry too many does no harm.
		if err := k.await(ctx, record.Key, k.Now().Add(s.Telemetry.Silence+s.Telemetry.Noted())); err != nil {
			return nil, err
		}
	}
	record, err := incident.Update(ctx, k.Store, record, func(r *incident.Record) bool {
		next, changed := s.apply(known(*r), k.Region)
		if changed {
			r.Heard = &next
		}
		return changed
	})
	if err != nil {
		return nil, err
	}
	return known(record).Untold, nil
}

func known(r incident.Record) incident.Heard {
	if r.Heard == nil {
		return incident.Heard{}
	}
	return *r.Heard
}

// late is from when on an alert's age counts from now: that it could not be told
// earlier was our fault, not its own.
const late = 5 * time.Minute

// tell puts the alerts of several records on their queues, and takes off the
// records those that are. It adds to the errors of their records.
func (k Keeper) tell(ctx context.Context, keys []string, untold [][]alert.Alert, errs []error) {
	now := k.Now()
	each(len(untold), func(i int) {
		for _, a := range untold[i] {
			errs[i] = errors.Join(errs[i], watched.Guard(ctx, k.Store, a, now))
		}
	})
	var news []source.Event
	var of []int
	for i, alerts := range untold {
		for _, a := range alerts {
			if errs[i] != nil {
				break
			}
			e := source.Event{Alert: a}
			if now.Sub(a.At) > late {
				e.Redriven = now
			}
			news, of = append(news, e), append(of, i)
		}
	}
	if len(news) == 0 {
		return
	}
	told := make(map[int][]alert.Alert)
	for n, err := range k.Teller.Tell(ctx, news) {
		if i := of[n]; err != nil {
			errs[i] = errors.Join(errs[i], err)
		} else {
			told[i] = append(told[i], news[n].Alert)
		}
	}
	each(len(untold), func(i int) {
		if alerts := told[i]; len(alerts) > 0 {
			errs[i] = errors.Join(errs[i], k.forget(ctx, keys[i], alerts))
		}
	})
}

// forget takes what is on its queues off a record.
func (k Keeper) forget(ctx context.Context, key string, told []alert.Alert) error {
	records, err := k.Store.Records(ctx, []string{key})
	if err != nil {
		return fmt.Errorf("read what is known: %w", err)
	}
	_, err = incident.Update(ctx, k.Store, records[key], func(r *incident.Record) bool {
		next := known(*r)
		before := len(next.Untold)
		next.Untold = watched.Left(next.Untold, told)
		r.Heard = &next
		return len(next.Untold) < before
	})
	return err
}

func (s Series) key() string { return alert.TelemetryKey(s.Telemetry.Name, "", s.Device) }

// silent is the reading of a device of which nothing is heard.
func silent(t config.Telemetry, device string, heard time.Time) watched.Reading {
	return watched.Reading{
		Key: alert.TelemetryKey(t.Name, "", device), Needed: 1, Evaluated: 1, Route: t.Route, Severity: cmp.Or(t.Severity, alert.Warning),
		Facts: alert.Poll{
			Name: t.Name, Device: device, Address: t.Topic, Fault: alert.PollUnheard, Silence: t.Silence, Heard: heard, Listed: t.Expects(device),
		},
	}
}
