package cloud

import (
	"fmt"
	"os"
	"sync/atomic"
	"time"
)

// clock can jump ahead. Between jumps it runs as fast as the real one, or stands
// still. What it shows stands in a file, by which the functions follow it.
type clock struct {
	path  string
	still bool
	// shows is how far it is off the real time, or, standing still, the time.
	shows atomic.Int64
}

func newClock(path string, start time.Time, still bool) (*clock, error) {
	c := &clock{path: path, still: still}
	return c, c.set(start)
}

// Now is the real time and all jumps, or the last jump's.
func (c *clock) Now() time.Time {
	if c.still {
		return time.Unix(0, c.shows.Load()).UTC()
	}
	return time.Now().Add(time.Duration(c.shows.Load()))
}

// jump makes it this time, if it is not yet.
func (c *clock) jump(to time.Time) error {
	if !to.After(c.Now()) {
		return nil
	}
	return c.set(to)
}

func (c *clock) set(to time.Time) error {
	text := to.UTC().Format(time.RFC3339Nano)
	if c.still {
		c.shows.Store(to.UnixNano())
	} else {
		off := time.Until(to)
		c.shows.Store(int64(off))
		text = off.String()
	}
	if err := os.WriteFile(c.path, []byte(text), 0o600); err != nil {
		return fmt.Errorf("set the clock: %w", err)
	}
	return nil
}
