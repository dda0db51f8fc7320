package deliver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// claim takes the leases and reads what decides. An error has been noted on the
// items. What is too old is claimed as well, to settle what others may wait for.
func (b *batch) claim(ctx context.Context) error {
	now := b.Now()
	var wait sync.WaitGroup
	free := make(chan struct{}, 8)
	for _, it := range b.items {
		if it.err != nil && !it.old {
			continue
		}
		free <- struct{}{}
		wait.Go(func() {
			defer func() { <-free }()
			mark, granted, err := b.Store.Claim(ctx, it.job.ID(), b.owner, now, now.Add(lease))
			switch {
			case err != nil:
				it.err = fmt.Errorf("claim: %w", err)
			case granted:
				it.claimed, it.begun = true, mark
				if err := b.lock(ctx, it, now); !it.old {
					it.err = err
				}
			case mark.Status == incident.Claimed:
				it.err = errHeld
			default:
				it.done, it.err = true, nil // told
			}
		})
	}
	wait.Wait()
	return b.read(ctx)
}

// lockOf is the lease under which a job tells once more what is wrong; the end of
// that looks at it. It is empty for all other jobs.
func lockOf(job queue.Job) string {
	if !job.State.Open() || job.Follow != nil || job.Round == 0 && job.Try == 0 {
		return ""
	}
	return queue.RepeatID(job.Group, job.Line())
}

// lock takes that lease. While it is not known whether another job under it was
// sent, nobody takes that over but this job itself.
func (b *batch) lock(ctx context.Context, it *item, now time.Time) error {
	id := lockOf(it.job)
	if id == "" {
		return nil
	}
	mark, granted, err := b.Store.Claim(ctx, id, b.owner, now, now.Add(lease))
	switch {
	case err != nil:
		return fmt.Errorf("claim: %w", err)
	case !granted:
		return errHeld
	case mark.Unknown("", now) && string(mark.Sent) != it.job.ID():
		return errors.Join(errHeld, b.Store.Suspend(ctx, id, b.owner))
	}
	it.locked = id
	return nil
}

// read gets the records of all keys and the marks of all that they name.
func (b *batch) read(ctx context.Context) error {
	var keys []string
	lines := make(map[string][]string) // of each key
	for _, it := range b.ready() {
		for _, ref := range refs(it.job) {
			if lines[ref.Key] == nil {
				keys = append(keys, ref.Key)
			}
			if line := it.job.Line(); !slices.Contains(lines[ref.Key], line) {
				lines[ref.Key] = append(lines[ref.Key], line)
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	var err error
	if b.records, err = b.Store.Records(ctx, keys); err == nil {
		var ids []string
		seen := make(map[string]bool)
		for _, key := range keys {
			if len(b.records[key].Phases) < 2 {
				continue
			}
			for _, p := range b.records[key].Phases {
				for _, line := range lines[key] {
					if id := queue.MarkID(p.Group, line); !seen[id] {
						seen[id] = true
						ids = append(ids, id, queue.RepeatID(p.Group, line))
					}
				}
			}
		}
		b.marks, err = b.Store.Marks(ctx, ids)
	}
	if err != nil {
		err = fmt.Errorf("read what is known: %w", err)
		for _, it := range b.ready() {
			it.err = err
		}
	}
	return err
}

// refs are all alerts of a job.
func refs(job queue.Job) []alert.Ref {
	all := make([]alert.Ref, 0, len(job.Alerts)+len(job.More))
	for _, a := range job.Alerts {
		all = append(all, alert.Ref{Key: a.Key, At: a.At})
	}
	return append(all, job.More...)
}
