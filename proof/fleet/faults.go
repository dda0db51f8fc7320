package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"

	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// fault is what goes wrong in one invocation of the function.
type fault int

const (
	none fault = iota
	// reads: the table cannot be read.
	reads
	// saves: half of the records cannot be written.
	saves
	// conflicts: somebody else writes half of the records at the same time.
	conflicts
	// sends: every second message is refused by its queue.
	sends
	// crash: it dies half-way, so that the whole batch comes again.
	crash
	// kinds counts them.
	kinds
)

var errFault = errors.New("injected fault")

// faults stand between the function and what it touches. What fails depends on
// the key, not on the order of the writes, which is the scheduler's.
type faults struct {
	incident.Store
	queue.Sender

	mode  fault
	round uint64
	sent  int

	mu    sync.Mutex
	tried map[string]bool
}

// set chooses the fault of the next invocation.
func (f *faults) set(mode fault) {
	f.mode, f.sent, f.tried = mode, 0, make(map[string]bool)
	f.round++
}

// hits chooses half of the keys, other ones each time.
func (f *faults) hits(key string) bool {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", f.round, key)
	return h.Sum64()>>32&1 == 0
}

// Records reads, or fails.
func (f *faults) Records(ctx context.Context, keys []string) (map[string]incident.Record, error) {
	if f.mode == reads {
		return nil, errFault
	}
	return f.Store.Records(ctx, keys)
}

// Save writes, or fails.
func (f *faults) Save(ctx context.Context, r incident.Record) error {
	switch {
	case f.mode == none || !f.hits(r.Key):
	case f.mode == saves || f.mode == crash:
		return errFault
	case f.mode == conflicts:
		f.mu.Lock()
		again := f.tried[r.Key]
		f.tried[r.Key] = true
		f.mu.Unlock()
		if !again {
			return incident.ErrConflict
		}
	}
	return f.Store.Save(ctx, r)
}

// Send puts a message, or fails.
func (f *faults) Send(ctx context.Context, name string, m queue.Message) error {
	f.sent++
	if f.mode == sends && f.sent%2 == 0 || f.mode == crash && f.sent > 1 {
		return errFault
	}
	return f.Sender.Send(ctx, name, m)
}

// troubles are when something was made to fail.
type troubles []int64

// within reports whether something failed in this time.
func (t troubles) within(from, to int64) bool {
	i, _ := slices.BinarySearch(t, from)
	return i < len(t) && t[i] <= to
}
