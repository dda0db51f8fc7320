package watched

import (
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
)

const (
	// well is the letter of a reading with which all is well.
	well = '.'
	// calm is how many readings in succession must agree, at least, before what
	// was told is taken back or replaced: a value that flaps around its bound is
	// told once, and not with every poll.
	calm = 2
)

// letters are how a record remembers the sorts of faults.
var letters = map[alert.PollSort]byte{
	alert.PollAllIsWell: well, alert.PollHigh: 'h', alert.PollLow: 'l', alert.PollGone: 'g', alert.PollOdd: 'o',
	alert.PollUnread: 'u', alert.PollErrors: 'e', alert.PollSilent: 's', alert.PollUnasked: 'a',
}

// Judge gives what is known after a reading, and what is to be told of it; no
// state is nothing. A reading that is not newer than what is known changes
// nothing, and neither does one that only says again what is known. It is pure.
func Judge(known *incident.Watched, at time.Time, r Reading) (next incident.Watched, tell alert.State) {
	if known != nil {
		next = *known
		if !at.After(known.At) {
			return next, ""
		}
	}
	told := alert.PollFault(next.Fault)
	next.Recent = remember(next.Recent, letters[r.Facts.Fault.Sort()], max(r.Evaluated, agreeing(r)))
	switch sort := r.Facts.Fault.Sort(); {
	case told == "" && wrong(next.Recent, r), told != "" && sort != alert.PollAllIsWell && sort != told.Sort() && steady(next.Recent, r):
		next.Fault, next.Worst, tell = string(r.Facts.Fault), r.Facts.Value, r.Facts.Fault.State()
	case told != "" && sort == alert.PollAllIsWell && steady(next.Recent, r):
		next.Fault, next.Worst, next.Recent, tell = "", nil, "", alert.Recovered
	case told != "" && sort == told.Sort() && worse(r.Facts, next.Worst):
		next.Worst = r.Facts.Value
	}
	if known == nil && next.Recent == "" || known != nil && same(next, *known) {
		return next, ""
	}
	next.At = at
	return next, tell
}

// Changed reports whether what Judge gave is to be written down.
func Changed(known *incident.Watched, next incident.Watched) bool {
	if known == nil {
		return !next.At.IsZero()
	}
	return !next.At.Equal(known.At)
}

func same(a, b incident.Watched) bool {
	return a.Recent == b.Recent && a.Fault == b.Fault && a.Worst == b.Worst
}

// remember adds the letter of a reading. Readings with which all was well are left
// out as far as nothing came before them, so that a quiet time leaves no trace.
func remember(recent string, letter byte, most int) string {
	recent += string(rune(letter))
	recent = recent[max(0, len(recent)-most):]
	return strings.TrimLeft(recent, string(well))
}

// wrong reports whether enough of the last readings were, this one among them.
func wrong(recent string, r Reading) bool {
	if r.Facts.Fault == "" {
		return false
	}
	last := recent[max(0, len(recent)-r.Evaluated):]
	return len(last)-strings.Count(last, string(well)) >= r.Needed
}

// agreeing is how many readings in succession take back or replace what was told.
func agreeing(r Reading) int { return max(calm, r.Needed) }

// steady reports whether the last readings agree.
func steady(recent string, r Reading) bool {
	n := agreeing(r)
	letter := letters[r.Facts.Fault.Sort()]
	if letter == well && recent == "" {
		return true
	}
	return len(recent) >= n && strings.Trim(recent[len(recent)-n:], string(rune(letter))) == ""
}

// worse reports whether a value is farther out than the worst so far.
func worse(facts alert.Poll, worst *float64) bool {
	switch {
	case facts.Value == nil:
		return false
	case worst == nil:
		return true
	case facts.Fault == alert.PollAbove:
		return *facts.Value > *worst
	}
	return facts.Fault == alert.PollBelow && *facts.Value < *worst
}

// Keep puts an alert among the untold ones of a record.
func Keep(w incident.Watched, a alert.Alert) incident.Watched {
	w.Untold = append(slices.Clone(w.Untold), a)
	return w
}

// Left are the alerts of a list without those that are on their queues.
func Left(untold, told []alert.Alert) []alert.Alert {
	return slices.DeleteFunc(slices.Clone(untold), func(a alert.Alert) bool {
		return slices.ContainsFunc(told, func(t alert.Alert) bool { return t.Key == a.Key && t.State == a.State && t.At.Equal(a.At) })
	})
}
