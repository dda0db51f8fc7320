package presence

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/config"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

// Teller writes down what happened and puts the jobs that tell it.
type Teller interface {
	// Tell gives an error for each event, in their order; nil means that the
	// event need not come again.
	Tell(ctx context.Context, events []source.Event) []error
}

// Handler serves two queues: the one that lifecycle events come by, and the
// hold queue with the checks that it sends itself.
type Handler struct {
	Teller Teller
	Queue  queue.Sender
	// Hold is the address of the hold queue.
	Hold     string
	Presence config.Presence
	Log      *slog.Logger
	Now      func() time.Time
}

// Handle writes down every event at once, asks for a check of every loss, and
// tells of returns and of losses that are still losses when their check comes.
// A device lost too often is told of as unstable instead, until it is stable.
// A message that fails comes again by itself.
func (h Handler) Handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	b := batch{Handler: h, failed: make([]bool, len(event.Records))}
	for i, m := range event.Records {
		b.read(i, m)
	}
	b.tell(ctx)
	b.ask(ctx)
	return b.close(ctx, event.Records), nil
}

// batch is one invocation at work.
type batch struct {
	Handler
	// failed stands in the order of the messages, faults say why.
	failed []bool
	faults []error
	// news are the events for the teller; items says which message each came by,
	// thens what is to be looked at again after it.
	news    []source.Event
	items   []int
	thens   []*later
	pending []pending

	connected, disconnected, checked, silent, unknown, asked int
}

// read finds out what a message is.
func (b *batch) read(item int, m events.SQSMessage) {
	body, place := []byte(m.Body), placeOf(m)
	if e, err := Parse(body); err == nil {
		if e.At.IsZero() {
			e.At = b.sent(m)
		}
		b.event(item, e, place, queue.SentAt(m.Attributes), redriven(m))
		return
	}
	c, ok, err := decodeChecks(body)
	switch {
	case err != nil:
		b.fail(item, err)
	case ok:
		b.look(item, c, place)
	default:
		b.unknown++
		id := cmp.Or(m.MessageId, queue.Hash(m.Body))
		b.add(item, nil, source.Event{Alert: unknown(id, m.Body, nameOf(m.EventSourceARN), b.sent(m), b.Presence, place)})
	}
}

// look checks what came by the hold queue.
func (b *batch) look(item int, c checks, place Place) {
	for _, l := range c.Losses {
		b.checked++
		then := new(later)
		if c.Steady {
			e := l.event(Connected)
			b.add(item, then, source.Event{Alert: Stable(e, b.Presence, place), Apply: calm(e, b.Now(), then), Latest: true, Redriven: c.Redriven})
			continue
		}
		e := l.event(Disconnected)
		b.add(item, then, source.Event{Alert: Lost(e, b.Presence, place, e.At.Add(c.Hold)), Apply: b.counted(check(e, c.Hold, then)), Latest: true, Redriven: c.Redriven})
	}
}

func (b *batch) event(item int, e Event, place Place, seen, redriven time.Time) {
	quiet := Silence(e, b.Presence) != ""
	if quiet {
		b.silent++
	}
	then := new(later)
	switch e.Type {
	case Connected:
		b.connected++
		b.add(item, then, source.Event{Alert: Back(e, b.Presence, place, seen), Apply: b.counted(welcome(e, then)), Latest: true, Redriven: redriven})
	case Disconnected:
		b.disconnected++
		hold := min(max(HoldOf(e.ClientID, b.Presence), 0), queue.MaxDelay)
		if quiet || b.Presence.Unstable == 0 {
			b.add(item, nil, source.Event{Alert: Lost(e, b.Presence, place, e.At.Add(hold)), Apply: b.counted(record(e))})
		} else {
			b.add(item, then, source.Event{Alert: Unstable(e, b.Presence, place), Apply: drop(e, b.Presence.Unstable, then), Latest: true, Redriven: redriven})
		}
		if !quiet {
			b.pending = append(b.pending, pending{item, e, look{hold: hold, wait: hold, redriven: redriven}})
		}
	}
}

// counted forgets the losses of a device where they no longer count.
func (b *batch) counted(apply application) application {
	if b.Presence.Unstable > 0 {
		return apply
	}
	return uncounted(apply)
}

func (b *batch) add(item int, then *later, e source.Event) {
	b.news = append(b.news, e)
	b.items = append(b.items, item)
	b.thens = append(b.thens, then)
}

// tell hands everything over at once, so that a storm becomes one job a channel.
func (b *batch) tell(ctx context.Context) {
	if len(b.news) == 0 {
		return
	}
	for i, err := range b.Teller.Tell(ctx, b.news) {
		if err != nil {
			b.fail(b.items[i], err)
		}
	}
	for i, then := range b.thens {
		if then == nil || then.wait == 0 {
			continue
		}
		l := look{steady: then.steady, wait: then.wait}
		if !then.steady {
			l.hold = patience
		}
		b.pending = append(b.pending, pending{b.items[i], then.event, l})
	}
}

func (b *batch) fail(item int, err error) {
	b.failed[item] = true
	b.faults = append(b.faults, err)
}

// ask sends the checks of the losses that are on record. It does so whatever
// the record says: the check looks again anyway, and a disconnect that comes
// again after a crash must not miss the check that was never sent.
func (b *batch) ask(ctx context.Context) {
	recorded := b.pending[:0]
	for _, p := range b.pending {
		if !b.failed[p.item] {
			recorded = append(recorded, p)
		}
	}
	for _, bundle := range bundles(recorded) {
		err := b.send(ctx, bundle)
		if err == nil {
			b.asked += len(bundle.items)
			continue
		}
		for _, item := range bundle.items {
			b.fail(item, err)
		}
	}
}

func (b *batch) send(ctx context.Context, asks bundle) error {
	m, err := asks.message()
	if err == nil {
		err = b.Queue.Send(ctx, b.Hold, m)
	}
	if err != nil {
		return fmt.Errorf("hold queue: %w", err)
	}
	return nil
}

// close tells the queue which messages to keep.
func (b *batch) close(ctx context.Context, messages []events.SQSMessage) events.SQSEventResponse {
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for i, failed := range b.failed {
		if failed {
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: messages[i].MessageId})
		}
	}
	attrs := []any{
		"messages", len(messages), "connected", b.connected, "disconnected", b.disconnected, "silent", b.silent,
		"asked", b.asked, "checked", b.checked, "unknown", b.unknown, "failed", len(answer.BatchItemFailures),
	}
	if err := distinct(b.faults); err != nil {
		attrs = append(attrs, "error", err)
	}
	b.Log.InfoContext(ctx, "presence", attrs...)
	return answer
}

// maxErrors bounds the log line: in a storm everything may fail.
const maxErrors = 10

// distinct joins errors, each text once; beyond maxErrors they are counted.
func distinct(errs []error) error {
	var kept []error
	seen := make(map[string]bool)
	for _, err := range errs {
		if seen[err.Error()] {
			continue
		}
		seen[err.Error()] = true
		if len(seen) <= maxErrors {
			kept = append(kept, err)
		}
	}
	if more := len(seen) - maxErrors; more > 0 {
		kept = append(kept, fmt.Errorf("and %d more", more))
	}
	return errors.Join(kept...)
}

// sent is when the message was put on its queue, or now if it does not say.
func (b *batch) sent(m events.SQSMessage) time.Time {
	if at := queue.SentAt(m.Attributes); !at.IsZero() {
		return at
	}
	return b.Now().UTC().Truncate(time.Millisecond)
}

// redriven is when a person sent the event again from the dead letters; zero if
// nobody did.
func redriven(m events.SQSMessage) time.Time {
	value := m.MessageAttributes[queue.AttributeRedriven].StringValue
	if value == nil {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, *value)
	if err != nil {
		return time.Time{}
	}
	return at
}

// arn:aws:sqs:REGION:ACCOUNT:NAME
func parts(arn string) []string {
	if p := strings.Split(arn, ":"); len(p) == 6 {
		return p
	}
	return make([]string, 6)
}

// placeOf takes the place from the queue: it stands where the rule stands.
func placeOf(m events.SQSMessage) Place {
	p := parts(m.EventSourceARN)
	return Place{Partition: cmp.Or(p[1], "aws"), Account: p[4], Region: cmp.Or(p[3], m.AWSRegion)}
}

func nameOf(arn string) string { return parts(arn)[5] }
