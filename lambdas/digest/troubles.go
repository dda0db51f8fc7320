package digest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
)

// maxTroubles is how many of a sort are named; the rest is counted.
const maxTroubles = 10

// troubles puts into a digest what was wrong in its time, and says whether there was
// more to look through than it did.
func (h Handler) troubles(ctx context.Context, d *alert.Digest) (partial bool, err error) {
	var all [4][]alert.Trouble
	complete, err := h.Records.List(ctx, func(r incident.Record) {
		if t, was := trouble(r, d.From, d.To); was {
			all[sort(t)] = append(all[sort(t)], t)
		}
	})
	if err != nil {
		return false, err
	}
	for _, some := range all {
		slices.SortFunc(some, func(a, b alert.Trouble) int {
			return cmp.Or(cmp.Compare(b.Lasted, a.Lasted), cmp.Compare(a.Key, b.Key))
		})
		d.Troubles = append(d.Troubles, some[:min(len(some), maxTroubles)]...)
	}
	d.Wrong, d.Gone, d.Ended, d.Back = len(all[0]), len(all[1]), len(all[2]), len(all[3])
	return !complete, nil
}

// sort is where a trouble stands: what still is wrong first.
func sort(t alert.Trouble) int {
	n := 0
	if t.Over() {
		n += 2
	}
	if t.Device {
		n++
	}
	return n
}

// trouble says for how long the subject of a record was wrong in a time; was is
// false if it was not.
func trouble(r incident.Record, from, to time.Time) (t alert.Trouble, was bool) {
	switch kind := alert.KindOf(r.Key); {
	case kind == alert.Presence:
		t.Device = true
	case kind != alert.Alarm && !kind.Watched():
		return t, false
	}
	t.Key = r.Key
	var since time.Time
	end := func(until time.Time) {
		if !since.IsZero() && until.After(from) {
			t.Times++
			t.Lasted += until.Sub(since)
			t.Since = since
		}
	}
	for _, p := range r.Phases {
		switch {
		case !p.At.Before(to):
		case p.State.Open() && since.IsZero():
			since = p.At
		case !p.State.Open() && !since.IsZero():
			end(p.At)
			t.Until, since = p.At, time.Time{}
		}
	}
	if !since.IsZero() {
		end(to)
		t.Until = time.Time{}
		// One that is there, and comes and goes, is not gone.
		t.Device = t.Device && (r.Presence == nil || !r.Presence.Connected)
	}
	return t, t.Times > 0
}
