package deliver

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/wording"
)

// claim takes the leases and reads what decides. An error has been noted on the
// items.
func (b *batch) claim(ctx context.Context) error {
	now := b.Now()
	var wait sync.WaitGroup
	free := make(chan struct{}, 8)
	for _, it := range b.items {
		if it.err != nil {
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
				it.claimed = true
				it.err = b.lock(ctx, it, now)
			case mark.Status == incident.Claimed:
				it.err = errHeld
			default:
				it.done = true // told, or dead
			}
		})
	}
	wait.Wait()
	return b.read(ctx)
}

// lock takes the lease of a repetition, which the end of what it repeats looks at.
func (b *batch) lock(ctx context.Context, it *item, now time.Time) error {
	if it.job.Round == 0 {
		return nil
	}
	id := queue.RepeatID(it.job.Group, b.Name)
	_, granted, err := b.Store.Claim(ctx, id, b.owner, now, now.Add(lease))
	switch {
	case err != nil:
		return fmt.Errorf("claim: %w", err)
	case !granted:
		return errHeld
	}
	it.locked = id
	return nil
}

// read gets the records of all keys and the marks of all that they name.
func (b *batch) read(ctx context.Context) error {
	var keys, ids []string
	seen := make(map[string]bool)
	for _, it := range b.ready() {
		for _, ref := range refs(it.job) {
			if !seen[ref.Key] {
				seen[ref.Key] = true
				keys = append(keys, ref.Key)
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	var err error
	if b.records, err = b.Store.Records(ctx, keys); err == nil {
		for _, key := range keys {
			if len(b.records[key].Phases) < 2 {
				continue
			}
			for _, p := range b.records[key].Phases {
				if id := queue.MarkID(p.Group, b.Name); !seen[id] {
					seen[id] = true
					ids = append(ids, id, queue.RepeatID(p.Group, b.Name))
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

// settle decides what each job tells. Jobs in the same batch see each other's
// outcome as if it had come to pass; if it does not, they all come again.
func (b *batch) settle() {
	for _, it := range b.ready() {
		it.story = wording.Story{More: make(map[alert.State][]alert.Ref)}
		for n, ref := range refs(it.job) {
			a := decide(question{
				job: it.job, key: ref.Key, at: ref.At, record: b.records[ref.Key],
				mark:  func(group string) incident.Mark { return b.marks[queue.MarkID(group, b.Name)] },
				again: func(group string) incident.Mark { return b.marks[queue.RepeatID(group, b.Name)] },
				owner: b.owner, now: b.Now(),
			})
			if b.unspoken(it.job) {
				a.verdict = silent
			}
			switch a.verdict {
			case later:
				it.err = errHeld
			case silent:
				it.except = append(it.except, ref.Key)
				continue
			case tellWhole:
				if it.job.State.Open() {
					it.whole = append(it.whole, ref.Key)
				}
			}
			state := it.job.State
			if !a.until.IsZero() {
				state = alert.Recovered
				ref.At = a.until // when it reached that state
			}
			if n >= len(it.job.Alerts) {
				it.story.More[state] = append(it.story.More[state], ref)
				continue
			}
			whole := it.job.Alerts[n]
			whole.Until = a.until
			if it.job.Round > 0 {
				whole.Still = it.job.Fresh().Sub(whole.At)
			}
			if !a.since.IsZero() {
				whole.Since = a.since
			}
			it.story.Alerts = append(it.story.Alerts, whole)
		}
		if it.err == nil {
			if b.marks == nil {
				b.marks = make(map[string]incident.Mark)
			}
			b.marks[it.job.ID()] = it.mark("")
		}
	}
}

func (it *item) mark(reference string) incident.Mark {
	return incident.Mark{ID: it.job.ID(), Status: incident.Told, Except: it.except, Whole: it.whole, Reference: reference}
}

// send posts what is to be told, joined where there are several jobs.
func (b *batch) send(ctx context.Context) {
	var speaking, silent []*item
	for _, it := range b.ready() {
		if it.story.Empty() {
			silent = append(silent, it)
		} else {
			speaking = append(speaking, it)
		}
	}
	if len(speaking) > 0 {
		b.speak(ctx, speaking)
	}
	// What is silent may be so because of what was to be said. If that was not
	// said, both come again.
	unsaid := slices.ContainsFunc(speaking, func(it *item) bool { return it.err != nil })
	for _, it := range silent {
		if unsaid {
			it.err = errHeld
		} else {
			b.write(ctx, it, it.mark(""))
		}
	}
}

// speak posts the jobs in one message, or, if that is refused as a message, one
// by one.
func (b *batch) speak(ctx context.Context, speaking []*item) {
	err := b.post(ctx, speaking)
	if channel.RefusedBody(err) && len(speaking) > 1 {
		// One of them is poison. Alone, it takes nobody along.
		b.Log.WarnContext(ctx, "sending one by one", "channel", b.Name, "jobs", len(speaking), "error", err)
		for _, it := range speaking {
			it.err = nil
			_ = b.post(ctx, []*item{it}) // noted on the item
		}
	}
}

// post makes one request for these jobs and notes the outcome on them.
func (b *batch) post(ctx context.Context, items []*item) error {
	ids := make([]string, len(items))
	stories := make([]wording.Story, len(items))
	for n, it := range items {
		ids[n], stories[n] = it.job.ID(), it.story
	}
	id := ids[0]
	if len(ids) > 1 {
		id = queue.Hash(ids...)
	}
	receipt, err := b.Channel.Send(ctx, channel.Delivery{ID: id, Message: b.Voice.Compose(wording.Join(stories...))})
	if err == nil && receipt.Warning != "" {
		b.Log.WarnContext(ctx, "accepted with a warning", "channel", b.Name, "warning", receipt.Warning)
	}
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	for _, it := range items {
		if it.err = err; err == nil {
			b.told++
			b.write(settle, it, it.mark(receipt.Reference))
			b.repeat(settle, it)
		}
	}
	return err
}
