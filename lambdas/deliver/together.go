package deliver

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

const (
	// gather is how far apart the messages to the same named recipients are in a
	// storm; what comes meanwhile is told in the next one.
	gather = 10 * time.Second
	// burst is how many of them are not kept waiting before that.
	burst = 3
	// mostTogether bounds the jobs of one request, and the marks to write for it.
	mostTogether = 20
)

// Pace remembers when the readers of each line were told something. It holds for
// one process; there are two at most.
type Pace struct {
	mu   sync.Mutex
	free map[string]time.Time // when all of the burst is there again
}

// wait is how long a further message to a line is to gather company.
func (p *Pace) wait(line string, now time.Time) time.Duration {
	if p == nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(0, p.free[line].Add(-(burst-1)*gather).Sub(now))
}

// took notes a message.
func (p *Pace) took(line string, now time.Time) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.free == nil {
		p.free = make(map[string]time.Time)
	}
	from := p.free[line]
	if from.Before(now) {
		from = now
	}
	p.free[line] = from.Add(gather)
}

// gathering says that a job waits for others to be told with it.
type gathering time.Duration

func (g gathering) Error() string {
	return fmt.Sprintf("gathers company for %s", time.Duration(g))
}

// requests puts together what one request can tell: what nobody has tried to send
// yet, to the same people. What may have been told already comes first and alone,
// as it was then.
func (b *batch) requests(speaking []*item) [][]*item {
	slices.SortStableFunc(speaking, byBegun)
	fresh := slices.IndexFunc(speaking, func(it *item) bool { return it.begun.SentAt.IsZero() })
	if fresh < 0 {
		fresh = len(speaking)
	}
	var all [][]*item
	for _, it := range speaking[:fresh] {
		all = append(all, []*item{it})
	}
	for _, it := range speaking[fresh:] {
		if wait := b.Pace.wait(it.job.Line(), b.Now()); wait > 0 {
			it.err = gathering(wait)
			continue
		}
		at := slices.IndexFunc(all, func(others []*item) bool { return it.joins(others) })
		if at < 0 {
			all = append(all, []*item{it})
			continue
		}
		all[at] = append(all[at], it)
	}
	return all
}

// joins reports whether a job can be told by the same request as others. A lease
// under which something is told once more speaks for one job at a time.
func (it *item) joins(others []*item) bool {
	return others[0].begun.SentAt.IsZero() && len(others) < mostTogether && slices.Equal(others[0].job.To, it.job.To) &&
		!slices.ContainsFunc(others, func(other *item) bool { return it.locked != "" && other.locked == it.locked })
}

// speakInTurn makes one request after the other, what may have been told already
// first. After one that failed the others wait: what they tell follows from it.
func (b *batch) speakInTurn(ctx context.Context, speaking []*item) {
	failed := false
	for _, items := range b.requests(speaking) {
		err := errHeld
		if !failed {
			err = b.inTime(ctx)
		}
		if err != nil {
			for _, it := range items {
				it.err = err
			}
		} else {
			b.postTogether(ctx, items)
		}
		failed = failed || slices.ContainsFunc(items, func(it *item) bool { return it.err != nil })
	}
}

// postTogether makes one request, and one for each job if the body of that is
// refused: one of them is poison, and takes nobody along when it is alone.
func (b *batch) postTogether(ctx context.Context, items []*item) {
	if items[0].arrived {
		b.accepted(ctx, items[0], items[0].reference)
		return
	}
	err := b.post(ctx, items)
	if !channel.RefusedBody(err) || len(items) == 1 && len(items[0].begun.Along) == 0 {
		return
	}
	b.Log.WarnContext(ctx, "sending one by one", "channel", b.Name, "jobs", len(items), "error", err)
	for n, it := range items {
		it.begun = incident.Mark{}
		if it.err = b.inTime(ctx); it.err == nil {
			_ = b.post(ctx, []*item{it}) // noted on the item
		}
		if it.err == nil {
			continue
		}
		for _, next := range items[n+1:] {
			next.err = errHeld
			// The first of them may still say that they go along with it.
			next.unsure = n == 0 && next.written
		}
		return
	}
}

// together are the ids of the jobs that a request tells.
func together(items []*item) []string {
	if len(items) == 1 {
		return append([]string{items[0].job.ID()}, items[0].begun.Along...)
	}
	ids := make([]string, len(items))
	for n, it := range items {
		ids[n] = it.job.ID()
	}
	return ids
}

// requestID is the same for every try of a request that tells these jobs.
func requestID(ids []string) string {
	if len(ids) == 1 {
		return ids[0]
	}
	return queue.Hash(ids...)
}

// prepareAlong writes down for each job but the first that it goes along with that
// one. Nothing of it counts before the first says so too.
func (b *batch) prepareAlong(ctx context.Context, items []*item, now time.Time) error {
	for _, it := range items {
		if it.locked != "" {
			// First: a lease that is in doubt for nothing is this job's to take over.
			err := b.Store.Prepare(ctx, incident.Mark{ID: it.locked, Owner: b.owner, Sent: []byte(it.job.ID()), SentAt: now})
			if err != nil {
				return err
			}
		}
		if it == items[0] {
			continue
		}
		err := b.Store.Prepare(ctx, incident.Mark{
			ID: it.job.ID(), Owner: b.owner, Under: items[0].job.ID(), SentAt: now, Except: it.except, Whole: it.whole,
		})
		if err != nil {
			return err
		}
		it.written = true
	}
	return nil
}

// disband frees the jobs of a request that is known not to have been accepted. As
// long as the first of them may say that they go along with it, none is free.
func (b *batch) disband(ctx context.Context, items []*item) {
	err := b.Store.Prepare(ctx, incident.Mark{ID: items[0].job.ID(), Owner: b.owner})
	if err == nil {
		return
	}
	b.Log.WarnContext(ctx, "not sent, but still written down", "channel", b.Name, "group", items[0].job.Group, "error", err)
	for _, it := range items {
		it.unsure = true
	}
}

// rejoin finds out for each job that went along with another what became of that.
func (b *batch) rejoin(ctx context.Context) {
	var along []*item
	var ids []string
	for _, it := range b.items {
		if it.claimed && !it.done && (it.err == nil || it.old) && it.begun.Under != "" {
			along, ids = append(along, it), append(ids, it.begun.Under)
		}
	}
	if len(along) == 0 {
		return
	}
	leaders, err := b.Store.Marks(ctx, ids)
	for _, it := range along {
		leader := leaders[it.begun.Under]
		switch {
		case err != nil:
			it.err = fmt.Errorf("read what it was sent with: %w", err)
		case !slices.Contains(leader.Along, it.job.ID()):
			// Nothing of it was sent, though its mark still says that it may have been.
			it.begun, it.written = incident.Mark{}, true
		case leader.Status == incident.Told:
			it.arrived, it.reference = true, leader.Reference
			it.old, it.err = false, nil
		case !it.old:
			it.err = errHeld
		}
	}
}

// accepted does what follows when the provider has a job.
func (b *batch) accepted(ctx context.Context, it *item, reference string) {
	it.err = nil
	if reference != "" {
		it.err = b.follow(ctx, it, reference)
		it.unsure = it.err != nil
	}
	if it.err == nil {
		b.told++
		it.err = b.write(ctx, it, it.mark(reference))
		b.repeat(ctx, it)
	}
}
