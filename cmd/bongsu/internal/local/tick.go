package local

import (
	"context"
	"time"

	"bongsu/lambdas/tick"
	"bongsu/shared/heard"
)

// tick looks every minute of the clock for what is due.
func (s *Stack) tick(ctx context.Context) {
	expected := heard.Roster{}
	for {
		wait := time.NewTimer(min(s.clock.Real(time.Minute), time.Second))
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-wait.C:
		}
		t := s.teller(s.config.Load())
		c := s.config.Load()
		h := tick.Handler{
			Store: t.Store, Queue: t.Queue, Address: t.Address, Mutes: t.Mutes, Teller: t, Log: s.log, Now: s.clock.Now,
			Devices: s.heard(c), Roster: expected, Watches: c.TickSlice().Watches,
		}
		if _, err := h.Handle(ctx, nil); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "tick failed", "error", err)
		}
	}
}
