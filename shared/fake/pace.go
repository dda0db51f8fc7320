package fake

import "time"

// pace lets through one message every interval, and a burst at once.
type pace struct {
	interval time.Duration
	burst    int
	// full is when the whole burst is available again.
	full time.Time
}

// take uses up one message, or says how long to wait for it.
func (p *pace) take(now time.Time) (wait time.Duration) {
	if p.full.Before(now) {
		p.full = now
	}
	next := p.full.Add(p.interval)
	if over := next.Sub(now) - time.Duration(p.burst)*p.interval; over > 0 {
		return over
	}
	p.full = next
	return 0
}
