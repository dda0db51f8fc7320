package local

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/queue"
)

// mapping reads one queue for one function, as Lambda's event source mapping
// does, but with one invocation at a time.
type mapping struct {
	queue string
	batch int
	// window is how long a batch is gathered from its first message on.
	window time.Duration
	// timeout is the function's.
	timeout time.Duration
	invoke  func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
}

// visibilityFactor times a function's time-out is how long a message in its
// hands is hidden: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
const visibilityFactor = 6

// run serves until the context ends.
func (m mapping) run(ctx context.Context, q *queue.Memory, clock *Clock, log *slog.Logger) {
	for ctx.Err() == nil {
		changed := q.Changed()
		due, some := q.Next(m.queue)
		switch wait := clock.Real(due.Sub(clock.Now())); {
		case !some:
			pause(ctx, changed, nil)
		case wait > 0:
			timer := time.NewTimer(wait)
			pause(ctx, changed, timer.C)
			timer.Stop()
		default:
			gather := time.NewTimer(clock.Real(m.window))
			pause(ctx, nil, gather.C)
			gather.Stop()
			if ctx.Err() != nil {
				return
			}
			if err := m.work(ctx, q); err != nil {
				log.ErrorContext(ctx, "invocation failed", "queue", m.queue, "error", err)
			}
		}
	}
}

func pause(ctx context.Context, changed <-chan struct{}, timer <-chan time.Time) {
	select {
	case <-ctx.Done():
	case <-changed:
	case <-timer:
	}
}

// work invokes the function with what is visible now and removes what it took.
func (m mapping) work(ctx context.Context, q *queue.Memory) error {
	received, err := q.Receive(m.queue, m.batch, visibilityFactor*m.timeout+m.window)
	if err != nil || len(received) == 0 {
		return err
	}
	event := events.SQSEvent{Records: make([]events.SQSMessage, len(received))}
	for i, r := range received {
		event.Records[i] = events.SQSMessage{
			MessageId: r.ID, ReceiptHandle: r.Handle, Body: string(r.Body),
			EventSource: "aws:sqs", EventSourceARN: queueARN(m.queue), AWSRegion: region,
			Attributes: map[string]string{
				"ApproximateReceiveCount": strconv.Itoa(r.Receives),
				"SentTimestamp":           strconv.FormatInt(r.Sent.UnixMilli(), 10),
			},
		}
	}
	ctx, cancel := context.WithTimeout(ctx, m.timeout)
	defer cancel()
	answer, err := m.invoke(ctx, event)
	if err != nil {
		return err
	}
	failed := make(map[string]bool, len(answer.BatchItemFailures))
	for _, f := range answer.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	for _, r := range received {
		if failed[r.ID] {
			continue
		}
		if err := q.Delete(m.queue, r.Handle); err != nil {
			return err
		}
	}
	return nil
}
