package queue

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Memory is a set of queues in this process that behave as SQS standard queues
// do, except that it delivers in order and never twice. It is safe for
// concurrent use.
type Memory struct {
	now func() time.Time

	mu      sync.Mutex
	queues  map[string]*memoryQueue
	sent    int
	changed chan struct{}
}

var _ Sender = (*Memory)(nil)

// Redrive says when a queue gives a message up: once it was received
// MaxReceives times, the next receive moves it to Queue. The zero value never
// gives up.
type Redrive struct {
	Queue       string
	MaxReceives int
}

// Received is a message in the hands of a consumer.
type Received struct {
	// ID names the message, Handle this one receipt of it.
	ID, Handle string
	Body       []byte
	Attributes map[string]string
	// Receives counts the receipts, this one included.
	Receives int
	// Sent is when it was put on its first queue.
	Sent time.Time
	// GaveUp names the queue that moved it here after too many receipts; empty
	// if somebody put it here.
	GaveUp string
}

type memoryQueue struct {
	redrive  Redrive
	messages []*memoryMessage
}

type memoryMessage struct {
	Received
	visible time.Time
}

// SQS's limits of a message's invisibility and of its size, attributes included:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const (
	MaxVisibility   = 12 * time.Hour
	MaxMessageBytes = 1 << 20
)

// NewMemory returns no queues yet, living by this clock.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, queues: map[string]*memoryQueue{}, changed: make(chan struct{})}
}

// Create makes an empty queue. One that exists keeps its messages and gets the
// new redrive.
func (m *Memory) Create(name string, r Redrive) {
	m.mu.Lock()
	defer m.mu.Unlock()
	q, ok := m.queues[name]
	if !ok {
		q = new(memoryQueue)
		m.queues[name] = q
	}
	q.redrive = r
}

// Send puts a message on a queue that was created before.
func (m *Memory) Send(ctx context.Context, queue string, msg Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if msg.Delay < 0 || msg.Delay > MaxDelay {
		return fmt.Errorf("queue %s: delay %v, must be 0 to %v", queue, msg.Delay, MaxDelay)
	}
	attributes := maps.Clone(msg.Attributes)
	// SQS refuses empty values, so its Sender leaves them out.
	maps.DeleteFunc(attributes, func(_, value string) bool { return value == "" })
	size := len(msg.Body)
	for name, value := range attributes {
		size += len(name) + len(value)
	}
	if len(msg.Body) == 0 || size > MaxMessageBytes {
		return fmt.Errorf("queue %s: message of %d bytes, must be 1 to %d", queue, size, MaxMessageBytes)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	q, err := m.queue(queue)
	if err != nil {
		return err
	}
	m.sent++
	now := m.now()
	q.messages = append(q.messages, &memoryMessage{
		Received: Received{
			ID:   fmt.Sprintf("00000000-0000-4000-8000-%012d", m.sent),
			Body: bytes.Clone(msg.Body), Attributes: attributes, Sent: now,
		},
		visible: now.Add(msg.Delay),
	})
	m.wake()
	return nil
}

// Receive takes up to limit messages that are visible now and hides them for
// the given time. An empty answer comes at once: there is no long poll.
func (m *Memory) Receive(queue string, limit int, visibility time.Duration) ([]Received, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	q, err := m.queue(queue)
	if err != nil {
		return nil, err
	}
	now := m.now()
	if err := m.giveUp(queue, q, now); err != nil {
		return nil, fmt.Errorf("queue %s: %w", queue, err)
	}
	var taken []Received
	for _, msg := range q.messages {
		if len(taken) == limit {
			break
		}
		if msg.visible.After(now) {
			continue
		}
		msg.Receives++
		msg.Handle = fmt.Sprintf("%s#%d", msg.ID, msg.Receives)
		msg.visible = now.Add(visibility)
		taken = append(taken, msg.copied())
	}
	return taken, nil
}

// giveUp moves what is visible and was received too often.
func (m *Memory) giveUp(name string, q *memoryQueue, now time.Time) error {
	spent := func(msg *memoryMessage) bool {
		return q.redrive.MaxReceives > 0 && msg.Receives >= q.redrive.MaxReceives && !msg.visible.After(now)
	}
	if !slices.ContainsFunc(q.messages, spent) {
		return nil
	}
	dead, err := m.queue(q.redrive.Queue)
	if err != nil {
		return err
	}
	for _, msg := range q.messages {
		if spent(msg) {
			moved := *msg
			// The receipts of the first queue do not hold in the second.
			moved.Handle, moved.GaveUp = "", name
			dead.messages = append(dead.messages, &moved)
		}
	}
	q.messages = slices.DeleteFunc(q.messages, spent)
	m.wake()
	return nil
}

// Delete removes the message of a receipt. As with SQS, the receipt of an
// earlier receive removes nothing and is no error.
func (m *Memory) Delete(queue, handle string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	q, err := m.queue(queue)
	if err != nil {
		return err
	}
	q.messages = slices.DeleteFunc(q.messages, func(msg *memoryMessage) bool {
		return handle != "" && msg.Handle == handle
	})
	return nil
}

// ChangeVisibility hides a message in flight for another d from now, 0 to 12 hours.
func (m *Memory) ChangeVisibility(ctx context.Context, queue, handle string, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d < 0 || d > MaxVisibility {
		return fmt.Errorf("queue %s: visibility %v, must be 0 to %v", queue, d, MaxVisibility)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	q, err := m.queue(queue)
	if err != nil {
		return err
	}
	now := m.now()
	i := slices.IndexFunc(q.messages, func(msg *memoryMessage) bool {
		return handle != "" && msg.Handle == handle && msg.visible.After(now)
	})
	if i < 0 {
		return fmt.Errorf("queue %s: message of %q is not in flight", queue, handle)
	}
	q.messages[i].visible = now.Add(d)
	m.wake()
	return nil
}

// Next tells when the next message is visible, which may be in the past; false
// if the queue is empty.
func (m *Memory) Next(queue string) (time.Time, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	q, err := m.queue(queue)
	if err != nil || len(q.messages) == 0 {
		return time.Time{}, false
	}
	first := slices.MinFunc(q.messages, func(a, b *memoryMessage) int { return a.visible.Compare(b.visible) })
	return first.visible, true
}

// Changed returns a channel that is closed when next a message is sent, moved or
// made visible earlier or later, on any queue. Take it before looking at the
// queues, so that nothing slips through between the look and the wait.
func (m *Memory) Changed() <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changed
}

// Peek shows all messages of a queue, hidden ones too, in the order in which
// they become visible, without receiving them.
func (m *Memory) Peek(queue string) []Received {
	m.mu.Lock()
	defer m.mu.Unlock()
	q, err := m.queue(queue)
	if err != nil {
		return nil
	}
	messages := slices.SortedStableFunc(slices.Values(q.messages), func(a, b *memoryMessage) int {
		return cmp.Or(a.visible.Compare(b.visible), strings.Compare(a.ID, b.ID))
	})
	all := make([]Received, 0, len(messages))
	for _, msg := range messages {
		all = append(all, msg.copied())
	}
	return all
}

// Depth counts the messages of a queue, hidden ones too.
func (m *Memory) Depth(queue string) int { return len(m.Peek(queue)) }

func (m *Memory) queue(name string) (*memoryQueue, error) {
	q, ok := m.queues[name]
	if !ok {
		return nil, fmt.Errorf("queue %q does not exist: create it first", name)
	}
	return q, nil
}

func (m *Memory) wake() {
	close(m.changed)
	m.changed = make(chan struct{})
}

func (m *memoryMessage) copied() Received {
	r := m.Received
	r.Body, r.Attributes = bytes.Clone(r.Body), maps.Clone(r.Attributes)
	return r
}
