package local

import (
	"sync"
	"time"
)

// Clock tells a time that may run faster than the wall clock's. It is safe for
// concurrent use.
type Clock struct {
	mu    sync.Mutex
	base  time.Time // the clock's time at real
	real  time.Time
	speed float64
}

// NewClock starts with the wall clock, at its speed.
func NewClock() *Clock {
	now := time.Now()
	return &Clock{base: now, real: now, speed: 1}
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	return c.base.Add(time.Duration(float64(time.Since(c.real)) * c.speed)).Round(0)
}

// Run makes the clock run so many times as fast as the wall clock from now on.
func (c *Clock) Run(speed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.real, c.speed = c.now(), time.Now(), speed
}

// Real is how long a span of the clock takes on the wall.
func (c *Clock) Real(d time.Duration) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Duration(float64(d) / c.speed)
}
