package local

import (
	"testing"
	"time"
)

func TestClockRunsAheadAndNeverBack(t *testing.T) {
	c := NewClock()
	c.Run(3600)
	first := c.Now()
	for c.Now().Sub(first) < time.Minute { // 17 ms on the wall
		time.Sleep(time.Millisecond)
	}
	at := c.Now()
	c.Run(1)
	if now := c.Now(); now.Before(at) || now.Sub(at) > time.Minute {
		t.Errorf("slowed down at %s, and it is %s", at, now)
	}
	c.Run(60)
	if got := c.Real(time.Hour); got != time.Minute {
		t.Errorf("an hour takes %s", got)
	}
}
