package main

import (
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/fake"
)

// untold finds out whether what no word is about was lost.
func (b *book) untold(h happening, later []happening, words []word) {
	newer := func(w word) bool { return w.to.After(h.at) || !w.began.IsZero() && w.began.Equal(h.at) }
	switch {
	case slices.ContainsFunc(words, newer), slices.ContainsFunc(later, func(h happening) bool { return b.credited[h] }):
		b.superseded++
	case b.passedOn(h):
		b.elsewhere++
	case b.buried(h):
		b.dead++
	case slices.ContainsFunc(later, b.buried):
		b.supersededDead++
	case !isAlarm(h.key) && b.brief(h, later):
		b.silent++ // before it takes a count that is another's
	case b.counted(h):
		b.uncounted++
	default:
		b.lost++
		b.tell("%s: lost: %s %s at %s", b.name, h.key, way(h.up), h.at.Format(clock))
	}
}

// brief reports a device that was back before its loss had to be told.
func (b *book) brief(h happening, later []happening) bool {
	if h.up {
		return h.at.Sub(b.reached(h.since)) < hold+grace
	}
	return len(later) > 0 && later[0].at.Sub(b.reached(h.at)) < hold+grace
}

// reached is when the source may first have got through an event of this time: it
// was killed at every redelivery until then.
func (b *book) reached(at time.Time) time.Time {
	for _, kill := range slices.SortedFunc(slices.Values(b.ledger.kills["Presence"]), time.Time.Compare) {
		if d := kill.Sub(at); d > 0 && d <= redelivery {
			at = kill
		}
	}
	return at
}

func (b *book) buried(h happening) bool {
	return slices.ContainsFunc(b.letters, func(d deadLetter) bool { return d.about(b.channel, b.to, h) })
}

// passedOn reports whether others were told that this channel could not tell it,
// or at least that should have been: then that is a dead letter.
func (b *book) passedOn(h happening) bool {
	named := func(m fake.Received) bool { return !m.Time.Before(h.at) && strings.Contains(m.Text(), h.key) }
	return slices.ContainsFunc(b.passed, named) || b.credit(b.passedHeaps, h) || slices.ContainsFunc(b.letters, func(d deadLetter) bool {
		return slices.ContainsFunc(d.job.Alerts, func(a alert.Alert) bool {
			return a.Untold != nil && a.Untold.Channel == b.channel &&
				slices.ContainsFunc(a.Untold.Alerts, func(a alert.Alert) bool { return isAbout(a, h) })
		})
	})
}

// counted takes one of those that a later post counted and did not name, once for
// each happening. What was over before it was told is counted among what is over.
func (b *book) counted(h happening) bool { return b.credit(b.unnamed, h) }

func (b *book) credit(heaps []heap, h happening) bool {
	for _, over := range []bool{h.up, true} {
		for i, u := range heaps {
			if !b.credited[h] && u.n > 0 && u.up == over && u.devices != isAlarm(h.key) && !u.at.Before(h.at) {
				heaps[i].n--
				b.credited[h] = true
			}
		}
	}
	return b.credited[h]
}
