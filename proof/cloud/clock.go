package cloud

import (
	"fmt"
	"os"
	"sync/atomic"
	"time"
)

// clock runs as fast as the real one and can jump ahead. How far it is off
// stands in a file, by which the functions follow it.
type clock struct {
	path   string
	offset atomic.Int64
}

func newClock(path string, start time.Time) (*clock, error) {
	c := &clock{path: path}
	c.offset.Store(int64(time.Until(start)))
	return c, c.write()
}

// Now is the real time and all jumps.
func (c *clock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// jump makes it this time, if it is not yet.
func (c *clock) jump(to time.Time) error {
	ahead := to.Sub(c.Now())
	if ahead <= 0 {
		return nil
	}
	c.offset.Add(int64(ahead))
	return c.write()
}

func (c *clock) write() error {
	if err := os.WriteFile(c.path, []byte(time.Duration(c.offset.Load()).String()), 0o600); err != nil {
		return fmt.Errorf("set the clock: %w", err)
	}
	return nil
}
