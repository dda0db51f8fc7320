package local

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bongsu/cmd/bongsu/internal/sample"
	"bongsu/lambdas/digest"
	"bongsu/shared/config"
	"bongsu/shared/metric"
)

// digester is the function that sums up. All that is measured here is the sample's API;
// the metrics of other digests are in AWS, and said to have no data.
func (s *Stack) digester(c *config.Config) digest.Handler {
	h := digest.Handler{
		Digests: c.Digests, Routes: c.DigestSlice().Routes, Records: s.store, Teller: s.teller(c), Region: region, Log: s.log, Now: s.clock.Now,
		Metrics: func(string) metric.Reader { return sample.API{} },
	}
	if s.drawer != nil {
		h.Drawer = s.drawer
	}
	return h
}

// Digest tells a digest now: of the time from its newest slot on.
func (s *Stack) Digest(ctx context.Context, name string) error {
	c := s.config.Load()
	if !slices.ContainsFunc(c.Digests, func(d config.Digest) bool { return d.Name == name }) {
		return fmt.Errorf("there is no digest %q in the configuration", name)
	}
	return s.sumUp(ctx, name, s.clock.Now())
}

func (s *Stack) sumUp(ctx context.Context, name string, at time.Time) error {
	in, err := json.Marshal(config.DigestRun{Name: name, At: at})
	if err != nil {
		return err
	}
	_, err = s.digester(s.config.Load()).Handle(ctx, in)
	return err
}

// SumUp tells the digests when they come, from now on until Close.
func (s *Stack) SumUp() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for from := s.clock.Now(); ctx.Err() == nil; {
			wait := time.NewTimer(min(s.clock.Real(time.Minute), time.Second))
			select {
			case <-ctx.Done():
				wait.Stop()
				return
			case <-wait.C:
			}
			now := s.clock.Now()
			s.come(ctx, from, now)
			from = now
		}
	}()
	s.ends = append(s.ends, func() error {
		cancel()
		<-done
		return nil
	})
}

// come tells the digests that come after a time and not after another.
func (s *Stack) come(ctx context.Context, from, to time.Time) {
	for _, d := range s.config.Load().Digests {
		times, zone, err := d.Clock()
		if err != nil {
			s.log.ErrorContext(ctx, "digest failed", "digest", d.Name, "error", err)
			continue
		}
		at := times.After(from, zone)
		if at.IsZero() || at.After(to) {
			continue
		}
		if err := s.sumUp(ctx, d.Name, at); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "digest failed", "digest", d.Name, "error", err)
		}
	}
}
