// Package sourcetest is the product around a source, for the tests of sources.
package sourcetest

import (
	"context"
	"errors"
	"sync"

	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

// World is a table that counts and a queue that keeps what is put on it.
type World struct {
	incident.Store
	mu sync.Mutex
	// Deaf and Jammed make the table and the queue refuse.
	Deaf, Jammed bool
	// Saved and Reads count what was asked of the table.
	Saved, Reads int
	// Jobs are what was put on the queue, the oldest first.
	Jobs []queue.Job
}

// New is a world in which nothing is known.
func New() *World { return &World{Store: incident.NewMemory()} }

// Teller tells everything to one channel.
func (w *World) Teller() source.Teller {
	return source.Teller{
		Store: w, Queue: w, Address: func(channel string) string { return channel },
		Routes: config.Routes{config.DefaultRoute: {Targets: []config.Target{{Channel: "ops"}}}},
	}
}

// Records reads records, and counts that it was asked to.
func (w *World) Records(ctx context.Context, keys []string) (map[string]incident.Record, error) {
	w.mu.Lock()
	w.Reads++
	w.mu.Unlock()
	return w.Store.Records(ctx, keys)
}

// Save writes a record unless the table is Deaf.
func (w *World) Save(ctx context.Context, r incident.Record) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Deaf {
		return errors.New("the table does not answer")
	}
	w.Saved++
	return w.Store.Save(ctx, r)
}

// Send keeps a job unless the queue is Jammed.
func (w *World) Send(_ context.Context, _ string, m queue.Message) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Jammed {
		return errors.New("the queue does not answer")
	}
	job, err := queue.Decode(m.Body)
	if err != nil {
		return err
	}
	w.Jobs = append(w.Jobs, job)
	return nil
}
