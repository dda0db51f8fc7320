package deliver

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// atOnce bounds the claims under way.
const atOnce = 8

// claim takes the leases and reads what decides. An error has been noted on the
// items. What is too old is claimed as well, to settle what others may wait for.
func (b *batch) claim(ctx context.Context) error {
	now := b.Now()
	var wait sync.WaitGroup
	free := make(chan struct{}, atOnce)
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
			case mark.Status == incident.Claimed:
				it.err = errHeld
			default:
				it.done, it.err = true, nil // told
			}
		})
	}
	wait.Wait()
	b.lockAll(ctx, now)
	b.rejoin(ctx)
	return b.read(ctx)
}

// lockOf is the lease under which a job tells something once more; what comes after
// that looks at it. It is empty for all other jobs.
func lockOf(job queue.Job) string {
	if job.Follow != nil || job.Round == 0 && job.Try == 0 {
		return ""
	}
	return queue.RepeatID(job.Group, job.Line())
}

// lockAll takes those leases, each once: jobs in the same hands share it.
func (b *batch) lockAll(ctx context.Context, now time.Time) {
	byLock := make(map[string][]*item)
	for _, it := range b.items {
		if id := lockOf(it.job); id != "" && (it.done || it.claimed && (it.err == nil || it.old)) {
			byLock[id] = append(byLock[id], it)
		}
	}
	var wait sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for id, items := range byLock {
		free <- struct{}{}
		wait.Go(func() {
			defer func() { <-free }()
			b.lock(ctx, id, items, now)
		})
	}
	wait.Wait()
	for _, it := range b.items {
		if it.done {
			b.unlock(ctx, it)
		}
	}
}

// lock takes one lease for all jobs under it. While it is not known whether a job
// elsewhere was sent, none of these is; one of these takes its turn before the
// others. What was told already is here to say so.
func (b *batch) lock(ctx context.Context, id string, items []*item, now time.Time) {
	mark, granted, err := b.Store.Claim(ctx, id, b.owner, now, now.Add(lease))
	doubt, elsewhere := "", false
	if granted && mark.Unknown("", now) {
		doubt, err = b.doubted(ctx, string(mark.Sent))
		elsewhere = doubt != "" && !slices.ContainsFunc(items, func(it *item) bool { return it.job.ID() == doubt })
	}
	switch {
	case err != nil:
		// What was granted ends by itself.
		err = fmt.Errorf("claim: %w", err)
	case !granted:
		err = errHeld
	case elsewhere:
		// Given back at once: what else is in hand has to see the doubt.
		err = errors.Join(errHeld, b.Store.Suspend(ctx, id, b.owner))
	}
	for _, it := range items {
		switch {
		case err == nil:
			it.locked, it.doubt = id, doubt
		case !it.old && !(it.done && elsewhere):
			it.done, it.err = false, err
		}
	}
}

// doubted is a job that had a lease, if its own mark says that it may have been
// sent. The lease may have outlived what became of it.
func (b *batch) doubted(ctx context.Context, id string) (string, error) {
	marks, err := b.Store.Marks(ctx, []string{id})
	if err != nil || mayBeOut(marks[id]) {
		return id, err
	}
	return "", nil
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
		b.leases = make(map[string]bool)
		for _, key := range keys {
			if len(b.records[key].Phases) < 2 {
				continue
			}
			for _, p := range b.records[key].Phases {
				for _, line := range lines[key] {
					if id := queue.MarkID(p.Group, line); !seen[id] {
						seen[id] = true
						again := queue.RepeatID(p.Group, line)
						ids, b.leases[again] = append(ids, id, again), true
					}
				}
			}
		}
		if b.marks, err = b.Store.Marks(ctx, ids); err == nil {
			err = b.believe(ctx)
		}
	}
	if err != nil {
		err = fmt.Errorf("read what is known: %w", err)
		for _, it := range b.ready() {
			it.err = err
		}
	}
	return err
}

// believe corrects the marks by what is known besides them: a lease that nobody
// holds is in doubt only while the job that had it is.
func (b *batch) believe(ctx context.Context) error {
	doubted := make(map[string]string) // job by lease
	for id, m := range b.marks {
		if b.leases[id] && m.Unknown("", b.Now()) && !b.Now().Before(m.Until) {
			doubted[id] = string(m.Sent)
		}
	}
	if len(doubted) > 0 {
		marks, err := b.Store.Marks(ctx, slices.Collect(maps.Values(doubted)))
		if err != nil {
			return err
		}
		for id, job := range doubted {
			if !mayBeOut(marks[job]) {
				delete(b.marks, id)
			}
		}
	}
	b.doubt()
	return nil
}

// mayBeOut reports whether a mark speaks of a request of which nobody knows how it
// ended.
func mayBeOut(m incident.Mark) bool { return m.Status == incident.Claimed && !m.SentAt.IsZero() }

// doubt makes those jobs in hand that are not sent now, and may have been before,
// look to the others as they would in the hands of somebody else.
func (b *batch) doubt() {
	for _, it := range b.items {
		if it.err == nil {
			continue
		}
		for id, unknown := range map[string]bool{it.job.ID(): it.inDoubt(), lockOf(it.job): true} {
			if mark, read := b.marks[id]; read && unknown {
				mark.Owner = ""
				b.marks[id] = mark
			}
		}
	}
}

// refs are all alerts of a job.
func refs(job queue.Job) []alert.Ref {
	all := make([]alert.Ref, 0, len(job.Alerts)+len(job.More))
	for _, a := range job.Alerts {
		all = append(all, alert.Ref{Key: a.Key, At: a.At})
	}
	return append(all, job.More...)
}
