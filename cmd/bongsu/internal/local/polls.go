package local

import (
	"context"
	"encoding/json"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"bongsu/lambdas/poll"
	"bongsu/shared/config"
	"bongsu/shared/reach"
)

// Poll asks what is asked again and again, beginning now, until Close. It gives
// the polls that are asked, and those that are not: nothing leaves this machine
// and its networks. The secrets are in AWS, so that all ask without.
func (s *Stack) Poll() (asked, left []config.Poll) {
	for _, p := range s.config.Load().Polls {
		if near(p) {
			asked = append(asked, p)
		} else {
			left = append(left, p)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	fetcher := poll.NewFetcher(poll.World{Lookup: poll.Lookup, Home: true})
	var running sync.WaitGroup
	for _, every := range config.PollIntervals(asked) {
		running.Go(func() { s.poll(ctx, asked, every, fetcher) })
	}
	s.ends = append(s.ends, func() error {
		cancel()
		running.Wait()
		return nil
	})
	return asked, left
}

// near reports whether a poll stays on this machine and in its networks.
func near(p config.Poll) bool {
	u, err := url.Parse(p.URL)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if ip, err := netip.ParseAddr(host); err == nil {
		scope := reach.Of(ip)
		return scope == reach.Loopback || scope == reach.Private
	}
	return p.Private || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// poll does what a schedule does.
func (s *Stack) poll(ctx context.Context, all []config.Poll, every time.Duration, fetcher poll.Fetcher) {
	for next := s.clock.Now(); ctx.Err() == nil; {
		if wait := next.Sub(s.clock.Now()); wait > 0 {
			// The clock may be hastened meanwhile.
			pause := time.NewTimer(min(s.clock.Real(wait), time.Second))
			select {
			case <-ctx.Done():
				pause.Stop()
			case <-pause.C:
			}
			continue
		}
		at := next
		next = s.clock.Now().Add(every)
		in, err := json.Marshal(config.PollRun{Every: int(every.Seconds()), At: at})
		if err == nil {
			_, err = poll.Handler{
				Polls: all, Fetch: fetcher.Fetch, Store: s.store, Teller: s.teller(s.config.Load()), Region: region, Log: s.log, Now: s.clock.Now,
			}.Handle(ctx, in)
		}
		if err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "poll failed", "error", err)
		}
	}
}
