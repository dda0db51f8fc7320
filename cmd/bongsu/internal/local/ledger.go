package local

import (
	"context"
	"maps"
	"strings"
	"sync"

	"bongsu/lambdas/deliver"
	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// Tally is how telling one channel has gone so far, in jobs.
type Tally struct {
	// Told arrived, Lost was accepted by a provider that never shows it, Dead
	// is among the dead letters, Silent had nothing left to tell.
	Told, Lost, Dead, Silent int
	// Seen counts the messages that readers see, confirmed or not.
	Seen int
	// Failed counts requests that failed and will be made again.
	Failed int
	// Busy says that a request is under way.
	Busy bool
	// Why is the newest reason for which something did not arrive.
	Why string
}

// Settled counts the jobs whose outcome is known.
func (t Tally) Settled() int { return t.Told + t.Lost + t.Dead + t.Silent }

// ledger keeps the tallies by looking over the shoulders of queues, store and
// channels.
type ledger struct {
	mu      sync.Mutex
	changed chan struct{}
	tallies map[string]Tally
	// jobs are those that are not settled.
	jobs map[string]listed
	// lost is why the provider will not show what it has just accepted.
	lost map[string]string
}

// listed is a job: its channel, how many alerts it tells, and whether it only asks
// what became of a message.
type listed struct {
	channel  string
	keys     int
	question bool
}

func newLedger() *ledger {
	return &ledger{
		changed: make(chan struct{}), tallies: map[string]Tally{},
		jobs: map[string]listed{}, lost: map[string]string{},
	}
}

// update changes one tally and wakes those who wait.
func (l *ledger) update(name string, change func(*Tally)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.tallies[name]
	change(&t)
	l.tallies[name] = t
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *ledger) look() (map[string]Tally, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.tallies), l.changed
}

// put notes a job on its way.
func (l *ledger) put(job queue.Job) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.jobs[job.ID()] = listed{job.Channel, len(job.Alerts) + len(job.More), job.Follow != nil}
}

// settled notes the outcome that deliver wrote down.
func (l *ledger) settled(m incident.Mark) {
	l.mu.Lock()
	job, known := l.jobs[m.ID]
	delete(l.jobs, m.ID)
	l.mu.Unlock()
	if job.question {
		return // it told nobody anything
	}
	name := job.channel
	if !known {
		name = m.ID[strings.LastIndexByte(m.ID, '/')+1:]
	}
	l.update(name, func(t *Tally) {
		switch {
		case m.Status != incident.Told:
			// The dead are counted as they reach the dead letters.
		case len(m.Except) >= job.keys:
			t.Silent++
		case l.lost[name] != "":
			t.Lost++
			t.Why = l.lost[name]
		default:
			t.Told++
		}
	})
}

// queues are the queues in memory under the ledger's eyes.
type queues struct {
	*queue.Memory
	ledger *ledger
	onDead func(channel, reason string)
}

// Send puts a message on a queue.
func (q queues) Send(ctx context.Context, to string, m queue.Message) error {
	if strings.HasPrefix(to, channelQueue) {
		job, err := queue.Decode(m.Body)
		if err != nil {
			return err
		}
		q.ledger.put(job)
	}
	err := q.Memory.Send(ctx, to, m)
	if err == nil && to == deadQueue {
		name, reason := m.Attributes[deliver.AttributeChannel], m.Attributes[deliver.AttributeReason]
		q.ledger.update(name, func(t *Tally) { t.Dead, t.Why = t.Dead+1, reason })
		q.onDead(name, reason)
	}
	return err
}

// store is the incidents in memory under the ledger's eyes.
type store struct {
	*incident.Memory
	ledger *ledger
}

// Settle writes an outcome.
func (s store) Settle(ctx context.Context, m incident.Mark) error {
	err := s.Memory.Settle(ctx, m)
	if err == nil {
		s.ledger.settled(m)
	}
	return err
}

// watched is a channel under the ledger's eyes.
type watched struct {
	channel.Channel
	name   string
	ledger *ledger
	onOdd  func(channel, warning string)
}

// watch keeps what a channel can do besides sending.
func watch(w watched) channel.Channel {
	careful, lays := w.Channel.(channel.Careful)
	reporter, tells := w.Channel.(channel.Reporter)
	switch {
	case lays && tells:
		return struct {
			watchedCareful
			reports
		}{watchedCareful{w, careful}, reporter}
	case lays:
		return watchedCareful{w, careful}
	case tells:
		return struct {
			watched
			reports
		}{w, reporter}
	}
	return w
}

// reports is what a channel.Reporter can do besides sending.
type reports interface {
	Report(ctx context.Context, reference string, to []string) (channel.Report, error)
	Resends() int
}

// watchedCareful is a channel under the ledger's eyes that lays out apart.
type watchedCareful struct {
	watched
	careful channel.Careful
}

// Layout gives the body that Send hands over.
func (w watchedCareful) Layout(d channel.Delivery) ([]byte, error) { return w.careful.Layout(d) }

// Send makes one request to the provider.
func (w watched) Send(ctx context.Context, d channel.Delivery) (channel.Receipt, error) {
	w.ledger.update(w.name, func(t *Tally) {
		t.Busy = true
		delete(w.ledger.lost, w.name)
	})
	receipt, err := w.Channel.Send(ctx, d)
	w.ledger.update(w.name, func(t *Tally) {
		t.Busy = false
		if err != nil {
			t.Why = err.Error()
		}
		if err != nil && !channel.Permanent(err) {
			t.Failed++
		}
	})
	if err == nil && receipt.Warning != "" {
		w.onOdd(w.name, receipt.Warning)
	}
	return receipt, err
}

// seen notes a message that the provider is about to accept, and why it will not
// show it; empty if it will.
func (l *ledger) seen(name, lost string) {
	l.update(name, func(t *Tally) {
		if lost == "" {
			t.Seen++
			return
		}
		l.lost[name] = lost
	})
}
