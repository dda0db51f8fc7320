package sqs

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/queue"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// ReaderAPI is what a reader needs of an SQS client.
type ReaderAPI interface {
	API
	ReceiveMessage(context.Context, *sqs.ReceiveMessageInput, ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error)
	DeleteMessage(context.Context, *sqs.DeleteMessageInput, ...func(*sqs.Options)) (*sqs.DeleteMessageOutput, error)
	ListQueues(context.Context, *sqs.ListQueuesInput, ...func(*sqs.Options)) (*sqs.ListQueuesOutput, error)
	ListDeadLetterSourceQueues(context.Context, *sqs.ListDeadLetterSourceQueuesInput, ...func(*sqs.Options)) (*sqs.ListDeadLetterSourceQueuesOutput, error)
	GetQueueAttributes(context.Context, *sqs.GetQueueAttributesInput, ...func(*sqs.Options)) (*sqs.GetQueueAttributesOutput, error)
}

// Reader is a Queue that also receives, deletes and finds.
type Reader struct {
	*Queue
	api ReaderAPI
}

// NewReader returns a reader of a client's queues. It calls nobody.
func NewReader(api ReaderAPI) *Reader { return &Reader{New(api), api} }

const (
	// mostAtOnce is SQS's limit on messages of one receive.
	mostAtOnce = 10
	// patience is how long an answer may take to come up with a message. Without
	// any, SQS asks only some of its servers and may find nothing where there is
	// something.
	// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
	patience = 2 * time.Second
	// page is SQS's limit on queues of one answer.
	page = 1000
)

// Receive takes up to limit messages, at most ten, and hides them for visibility.
// GaveUp is a queue's name, not its URL.
func (r *Reader) Receive(ctx context.Context, url string, limit int, visibility time.Duration) ([]queue.Received, error) {
	out, err := r.api.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: int32(min(limit, mostAtOnce)),
		VisibilityTimeout: seconds(visibility), WaitTimeSeconds: seconds(patience),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
		MessageAttributeNames:       []string{"All"},
	})
	if err != nil {
		return nil, fmt.Errorf("receive from queue %s: %w", name(url), err)
	}
	received := make([]queue.Received, len(out.Messages))
	for i, m := range out.Messages {
		received[i] = read(m)
	}
	return received, nil
}

// read leaves empty what an answer does not say.
func read(m types.Message) queue.Received {
	r := queue.Received{ID: text(m.MessageId), Handle: text(m.ReceiptHandle), Body: []byte(text(m.Body))}
	for key, value := range m.MessageAttributes {
		if r.Attributes == nil {
			r.Attributes = map[string]string{}
		}
		r.Attributes[key] = text(value.StringValue)
	}
	system := func(key types.MessageSystemAttributeName) string { return m.Attributes[string(key)] }
	r.Receives, _ = strconv.Atoi(system(types.MessageSystemAttributeNameApproximateReceiveCount))
	if ms, err := strconv.ParseInt(system(types.MessageSystemAttributeNameSentTimestamp), 10, 64); err == nil {
		r.Sent = time.UnixMilli(ms).UTC()
	}
	arn := system(types.MessageSystemAttributeNameDeadLetterQueueSourceArn)
	r.GaveUp = arn[strings.LastIndexByte(arn, ':')+1:]
	return r
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Delete removes the message of a receipt.
func (r *Reader) Delete(ctx context.Context, url, handle string) error {
	if _, err := r.api.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: &handle}); err != nil {
		return fmt.Errorf("delete from queue %s: %w", name(url), err)
	}
	return nil
}

// List gives the URLs of the queues whose names begin with prefix.
func (r *Reader) List(ctx context.Context, prefix string) ([]string, error) {
	var urls []string
	pages := sqs.NewListQueuesPaginator(r.api, &sqs.ListQueuesInput{QueueNamePrefix: &prefix, MaxResults: new(int32(page))})
	for pages.HasMorePages() {
		out, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list queues %s*: %w", prefix, err)
		}
		urls = append(urls, out.QueueUrls...)
	}
	return urls, nil
}

// Sources gives the URLs of the queues that give up to this one.
func (r *Reader) Sources(ctx context.Context, url string) ([]string, error) {
	var urls []string
	pages := sqs.NewListDeadLetterSourceQueuesPaginator(r.api, &sqs.ListDeadLetterSourceQueuesInput{QueueUrl: &url, MaxResults: new(int32(page))})
	for pages.HasMorePages() {
		out, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list who gives up to queue %s: %w", name(url), err)
		}
		urls = append(urls, out.QueueUrls...)
	}
	return urls, nil
}

// Redrive says when a queue gives a message up, and to which queue's name; the
// zero value if it never does.
func (r *Reader) Redrive(ctx context.Context, url string) (queue.Redrive, error) {
	out, err := r.api.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameRedrivePolicy},
	})
	if err != nil {
		return queue.Redrive{}, fmt.Errorf("attributes of queue %s: %w", name(url), err)
	}
	policy := out.Attributes[string(types.QueueAttributeNameRedrivePolicy)]
	if policy == "" {
		return queue.Redrive{}, nil
	}
	// SQS gives back what was written: the count may be a number or its text.
	var read struct {
		DeadLetterTargetArn string          `json:"deadLetterTargetArn"`
		MaxReceiveCount     json.RawMessage `json:"maxReceiveCount"`
	}
	if err := json.Unmarshal([]byte(policy), &read); err != nil {
		return queue.Redrive{}, fmt.Errorf("redrive policy of queue %s: %w", name(url), err)
	}
	count, err := strconv.Atoi(strings.Trim(string(read.MaxReceiveCount), `"`))
	if err != nil {
		return queue.Redrive{}, fmt.Errorf("redrive policy of queue %s: %w", name(url), err)
	}
	arn := read.DeadLetterTargetArn
	return queue.Redrive{Queue: arn[strings.LastIndexByte(arn, ':')+1:], MaxReceives: count}, nil
}
