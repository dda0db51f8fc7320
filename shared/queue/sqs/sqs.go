// Package sqs puts messages on Amazon SQS queues and hides received ones longer.
// Receiving and deleting are the event source mapping's part; only a person who
// looks after the dead letters does it with a Reader.
package sqs

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bongsu/shared/queue"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// API is what the queue needs of an SQS client.
type API interface {
	SendMessage(context.Context, *sqs.SendMessageInput, ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
	ChangeMessageVisibility(context.Context, *sqs.ChangeMessageVisibilityInput, ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityOutput, error)
}

// Queue is all queues that the client may use; each is named by its URL.
type Queue struct{ api API }

var _ queue.Sender = (*Queue)(nil)

// New returns the queues of a client. It calls nobody.
func New(api API) *Queue { return &Queue{api} }

// Send puts a message on the queue with this URL. The delay is rounded up to
// seconds. Attributes travel as far as SQS takes them: empty ones are left out,
// long ones cut. A character that SQS refuses is replaced by U+FFFD.
func (q *Queue) Send(ctx context.Context, url string, m queue.Message) error {
	if m.Delay < 0 || m.Delay > queue.MaxDelay {
		return fmt.Errorf("queue %s: delay %v, must be 0 to %v", name(url), m.Delay, queue.MaxDelay)
	}
	body := clean(string(m.Body))
	attributes, size := attributes(m.Attributes)
	if size += len(body); len(body) == 0 || size > queue.MaxMessageBytes {
		return fmt.Errorf("queue %s: message of %d bytes, must be 1 to %d", name(url), size, queue.MaxMessageBytes)
	}
	_, err := q.api.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: &url, MessageBody: &body, DelaySeconds: seconds(m.Delay), MessageAttributes: attributes,
	})
	if err != nil {
		return fmt.Errorf("send to queue %s: %w", name(url), err)
	}
	return nil
}

// ChangeVisibility hides a received message for another d from now, rounded up
// to seconds, at most 12 hours.
func (q *Queue) ChangeVisibility(ctx context.Context, url, handle string, d time.Duration) error {
	if d < 0 || d > queue.MaxVisibility {
		return fmt.Errorf("queue %s: visibility %v, must be 0 to %v", name(url), d, queue.MaxVisibility)
	}
	_, err := q.api.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: &url, ReceiptHandle: &handle, VisibilityTimeout: seconds(d),
	})
	if err != nil {
		return fmt.Errorf("change visibility in queue %s: %w", name(url), err)
	}
	return nil
}

func seconds(d time.Duration) int32 {
	return int32((d + time.Second - 1) / time.Second)
}

// name is the last part of a queue's URL.
func name(url string) string { return url[strings.LastIndexByte(url, '/')+1:] }
