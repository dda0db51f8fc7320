package cloud

import (
	"errors"
	"fmt"
	"time"
)

// horizon is how far Settle goes before it calls the stack restless: longer than
// any message is kept.
const horizon = 30 * 24 * time.Hour

// Settle lets time pass until nothing is at work and no message waits on a queue
// that a function reads. What only schedules would bring is not waited for.
func (c *Cloud) Settle() error { return c.drive(c.Now().Add(horizon), true) }

// SettleWithin is Settle for no longer than this, and says whether it came to
// rest.
func (c *Cloud) SettleWithin(d time.Duration) (bool, error) {
	err := c.drive(c.Now().Add(d), true)
	if errors.Is(err, errRestless) {
		return false, nil
	}
	return err == nil, err
}

// Run lets this much time pass, however quiet it is, and ends what is at work.
func (c *Cloud) Run(d time.Duration) error { return c.drive(c.Now().Add(d), false) }

// errRestless is returned by Settle when messages never come to an end.
var errRestless = errors.New("messages still go round")

func (c *Cloud) drive(until time.Time, quiet bool) error {
	for {
		wait, done, err := c.step(until, quiet)
		if done || err != nil {
			return err
		}
		if wait < 0 {
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-c.woken:
		case <-timer.C:
		case <-c.ctx.Done():
			err = fmt.Errorf("the cloud ended: %w", c.ctx.Err())
		}
		timer.Stop()
		if err != nil {
			return err
		}
	}
}

// step does what can be done now. If functions are at work it says how long to
// wait for the next event; otherwise it jumps there, and says not to wait.
func (c *Cloud) step(until time.Time, quiet bool) (wait time.Duration, done bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.Now()
	c.resume(now)
	if !c.crowded() {
		if err := c.pump(now, until); err != nil {
			return 0, false, err
		}
	}
	next, live := c.next(now)
	if c.busy > 0 {
		if next.IsZero() || c.options.Repeatable {
			return time.Hour, false, nil
		}
		return max(time.Millisecond, next.Sub(now)), false, nil
	}
	switch {
	case quiet && !live:
		return 0, true, nil
	case quiet && (next.IsZero() || next.After(until)):
		return 0, true, errRestless
	case next.IsZero() || next.After(until):
		return 0, true, c.clock.jump(until)
	}
	return -1, false, c.clock.jump(next)
}

// pump starts everything that is due.
func (c *Cloud) pump(now, until time.Time) error {
	for _, s := range c.stack.schedules {
		for !s.next.After(now) && !s.next.After(until) {
			c.fire(s)
		}
	}
	if err := c.startAsync(now); err != nil {
		return err
	}
	for _, m := range c.stack.mappings {
		if err := c.poll(m, now); err != nil {
			return err
		}
	}
	return nil
}

// next is when something happens by itself, zero for never. live says that it is
// more than a schedule.
func (c *Cloud) next(now time.Time) (next time.Time, live bool) {
	sooner := func(t time.Time, counts bool) {
		if t.IsZero() {
			return
		}
		live = live || counts
		// What is due by now and was not begun waits for somebody to be free.
		if t.After(now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for _, a := range c.async {
		sooner(a.due, true)
	}
	for _, e := range c.envs {
		if e.stall != nil {
			sooner(e.stall.until, true)
		}
	}
	for _, m := range c.stack.mappings {
		if m.enabled {
			sooner(m.queue.next(), true)
			sooner(m.next(now), true)
		}
	}
	for _, s := range c.stack.schedules {
		sooner(s.next, false)
	}
	return next, live
}
