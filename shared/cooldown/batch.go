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
	seen := known.Seen
	if len(b.lines) > maxSingle {
		if has(seen, b.whole) {
			return known, false
		}
		seen = slices.Concat(seen, b.whole)
	}
	s := state{Repeats: known}
	for i, l := range b.lines {
		if has(known.Seen, b.ids[i]) {
			continue
		}
		if len(b.lines) <= maxSingle {
			seen = slices.Concat(seen, b.ids[i])
		}
		s.take(l, now, b.cooldown)
		changed = true
	}
	s.settle()
	s.Seen = seen[max(0, len(seen)-maxSeen*idSize):]
	return s.Repeats, changed
}

func has(seen, id []byte) bool {
	for one := range slices.Chunk(seen, idSize) {
		if bytes.Equal(one, id) {
			return true
		}
	}
	return false
}

// state is what is known while a batch is decided about. Of the lines that are
// counted only the newest is ever told, so that only it is made an alert.
type state struct {
	incident.Repeats
	newest *Line
}

func (s *state) settle() {
	if s.newest != nil {
		a := s.newest.Alert()
		s.Newest, s.newest = &a, nil
	}
}

// take decides about one line: it is counted in the cool-down that runs, or begins
// one and is told.
func (s *state) take(l Line, now time.Time, cooldown time.Duration) {
	if isOver(s.Repeats, now) {
		s.settle()
		s.Repeats, _ = end(s.Repeats, now)
	}
	if running(s.Repeats, now) || len(s.Untold) >= maxUntold {
		s.count(l, now)
		return
	}
	s.Begin, s.End = now, now.Add(cooldown).Truncate(time.Millisecond)
	s.Untold = append(slices.Clone(s.Untold), l.Alert())
}

func (s *state) count(l Line, now time.Time) {
	if s.Begin.IsZero() {
		s.Begin, s.End = now, now.Truncate(time.Millisecond)
	}
	newest := time.Time{}
	switch {
	case s.newest != nil:
		newest = s.newest.At
	case s.Newest != nil:
		newest = s.Newest.At
	}
	if !l.At.Before(newest) {
		s.newest = &l
	}
	s.Count++
	s.Last = now
	if s.Count == 1 || l.At.Before(s.First) {
		s.First = l.At
	}
}

func running(r incident.Repeats, now time.Time) bool { return now.Before(r.End) }

func isOver(r incident.Repeats, now time.Time) bool { return !r.End.IsZero() && !running(r, now) }

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
