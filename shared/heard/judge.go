package heard

import (
	"maps"
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/watched"
)

// apply gives what is known of a device after its messages, and whether that is to
// be written down. It is pure.
func (s Series) apply(known incident.Heard, region string) (next incident.Heard, changed bool) {
	next = known
	next.Values = maps.Clone(known.Values)
	looks := slices.Clone(s.Looks)
	slices.SortStableFunc(looks, func(a, b Look) int { return a.At.Compare(b.At) })
	for _, l := range looks {
		if !l.At.After(next.At) {
			continue
		}
		next.At, next.Since = l.At, time.Time{}
		for _, r := range l.Readings {
			if judge(&next, l, r, region) {
				changed = true
			}
		}
	}
	if !next.At.After(known.At) {
		return known, false
	}
	if waits := s.Telemetry.Silence > 0; waits != next.Awaited {
		next.Awaited, changed = waits, true
	}
	return next, changed || next.At.Sub(known.At) >= s.Telemetry.Noted()
}

// judge takes one reading into account, and reports whether it changed anything.
func judge(h *incident.Heard, l Look, r watched.Reading, region string) bool {
	value, there := h.Values[r.Facts.Field]
	var known *incident.Watched
	if there {
		known = &value
	}
	at := l.At
	next, state := watched.Judge(known, at, r)
	if heardAgain(value, r) {
		// One message is proof enough. It may have been on its way for so long that
		// it is older than the alarm; that must not stand last.
		if !at.After(value.At) {
			at = value.At.Add(time.Millisecond)
		}
		next, state = incident.Watched{At: at}, alert.Recovered
	}
	if !watched.Changed(known, next) {
		return false
	}
	if h.Values == nil {
		h.Values = make(map[string]incident.Watched)
	}
	h.Values[r.Facts.Field] = next
	if next.Recent == "" && next.Fault == "" {
		// The device's own time keeps what is older away.
		delete(h.Values, r.Facts.Field)
	}
	if state != "" {
		h.Untold = append(slices.Clone(h.Untold), r.Alert(known, at, state, region))
	}
	return true
}

// heardAgain reports whether a reading ends a silence.
func heardAgain(known incident.Watched, r watched.Reading) bool {
	return known.Fault == string(alert.PollUnheard) && r.Facts.Fault == ""
}
