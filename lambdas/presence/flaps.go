package presence

import (
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

const (
	// hour is in which time so many losses make a device unstable, and how long
	// it has to stay connected to be stable again.
	hour = time.Hour
	// patience is how long an unstable device must be gone to count as lost: the
	// longest that one check can wait.
	patience = queue.MaxDelay
	// apart keeps the alerts of an unstable device apart from those of a loss or
	// return at the same moment, for a record knows a phase by state and time.
	// AWS IoT's times are whole milliseconds.
	apart = time.Microsecond
)

// flapping reports whether the device is told of as unstable.
func flapping(p *incident.Presence) bool {
	return p != nil && p.Flaps != nil && !p.Flaps.Since.IsZero()
}

// count adds a loss to those of the last hour, and reports whether with it there
// are so many for the first time. Losses may come late, twice and in any order.
func count(known *incident.Flaps, lost time.Time, limit int) (next *incident.Flaps, crossed bool) {
	var f incident.Flaps
	if known != nil {
		f = *known
	}
	i, twice := slices.BinarySearchFunc(f.Drops, lost, time.Time.Compare)
	if twice || !lost.After(f.Settled) {
		return known, false
	}
	f.Drops = slices.Insert(slices.Clone(f.Drops), i, lost)
	first := f.Drops[len(f.Drops)-1].Add(-hour)
	f.Drops = slices.DeleteFunc(f.Drops, func(at time.Time) bool { return !at.After(first) })
	f.Drops = f.Drops[max(0, len(f.Drops)-limit):]
	crossed = f.Since.IsZero() && len(f.Drops) == limit
	if crossed {
		f.Since = lost
	}
	return &f, crossed
}

// newest is the newest loss that counts; zero if there is none.
func newest(f *incident.Flaps) time.Time {
	if len(f.Drops) == 0 {
		return time.Time{}
	}
	return f.Drops[len(f.Drops)-1]
}

// settle ends an unstable time: what was lost in it does not count again.
func settle(p *incident.Presence, until time.Time) *incident.Presence {
	next := *p
	if last := newest(p.Flaps); last.After(until) {
		until = last
	}
	next.Flaps = &incident.Flaps{Settled: until}
	return &next
}

// later is what is to be looked at again, found out when an event was applied.
type later struct {
	event Event
	// steady asks whether the connection lasts, otherwise whether the device is
	// still gone.
	steady bool
	// wait is until when from now on; zero if there is nothing to look at.
	wait time.Duration
}

// drop applies a disconnect that counts: it is told if it makes the device
// unstable. A takeover may leave the device connected; then nobody else asks
// whether that lasts.
func drop(e Event, limit int, then *later) application {
	return func(r *incident.Record) (bool, bool) {
		*then = later{}
		changed := write(r, e)
		flaps, crossed := count(r.Presence.Flaps, e.At, limit)
		if flaps != r.Presence.Flaps {
			next := *r.Presence
			next.Flaps = flaps
			r.Presence, changed = &next, true
		}
		if p := r.Presence; flapping(p) && p.Connected && p.Flaps.Since.Equal(e.At) {
			*then = later{event: connection(e.ClientID, *p), steady: true, wait: patience}
		}
		return changed, crossed
	}
}

// connection is the event by which the connection on record began.
func connection(clientID string, p incident.Presence) Event {
	return Event{Type: Connected, ClientID: clientID, Thing: p.Thing, Session: p.Session, Version: p.Version, At: p.At}
}

// calm applies a look at the connection of an unstable device: it is told as
// stable if that connection has lasted for an hour, and nothing was lost since.
func calm(e Event, now time.Time, then *later) application {
	return func(r *incident.Record) (bool, bool) {
		*then = later{}
		p := r.Presence
		if !flapping(p) || !p.Connected || !at(*p, e) {
			return false, false // the next connection is looked at by itself
		}
		due := p.At
		if last := newest(p.Flaps); last.After(due) {
			due = last
		}
		if left := due.Add(hour).Sub(now); left > 0 {
			// In whole minutes, so that many travel in one message.
			left = (left + time.Minute - 1).Truncate(time.Minute)
			*then = later{event: e, steady: true, wait: min(left, patience)}
			return false, false
		}
		r.Presence = settle(p, time.Time{})
		return true, true
	}
}

// check applies a loss whose hold is over: it is told if the device is still
// gone by that very disconnect. It writes the disconnect down again, which is
// nothing new unless the record was lost meanwhile.
//
// The loss of an unstable device is told only if it is gone for good. That ends
// its unstable time, in silence: the return is then told as from this loss.
func check(e Event, hold time.Duration, then *later) application {
	return func(r *incident.Record) (bool, bool) {
		*then = later{}
		changed := write(r, e)
		p := r.Presence
		gone := !p.Connected && at(*p, e)
		if !gone || !flapping(p) {
			return changed, gone
		}
		switch {
		case r.Find(alert.Firing, e.At) >= 0:
			return changed, false // told before it became unstable
		case hold < patience:
			*then = later{event: e, wait: patience - hold}
			return changed, false
		}
		r.Presence = settle(p, e.At)
		r.Append(incident.Phase{State: alert.Recovered, At: e.At})
		return true, true
	}
}

// application alters a record by an event, see source.Event.
type application = func(*incident.Record) (changed, tell bool)

// uncounted forgets what was counted before the event is applied.
func uncounted(apply application) application {
	return func(r *incident.Record) (bool, bool) {
		known := r.Presence != nil && r.Presence.Flaps != nil
		if known {
			next := *r.Presence
			next.Flaps = nil
			r.Presence = &next
		}
		changed, tell := apply(r)
		return changed || known, tell
	}
}
