// Package deliver takes the jobs of one channel from its queue and hands them to
// the provider: each once, in an order that ends on the truth, and never lost.
// It knows no source and writes no words.
package deliver

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/wording"
)

const (
	// lease is how long a claim lasts: longer than the function may run, and
	// shorter than the queue's visibility after a crash.
	lease = 60 * time.Second
	// tooOld is when news is no longer news.
	tooOld = 24 * time.Hour
	// budget is how many alerts one invocation looks up. Jobs beyond it come
	// again at once.
	budget = 5 * queue.MaxAlerts
	// settling is how long writing the outcome may at least take after the
	// provider's answer, whatever is left of the function's own time.
	settling = 5 * time.Second
)

// Queue is what deliver needs of the queues.
type Queue interface {
	queue.Sender
	// ChangeVisibility hides a received message for d from now on.
	ChangeVisibility(ctx context.Context, queue, handle string, d time.Duration) error
}

// Handler serves one channel.
type Handler struct {
	// Name is the channel's, Type its kind, Channel sends to it.
	Name, Type string
	Channel    channel.Channel
	// Voice is the language and zone of the channel's readers.
	Voice wording.Voice
	// Quiet are the hours, in the readers' zone, in which only urgent jobs are
	// told; nil for none.
	Quiet *config.Hours
	// Heartbeat says to tell of each sign of life; otherwise it is only counted.
	Heartbeat bool
	Store     incident.Store
	Queue     Queue
	// Address is the channel's own queue, DeadLetters the product's.
	Address, DeadLetters string
	// Fallback is the route on which is told what the channel could not tell, and
	// Alarms the queue of the function that tells it there. Empty: such jobs go to
	// the dead letters.
	Fallback, Alarms string
	// Pace keeps storms from named recipients; nil tells them everything at once.
	Pace *Pace
	Log  *slog.Logger
	Now  func() time.Time
}

var (
	// errHeld says that another sender has the job or its other half in hand.
	errHeld = errors.New("another sender has it in hand")
	// errTooMany says that the invocation has enough to do.
	errTooMany = errors.New("left to the next invocation")
)

// Handle tells a batch of jobs, in one message where they can be joined.
func (h Handler) Handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	b := h.open(event)
	if err := b.claim(ctx); err == nil {
		b.settle()
		b.withhold(ctx)
		b.send(ctx)
		b.ask(ctx)
	}
	return b.close(ctx), nil
}

// item is one received message and what becomes of it.
type item struct {
	message events.SQSMessage
	job     queue.Job
	claimed bool
	// begun is what an earlier try had handed to the provider without learning
	// how it ended; its SentAt is zero if there was none. written says that its
	// mark speaks of a request, unsure that nobody knows how that ended.
	begun           incident.Mark
	written, unsure bool
	// along are the jobs that its request tells as well. arrived says that another
	// job's request has told it, reference what the provider calls that.
	along     []string
	arrived   bool
	reference string
	// locked is the lease of a repetition, empty if it has none, and doubt the id
	// of the job under it of which nobody knew whether it was sent.
	locked, doubt string
	// old says that it is no news any more, done that the outcome is written, or
	// need not be.
	old, done bool
	// err is why the job could not be told, except and whole what its mark will say.
	err           error
	except, whole []string
	story         wording.Story
	// ends are the messages that it takes back, by key; shown are those in which it
	// was told, unlisted says that one of them is not written down.
	ends     map[string]lastWords
	shown    []incident.Shown
	unlisted bool
	// copies are further messages with the same job.
	copies []events.SQSMessage
}

// inDoubt reports whether it may have been sent without anybody knowing.
func (it *item) inDoubt() bool { return !it.done && (it.unsure || !it.begun.SentAt.IsZero()) }

// batch is one invocation at work.
type batch struct {
	Handler
	owner   string
	items   []*item
	records map[string]incident.Record
	marks   map[string]incident.Mark
	leases  map[string]bool // which of them are leases of what is told once more
	told    int
}

// open reads the jobs, the oldest first.
func (h Handler) open(event events.SQSEvent) *batch {
	b := &batch{Handler: h, owner: rand.Text()}
	byJob := make(map[string]*item)
	for _, m := range event.Records {
		job, err := queue.Decode([]byte(m.Body))
		if err == nil && job.Channel != h.Name {
			err = fmt.Errorf("a job for channel %s", job.Channel)
		}
		if err != nil {
			b.items = append(b.items, &item{message: m, err: &channel.Error{Permanent: true, Err: err}})
			continue
		}
		if twin, again := byJob[job.ID()]; again {
			twin.copies = append(twin.copies, m)
			continue
		}
		it := &item{message: m, job: job}
		if it.old = h.old(job) && !isHeartbeat(job) && job.Follow == nil; it.old {
			it.err = &channel.Error{Permanent: true, Err: fmt.Errorf("too old: it happened at %s", job.Newest().UTC().Format(time.RFC3339))}
		}
		byJob[job.ID()] = it
		b.items = append(b.items, it)
	}
	slices.SortStableFunc(b.items, func(x, y *item) int { return x.job.Newest().Compare(y.job.Newest()) })
	alerts := 0
	for n, it := range b.items {
		alerts += len(it.job.Alerts) + len(it.job.More)
		if n > 0 && alerts > budget && it.err == nil {
			it.err = errTooMany
		}
	}
	return b
}

// ready are the jobs in hand that nothing speaks against so far.
func (b *batch) ready() []*item {
	return slices.DeleteFunc(b.inHand(), func(it *item) bool { return it.job.Follow != nil })
}

// inHand are those and the questions.
func (b *batch) inHand() []*item {
	return slices.DeleteFunc(slices.Clone(b.items), func(it *item) bool { return !it.claimed || it.done || it.err != nil })
}

// toSettle is a context for writing down how it ended.
func toSettle(ctx context.Context) (context.Context, context.CancelFunc) {
	end := time.Now().Add(settling)
	if own, bounded := ctx.Deadline(); bounded && own.After(end) {
		end = own
	}
	return context.WithDeadline(context.WithoutCancel(ctx), end)
}

// close writes down what was not told, and tells the queue what to keep.
func (b *batch) close(ctx context.Context) events.SQSEventResponse {
	ctx, cancel := toSettle(ctx)
	defer cancel()
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	failed, dead := 0, 0
	for _, it := range b.items {
		if it.err != nil && channel.Permanent(it.err) {
			if it.err = b.bury(ctx, it); it.err == nil {
				dead++
			}
		}
		if it.err == nil {
			continue
		}
		failed++
		for _, m := range append(it.copies, it.message) {
			b.postpone(ctx, it, m)
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: m.MessageId})
		}
	}
	b.Log.InfoContext(ctx, "delivered", "channel", b.Name, "jobs", len(b.items), "told", b.told, "again", failed, "dead", dead)
	return answer
}
