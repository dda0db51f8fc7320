package main

import (
	"cmp"
	"slices"
)

// conclude judges what was not told, and on what word each chat ended.
func (j *judge) conclude(t troubles, end int64) {
	for _, told := range j.told {
		j.regret(told)
	}
	for device, all := range j.fleet {
		for i, e := range all {
			if e.counts() {
				j.Losses++
				j.missed(device, i, t, end)
			}
		}
		c := j.chats[device]
		if len(all) == 0 {
			continue
		}
		switch last := all[len(all)-1]; {
		case last.up && (c.lost || c.unstable):
			j.fault(&j.StaleLast, device, end, "lost %t, unstable %t, but it is connected", c.lost, c.unstable)
		case last.counts() && !c.lost:
			j.fault(&j.StaleLast, device, end, "gone since %s, and nobody says so", span(last.at))
		}
		j.overlooked(device, t)
	}
}

// missed judges a loss that should have been told, and in time.
func (j *judge) missed(device, i int, t troubles, end int64) {
	e := j.fleet[device][i]
	next := j.superseded(device, i).arrived
	hold := holdOf(device)
	if j.flapping(device, e.arrived-prompt, e.arrived+hold+prompt) {
		hold = patience
	}
	due := e.arrived + hold + prompt
	if t.within(e.arrived-prompt, due) {
		due += slack
	}
	if next < due || end < due {
		return
	}
	switch {
	case e.told == 0:
		j.fault(&j.Untold, device, due, "gone since %s", span(e.at))
	case e.toldAt > due:
		j.fault(&j.Late, device, e.toldAt, "gone since %s, due at %s", span(e.at), span(due))
	}
}

// flapping reports whether the device was told as unstable within this time.
func (j *judge) flapping(device int, from, to int64) bool {
	return slices.ContainsFunc(j.chats[device].flaps, func(f [2]int64) bool { return f[0] <= to && f[1] >= from })
}

// overlooked finds losses as many as the limit, within an hour and known in
// time, during and after which nobody said "unstable".
func (j *judge) overlooked(device int, t troubles) {
	limit := settings.Unstable
	var drops []event
	for _, e := range j.fleet[device] {
		if e.counts() {
			drops = append(drops, e)
		}
	}
	slices.SortFunc(drops, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	for i := 0; i+limit <= len(drops); i++ {
		w := drops[i : i+limit]
		from, to := w[0].at, w[limit-1].arrived
		known := !slices.ContainsFunc(w, func(e event) bool { return e.arrived-e.at > minute })
		if known && w[limit-1].at-from < hour && !t.within(from, to+prompt) && !j.flapping(device, from, to+prompt) {
			j.fault(&j.Overlooked, device, to, "%d losses from %s to %s", limit, span(from), span(w[limit-1].at))
			return
		}
	}
}
