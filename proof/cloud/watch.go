package cloud

import (
	"fmt"
	"syscall"
	"time"
)

// Moment is a point in the life of a process.
type Moment int

// The moments, in their order. All but the first come again with each event.
const (
	// Starts is just before the process is made, Asks when it asks for an event,
	// Gets when it is given one, Answers when it has answered.
	Starts Moment = iota
	Asks
	Gets
	Answers
)

// Sight is a moment as it was seen.
type Sight struct {
	Function string
	Process  int
	Moment   Moment
	At       time.Time
}

func (c *Cloud) observe(e *environment, m Moment, at time.Time) {
	if c.options.Watch != nil {
		c.options.Watch(Sight{e.function.name, e.cmd.Process.Pid, m, at})
	}
}

// Freeze stops every process of a function that has nothing to do, as Lambda does
// between events, until Thaw.
func (c *Cloud) Freeze(function string) error { return c.signal(function, syscall.SIGSTOP) }

// Thaw lets the processes of a function run on.
func (c *Cloud) Thaw(function string) error { return c.signal(function, syscall.SIGCONT) }

func (c *Cloud) signal(function string, s syscall.Signal) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.envs {
		if e.function.name != function || s == syscall.SIGSTOP && !e.idle() {
			continue
		}
		if err := e.cmd.Process.Signal(s); err != nil {
			return fmt.Errorf("function %s: %w", function, err)
		}
	}
	return nil
}
