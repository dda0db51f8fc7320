package cooldown

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
)

const (
	// idSize is how many bytes of a hash name a line.
	idSize = 8
	// maxSeen bounds how many of them a record holds.
	maxSeen = 512
	// maxSingle is up to how many lines a batch is known by each of its lines.
	// A larger one is known as a whole: Lambda repeats a batch as it was.
	maxSingle = 64
	// maxUntold is how many alerts wait on a record. While they cannot be put on
	// their queues, further lines are counted, for as long as it takes.
	maxUntold = 4
)

// batch are the lines of a series with their names.
type batch struct {
	cooldown time.Duration
	lines    []Line
	ids      [][]byte
	whole    []byte
}

func newBatch(s Series) batch {
	b := batch{cooldown: s.Cooldown}
	all := sha256.New()
	twice := make(map[string]bool, len(s.Lines))
	for _, l := range s.Lines {
		if twice[l.ID] {
			continue
		}
		twice[l.ID] = true
		sum := sha256.Sum256([]byte(l.ID))
		b.lines, b.ids = append(b.lines, l), append(b.ids, sum[:idSize])
		all.Write(sum[:]) // a hash takes everything
	}
	b.whole = all.Sum(nil)[:idSize]
	return b
}

// apply decides about the batch. It is pure, and changes nothing that it is given.
func (b batch) apply(known incident.Repeats, now time.Time) (next incident.Repeats, changed bool) {
	next = known
	seen := known.Seen
	if len(b.lines) > maxSingle {
		if has(seen, b.whole) {
			return known, false
		}
		seen = slices.Concat(seen, b.whole)
	}
	for i, l := range b.lines {
		if has(known.Seen, b.ids[i]) {
			continue
		}
		if len(b.lines) <= maxSingle {
			seen = slices.Concat(seen, b.ids[i])
		}
		next = one(next, l.Alert, now, b.cooldown)
		changed = true
	}
	next.Seen = seen[max(0, len(seen)-maxSeen*idSize):]
	return next, changed
}

func has(seen, id []byte) bool {
	for one := range slices.Chunk(seen, idSize) {
		if bytes.Equal(one, id) {
			return true
		}
	}
	return false
}

// one decides about one line: it is counted in the cool-down that runs, or begins
// one and is told.
func one(r incident.Repeats, a alert.Alert, now time.Time, cooldown time.Duration) incident.Repeats {
	r, _ = end(r, now)
	if running(r, now) || len(r.Untold) >= maxUntold {
		return count(r, a, now)
	}
	r.Begin, r.End = now, now.Add(cooldown).Truncate(time.Millisecond)
	r.Untold = append(slices.Clone(r.Untold), a)
	return r
}

func running(r incident.Repeats, now time.Time) bool { return now.Before(r.End) }

func isOver(r incident.Repeats, now time.Time) bool { return !r.End.IsZero() && !running(r, now) }

func count(r incident.Repeats, a alert.Alert, now time.Time) incident.Repeats {
	if r.Begin.IsZero() {
		r.Begin, r.End = now, now.Truncate(time.Millisecond)
	}
	r.Count++
	r.Last = now
	if r.Count == 1 || a.At.Before(r.First) {
		r.First = a.At
	}
	if r.Newest == nil || !a.At.Before(r.Newest.At) {
		r.Newest = &a
	}
	return r
}

// end closes the cool-down whose end has come: what it has counted becomes one
// alert. It reports whether there was one to close.
func end(r incident.Repeats, now time.Time) (incident.Repeats, bool) {
	if !isOver(r, now) || r.Count > 0 && len(r.Untold) >= maxUntold {
		return r, false
	}
	if r.Count > 0 {
		r.Untold = append(slices.Clone(r.Untold), summary(r))
	}
	return incident.Repeats{Seen: r.Seen, Untold: r.Untold}, true
}

// summary tells what a cool-down has counted, by its newest line.
func summary(r incident.Repeats) alert.Alert {
	a := *r.Newest
	// The line's own key is left to the line: it may come again and be told by
	// itself, when nobody remembers having counted it.
	a.Key += "/more"
	line := alert.Line{}
	if a.Line != nil {
		line = *a.Line
	}
	line.Count, line.First, line.In = r.Count, r.First, later(r.End, r.Last).Sub(r.Begin)
	a.Line = &line
	return a
}
