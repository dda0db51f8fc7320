package main

import (
	"context"
	"fmt"
	"net/http"

	"bongsu/lambdas/poll"
	"bongsu/shared/boot/wire"
	"bongsu/shared/secret/ssm"
)

// function is what asks the polls of the slice.
type function struct {
	poll.Handler
	secrets  secrets
	rehearse func(context.Context)
}

func newFunction() (function, error) {
	s, err := wire.NewSource()
	if err != nil {
		return function{}, err
	}
	kept := make(secrets)
	for _, p := range s.Slice.Polls {
		if p.SecretHeader != "" && kept[p.SecretHeader] == nil {
			kept[p.SecretHeader] = ssm.New(s.AWS, p.SecretHeader)
		}
	}
	fetcher := poll.NewFetcher(poll.World{Lookup: poll.Lookup, Header: kept.header, Forget: kept.forget})
	return function{secrets: kept, rehearse: s.Rehearse, Handler: poll.Handler{
		Polls: s.Slice.Polls, Fetch: fetcher.Fetch, Store: s.Teller.Store, Teller: s.Teller, Region: s.Region, Log: s.Log, Now: s.Now,
	}}, nil
}

// secrets are the parameters with the headers that polls ask with.
type secrets map[string]*ssm.Parameter

func (s secrets) header(ctx context.Context, name string) (http.Header, error) {
	kept, err := s[name].Get(ctx)
	if err != nil {
		return nil, err
	}
	header, err := poll.ParseHeader(kept)
	if err != nil {
		// It may be put right before the next run.
		s[name].Forget()
		return nil, fmt.Errorf("parameter %s: %w", name, err)
	}
	return header, nil
}

func (s secrets) forget(name string) { s[name].Forget() }

// readSecrets has the secrets at hand when the first run comes. One that cannot be
// read is told by that run.
func (f function) readSecrets(ctx context.Context) {
	for _, kept := range f.secrets {
		_, _ = kept.Get(ctx)
	}
}
