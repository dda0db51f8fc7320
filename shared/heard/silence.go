package heard

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
)

// dueChannel is no name that a channel can have.
const dueChannel = "*silence"

// IsDue recognizes the due entries of devices that may be silent.
func IsDue(d incident.Due) bool { return d.Channel == dueChannel }

// await has the tick look at a device. Each look has an entry of its own, so that
// one which is dropped takes no other along; those for the same time are one.
func (k Keeper) await(ctx context.Context, key string, at time.Time) error {
	id := fmt.Sprintf("silence/%s/%d", key, at.UnixMilli())
	if err := k.Store.SaveDue(ctx, incident.Due{ID: id, At: at, Channel: dueChannel, Body: []byte(key)}); err != nil {
		return fmt.Errorf("keep for later: %w", err)
	}
	return nil
}

// Dues looks whether devices are silent, and tells together those that are. It has
// the tick look again at those that are not, and drops what is done; the errors of
// what is not stand in the order of the entries.
func (k Keeper) Dues(ctx context.Context, all []incident.Due) []error {
	errs := make([]error, len(all))
	if len(all) == 0 {
		return errs
	}
	keys := make([]string, len(all))
	for i, d := range all {
		keys[i] = string(d.Body)
	}
	records, err := k.Store.Records(ctx, keys)
	if err != nil {
		for i := range errs {
			errs[i] = fmt.Errorf("read what is known: %w", err)
		}
		return errs
	}
	untold := make([][]alert.Alert, len(all))
	each(len(all), func(i int) { untold[i], errs[i] = k.due(ctx, all[i].At, records[keys[i]]) })
	k.tell(ctx, keys, untold, errs)
	each(len(all), func(i int) {
		if errs[i] == nil {
			errs[i] = k.Store.DropDue(ctx, all[i].ID)
		}
	})
	return errs
}

// due looks at one device.
func (k Keeper) due(ctx context.Context, at time.Time, record incident.Record) ([]alert.Alert, error) {
	if record.Heard == nil {
		return nil, nil // its message failed, and brings another entry
	}
	t, device, watched := k.of(record.Key)
	now := k.Now()
	if at.After(now) {
		now = at // an index keeps times in milliseconds
	}
	var again time.Time
	after, err := incident.Update(ctx, k.Store, record, func(r *incident.Record) bool {
		next, until := known(*r), time.Time{}
		if watched && t.Silence > 0 {
			next, until = look(next, t, device, now, k.Region)
		} else {
			next.Awaited = false
		}
		again = until
		if until.IsZero() {
			r.Heard = &next
		}
		return until.IsZero()
	})
	if err == nil && !again.IsZero() {
		err = k.await(ctx, record.Key, again)
	}
	return known(after).Untold, err
}

// look gives what is known of a device at a time, and until when it may still be
// silent; zero if it has been for too long. It is pure.
func look(known incident.Heard, t config.Telemetry, device string, now time.Time, region string) (next incident.Heard, until time.Time) {
	next = known
	from := known.At
	if from.IsZero() {
		from = known.Since
	}
	until = from.Add(t.Silence + t.Noted())
	if now.Before(until) {
		return known, until
	}
	next.Awaited = false
	if before := known.Values[""]; before.Fault != string(alert.PollUnheard) {
		next.Values = maps.Clone(known.Values)
		if next.Values == nil {
			next.Values = make(map[string]incident.Watched)
		}
		next.Values[""] = incident.Watched{At: until, Fault: string(alert.PollUnheard)}
		// Its time follows from the record, so that it is the same on every try.
		next.Untold = append(slices.Clone(known.Untold), silent(t, device, known.At).Alert(nil, until, alert.NoData, region))
	}
	return next, time.Time{}
}

// of finds the entry and the device of a record.
func (k Keeper) of(key string) (t config.Telemetry, device string, found bool) {
	for _, t := range k.Telemetry {
		if prefix := alert.TelemetryKey(t.Name, "", ""); len(key) >= len(prefix) && key[:len(prefix)] == prefix {
			return t, key[len(prefix):], true
		}
	}
	return config.Telemetry{}, "", false
}

// Roster is whom a Keeper has made sure to expect.
type Roster map[string]bool

// Expect begins to wait for the devices that must be heard and of which nothing is
// known, or which nobody has waited for yet. Those on the roster are not looked at; a
// nil one has nobody on it.
func (k Keeper) Expect(ctx context.Context, roster Roster) error {
	expected := make(map[string]config.Telemetry)
	for _, t := range k.Telemetry {
		for _, device := range t.Expected() {
			if key := alert.TelemetryKey(t.Name, "", device); t.Silence > 0 && !roster[key] {
				expected[key] = t
			}
		}
	}
	if len(expected) == 0 {
		return nil
	}
	keys := slices.Sorted(maps.Keys(expected))
	records, err := k.Store.Records(ctx, keys)
	if err != nil {
		return fmt.Errorf("read what is known: %w", err)
	}
	for _, key := range keys {
		if err := k.expect(ctx, records[key], expected[key]); err != nil {
			return err
		}
		if roster != nil {
			roster[key] = true
		}
	}
	return nil
}

func (k Keeper) expect(ctx context.Context, record incident.Record, t config.Telemetry) error {
	waits := func(h incident.Heard) bool {
		return h.Awaited || h.Values[""].Fault == string(alert.PollUnheard)
	}
	if waits(known(record)) {
		return nil
	}
	now := k.Now().UTC().Truncate(time.Millisecond)
	if err := k.await(ctx, record.Key, now.Add(t.Silence+t.Noted())); err != nil {
		return err
	}
	_, err := incident.Update(ctx, k.Store, record, func(r *incident.Record) bool {
		next := known(*r)
		if waits(next) {
			return false
		}
		next.Awaited = true
		if next.At.IsZero() {
			next.Since = now
		}
		r.Heard = &next
		return true
	})
	return err
}
