package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bongsu/proof/cloud"
)

// result is everything that was measured.
type result struct {
	plan
	sizes map[string]int64
	roots int
	// floor is the empty function, deliver and source are ours, bare is deliver
	// with hardly a root certificate to read.
	floor, deliver, source, bare readings
	// drawn is the function that draws, shown the source that waits for it.
	drawn, shown readings
	// packages is when deliver's packages are ready, slowest the slowest of them.
	packages []time.Duration
	slowest  map[string]time.Duration
	thawed   thawed
	drained  []drained
	storms   []storm
	lost     int
}

// measure plays everything, a round of each after the other, so that what
// disturbs the machine disturbs all.
func measure(ctx context.Context, s stage, p plan) (r result, err error) {
	r = result{plan: p, sizes: s.sizes, roots: s.trust.Count}
	var probes []*probe
	open := func(a cloud.Assembly, roots string, variables ...string) *probe {
		if err != nil {
			return nil
		}
		made, e := newProbe(ctx, a, s.trust, roots, burst, variables...)
		if e != nil {
			err = e
			return nil
		}
		probes = append(probes, made)
		return made
	}
	defer func() {
		for _, p := range probes {
			err = errors.Join(err, p.Close())
		}
	}()
	floor := open(s.floor, s.trust.Roots)
	product := open(s.product, s.trust.Roots)
	bare := open(s.product, s.trust.Own)
	traced := open(s.product, s.trust.Roots, "GODEBUG=inittrace=1")
	alone, e := oneByOne(s.product)
	err = errors.Join(err, e)
	single := open(alone, s.trust.Roots)
	pictured := open(s.pictured, s.trust.Roots)
	if err != nil {
		return r, err
	}
	measured(pictured)
	for _, l := range loads() {
		r.drained = append(r.drained, drained{load: l})
	}
	for n := range p.rounds {
		err = errors.Join(
			r.round(floor, p.warm, map[string]*readings{source: &r.floor}),
			r.round(product, p.warm, map[string]*readings{source: &r.source, deliver: &r.deliver}),
			r.round(bare, 0, map[string]*readings{deliver: &r.bare}),
			r.trace(traced),
			r.picture(pictured, p.warm),
		)
		if err != nil {
			return r, fmt.Errorf("round %d: %w", n+1, err)
		}
	}
	if r.thawed, err = freeze(product, p.rounds); err != nil {
		return r, fmt.Errorf("freeze: %w", err)
	}
	for n := range 1 + p.rounds {
		for i := range r.drained {
			from := product
			if r.drained[i].alone {
				from = single
			}
			if err := r.drained[i].drain(from, n); err != nil {
				return r, fmt.Errorf("%s: %w", r.drained[i].name, err)
			}
		}
	}
	for _, p := range probes[1:] {
		r.lost += p.lost()
	}
	for devices := 100; devices <= p.devices; devices *= 10 {
		one, err := rage(ctx, s, devices)
		if err != nil {
			return r, fmt.Errorf("storm of %d: %w", devices, err)
		}
		r.storms = append(r.storms, one)
		r.lost += one.lost
	}
	return r, nil
}

// round starts functions anew, sends alarms, and keeps what was seen.
func (r *result) round(p *probe, warm int, into map[string]*readings) error {
	if err := p.live(1 + warm); err != nil {
		return err
	}
	for function, all := range into {
		one, err := p.read(function)
		if err != nil {
			return err
		}
		*all = append(*all, one)
	}
	return nil
}

// trace starts deliver so that it tells how long its packages took.
func (r *result) trace(p *probe) error {
	before := len(p.Logs(deliver))
	if err := p.live(1); err != nil {
		return err
	}
	ready, slowest := packageInit(p.Logs(deliver)[before:])
	if ready == 0 {
		return errors.New("deliver wrote no trace of its start")
	}
	r.packages, r.slowest = append(r.packages, ready), slowest
	return nil
}
