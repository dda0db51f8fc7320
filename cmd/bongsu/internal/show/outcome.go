package show

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"bongsu/cmd/bongsu/internal/local"
)

// tallies are those of all channels, by name.
type tallies = map[string]local.Tally

// wait waits until something is so.
func (s *stage) wait(ctx context.Context, so func(tallies) bool) {
	for {
		now, changed := s.stack.Tallies()
		if so(now) {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// told says whether every channel has settled so many jobs, or fails for good in
// a way that a later try would only repeat.
func (s *stage) told(jobs map[string]int) func(tallies) bool {
	return func(now tallies) bool {
		for name, n := range jobs {
			if now[name].Settled() < n && !s.stuck(name, now[name]) {
				return false
			}
		}
		return true
	}
}

// over says whether nothing more comes of the show: everybody is told, all answers
// are there to the questions whom a message reached, and what a channel could not
// tell is told elsewhere.
func (s *stage) over(now tallies) bool {
	for _, ch := range s.Config.Channels {
		if t := now[ch.Name]; t.Open > 0 && !s.stuck(ch.Name, t) {
			return false
		}
	}
	return s.told(s.expected)(now) && s.relayed(now)
}

// relayed says whether all that a channel could not tell so far is told elsewhere.
func (s *stage) relayed(now tallies) bool {
	for name, n := range s.handed(now) {
		if now[name].Relayed < n && !s.stuck(name, now[name]) {
			return false
		}
	}
	return true
}

// stuck says whether a channel fails, and would fail again.
func (s *stage) stuck(name string, t local.Tally) bool {
	_, failing := s.Fail[name]
	return failing && t.Failed > 0
}

// others are the channels that are told what one could not tell.
func (s *stage) others(name string) []string {
	var all []string
	route := s.channels[name].Fallback
	if route == "" {
		return nil
	}
	for _, target := range s.Config.Routes.Of(route) {
		if target.Channel != name {
			all = append(all, target.Channel)
		}
	}
	return all
}

// handed counts what each channel has to tell for others.
func (s *stage) handed(now tallies) map[string]int {
	counts := make(map[string]int)
	for name, t := range now {
		for _, other := range s.others(name) {
			counts[other] += t.Elsewhere * s.parts(other)
		}
	}
	return counts
}

// rows is what came of the show, in the order of the configuration.
func (s *stage) rows() []row {
	now, _ := s.stack.Tallies()
	handed := s.handed(now)
	var rows []row
	for _, ch := range s.Config.Channels {
		n := s.expected[ch.Name] + handed[ch.Name]
		if n == 0 {
			continue
		}
		t := now[ch.Name]
		r := row{channel: ch.Name, expected: n, arrived: t.Told + t.Relayed, dead: t.Dead}
		switch {
		case r.arrived >= n:
		case t.Why != "":
			r.why = t.Why
		case t.Busy:
			r.why = s.words.unanswered
		default:
			r.why = s.words.late
		}
		if t.Told == 0 && t.Seen > 0 {
			r.why += s.words.unconfirmed(t.Seen)
		}
		if t.Elsewhere > 0 {
			r.why = strings.TrimPrefix(r.why+"; "+s.words.passed(strings.Join(s.others(ch.Name), ", ")), "; ")
		}
		rows = append(rows, r)
	}
	return rows
}

func verdict(rows []row) error {
	var errs []error
	for _, r := range rows {
		if missing := r.expected - r.arrived; missing > 0 {
			errs = append(errs, fmt.Errorf("%s: %d of %d messages did not arrive: %s", r.channel, missing, r.expected, r.why))
		}
	}
	return errors.Join(errs...)
}
