package presence

import (
	"time"

	"bongsu/shared/incident"
)

const (
	// skew is how far the times of two connections may lie in the wrong order:
	// AWS calls them approximate, and of a connection that another one took
	// over (DUPLICATE_CLIENTID) the end may be stamped after the beginning of
	// the new one.
	skew = time.Minute
	// restart is how much later an event must be for its version, though not
	// higher, to mean that the numbers started over, which they do after about
	// an hour offline. It is longer than the end of a stale connection can be
	// late: 1.5 times the longest keep-alive, which is 20 minutes.
	restart = 45 * time.Minute
)

// Next is what is known of a device's connection after an event, and whether
// that differs from what was known before; nil is nothing.
//
// Events come late, twice and in any order. A disconnect ends its own
// connection even if it overtakes its connect. An event of another connection
// than the one on record counts only if that is the later one.
func Next(known *incident.Presence, e Event) (incident.Presence, bool) {
	if known == nil {
		return take(incident.Presence{}, e), true
	}
	next := *known
	switch {
	case !same(next, e):
		if newer(e, next) {
			next = take(next, e)
		}
	case e.Type == Disconnected && next.Connected:
		next = take(next, e)
		if e.Version == UnknownVersion {
			next.Version = known.Version
		}
	case e.Type == Connected && next.Address == "":
		next.Address = e.Address
	}
	return next, next != *known
}

// take puts an event in the place of what is known. An event leaves out much;
// what it does not say stays as it was last known.
func take(p incident.Presence, e Event) incident.Presence {
	p.Connected, p.Session, p.Version, p.At = e.Type == Connected, e.Session, e.Version, e.At
	if e.Type == Disconnected {
		p.Reason = e.Reason
	}
	if e.Address != "" {
		p.Address = e.Address
	}
	if e.Thing != "" {
		p.Thing = e.Thing
	}
	return p
}

// same reports whether the event is of the connection on record. The version
// counts too, because AWS promises that a session id is unique for the life of
// a session, and a persistent session outlives its connections.
func same(p incident.Presence, e Event) bool {
	return e.Session != "" && e.Session == p.Session &&
		(e.Version == p.Version || e.Version == UnknownVersion || p.Version == UnknownVersion)
}

// newer reports whether the event is of a later connection than the one on record.
func newer(e Event, p incident.Presence) bool {
	by := e.At.Sub(p.At)
	switch {
	case e.Version == UnknownVersion || p.Version == UnknownVersion:
		return by > 0
	case e.Version > p.Version:
		return by > -skew
	case e.Type == Connected:
		return by > 0
	default:
		// The end of an older connection must not end the one that replaced it,
		// not even under the same session id: a persistent session keeps it when
		// its next connection takes over.
		return by > restart
	}
}

// record applies an event that is only written down.
func record(e Event) application {
	return func(r *incident.Record) (bool, bool) { return write(r, e), false }
}

// welcome applies a connect: it is told if it ends a loss that was told, unless
// the device is unstable, when it is looked at again.
func welcome(e Event, then *later) application {
	return func(r *incident.Record) (bool, bool) {
		*then = later{}
		changed := write(r, e)
		p := r.Presence
		if !p.Connected || !at(*p, e) {
			return changed, false
		}
		if flapping(p) {
			*then = later{event: e, steady: true, wait: patience}
			return changed, false
		}
		return changed, r.Open()
	}
}

func write(r *incident.Record, e Event) bool {
	next, changed := Next(r.Presence, e)
	if changed {
		r.Presence = &next
	}
	return changed
}

// at reports whether the record stands at the connection of the event. One
// without a session is known by its time only.
func at(p incident.Presence, e Event) bool {
	return same(p, e) || e.Session == "" && p.Session == "" && p.At.Equal(e.At)
}
