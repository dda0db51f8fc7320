package cloud

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

const (
	// pollers is how many batches of a queue Lambda gathers at once at first. It
	// adds more after a minute of load, which this cloud does not play.
	// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
	pollers = 5
	// maxPayload is the largest event of Lambda.
	maxPayload = 6 << 20
	// envelope is the JSON around the records of an event.
	envelope = 32
	// atOnce is how many messages SQS hands out in one answer.
	atOnce = 10
)

// mapping reads a queue for a function.
type mapping struct {
	queue    *queue
	function *function
	enabled  bool
	size     int
	window   time.Duration
	partial  bool
	slots    []*batch
	turn     int
}

// batch is what one poller gathers and then has in hand until the answer.
type batch struct {
	messages []*message
	receipts []string
	records  []json.RawMessage
	bytes    int
	opened   time.Time
	full     bool
	running  bool
}

func (s *stack) addMapping(id string) error {
	var p struct {
		FunctionName, EventSourceArn   string
		BatchSize                      *int
		MaximumBatchingWindowInSeconds int
		FunctionResponseTypes          []string
		ScalingConfig                  struct{ MaximumConcurrency *int }
		Enabled                        *bool
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	f, err := s.functionAt(p.FunctionName)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	q, ok := s.queues[p.EventSourceArn]
	if !ok {
		return fmt.Errorf("%s: no queue %q", id, p.EventSourceArn)
	}
	m := &mapping{
		queue: q, function: f, size: 10, enabled: p.Enabled == nil || *p.Enabled,
		window:  time.Duration(p.MaximumBatchingWindowInSeconds) * time.Second,
		partial: slices.Contains(p.FunctionResponseTypes, "ReportBatchItemFailures"),
		slots:   make([]*batch, pollers),
	}
	if p.BatchSize != nil {
		m.size = *p.BatchSize
	}
	if n := p.ScalingConfig.MaximumConcurrency; n != nil {
		if *n < 2 {
			return fmt.Errorf("%s: MaximumConcurrency %d, at least 2", id, *n)
		}
		m.slots = make([]*batch, min(pollers, *n))
	}
	if m.size > 10 && m.window == 0 {
		return fmt.Errorf("%s: a batch of %d needs a window", id, m.size)
	}
	if q.visibility < f.timeout {
		return fmt.Errorf("%s: the queue hides messages for %v, the function may take %v", id, q.visibility, f.timeout)
	}
	// Lambda refuses the mapping otherwise.
	for _, action := range []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"} {
		if !m.may(action) {
			return fmt.Errorf("%s: %s is not authorized to perform %s on %s", id, f.role.name, action, q.arn)
		}
	}
	s.mappings = append(s.mappings, m)
	return nil
}

func (m *mapping) may(action string) bool {
	for _, p := range []policy{m.function.role.policy, m.queue.policy} {
		if allowed, forbidden := p.judge(call{role: m.function.role.name, action: action, resource: m.queue.arn}); forbidden {
			return false
		} else if allowed {
			return true
		}
	}
	return false
}

// poll gathers what is ready and invokes with every batch that is due.
func (c *Cloud) poll(m *mapping, now time.Time) error {
	if !m.enabled {
		return nil
	}
	for turns := 0; turns < len(m.slots); m.turn++ {
		at := m.turn % len(m.slots)
		b := m.slots[at]
		if b != nil && (b.running || b.full) || !m.gather(&b, now) {
			turns++
			continue
		}
		turns = 0
		m.slots[at] = b
		c.stats.Requests["sqs:ReceiveMessage"]++
		// Without a window a poller does not wait for more.
		b.full = b.full || m.window == 0 || len(b.messages) >= m.size
	}
	for at, b := range m.slots {
		if c.crowded() {
			break
		}
		if b != nil && !b.running && (b.full || !now.Before(b.opened.Add(m.window))) {
			if err := c.run(m, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// gather takes one answer of the queue into a batch, which it opens if need be.
func (m *mapping) gather(into **batch, now time.Time) bool {
	b := *into
	if b == nil {
		b = &batch{opened: now, bytes: envelope}
	}
	over, taken := false, len(b.messages)
	got := m.queue.receive(now, min(atOnce, m.size-len(b.messages)), m.queue.visibility, func(next *message) bool {
		// A record is about the body as a JSON string, and half a kilobyte.
		quoted, _ := json.Marshal(next.body) // a string always encodes
		if over = taken > 0 && b.bytes+len(quoted)+1024 > maxPayload; over {
			return false
		}
		taken++
		b.bytes += len(quoted) + 1024
		return true
	})
	b.full = b.full || over
	if len(got) == 0 {
		return false
	}
	for _, one := range got {
		b.messages = append(b.messages, one)
		b.receipts = append(b.receipts, one.receipt)
		b.records = append(b.records, m.record(one))
	}
	*into = b
	return true
}

// record is a message as Lambda shows it to a function.
func (m *mapping) record(one *message) json.RawMessage {
	attributes := map[string]events.SQSMessageAttribute{}
	for name, a := range one.attributes {
		attributes[name] = events.SQSMessageAttribute{
			StringValue: &a.StringValue, BinaryValue: a.BinaryValue, DataType: a.DataType,
			StringListValues: []string{}, BinaryListValues: [][]byte{},
		}
	}
	data, _ := json.Marshal(events.SQSMessage{ // strings and maps of strings always encode
		MessageId: one.id, ReceiptHandle: one.receipt, Body: one.body, Md5OfBody: md5Of(one.body),
		Attributes: one.system(), MessageAttributes: attributes,
		EventSource: "aws:sqs", EventSourceARN: m.queue.arn, AWSRegion: Region,
	})
	return data
}

// run invokes the function with a batch.
func (c *Cloud) run(m *mapping, slot int) error {
	b := m.slots[slot]
	b.running = true
	payload, err := json.Marshal(map[string]any{"Records": b.records})
	if err != nil {
		return err
	}
	return c.invoke(m.function, payload, func(o outcome) {
		m.slots[slot] = nil
		c.close(m, b, o)
	})
}

// close deletes what the function did not report as failed. The rest comes
// again when its visibility ends.
func (c *Cloud) close(m *mapping, b *batch, o outcome) {
	failed, all := failures(o, m.partial, b.messages)
	if all {
		return
	}
	deleted := 0
	for i, one := range b.messages {
		if !failed[one.id] {
			_ = m.queue.remove(c.Now(), b.receipts[i]) // the receipt is its own
			deleted++
		}
	}
	c.stats.Requests["sqs:DeleteMessage"] += (deleted + atOnce - 1) / atOnce
}

// failures reads an answer as Lambda does: everything that it cannot read means
// that all of the batch failed.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func failures(o outcome, partial bool, messages []*message) (failed map[string]bool, all bool) {
	if o.fault != "" {
		return nil, true
	}
	if !partial || len(o.answer) == 0 {
		return nil, false
	}
	var answer map[string]json.RawMessage
	if err := json.Unmarshal(o.answer, &answer); err != nil {
		return nil, true
	}
	var items []map[string]*string
	if given, ok := answer["batchItemFailures"]; ok {
		if json.Unmarshal(given, &items) != nil {
			return nil, true
		}
	}
	failed = map[string]bool{}
	for _, item := range items {
		id := item["itemIdentifier"]
		if id == nil || !slices.ContainsFunc(messages, func(m *message) bool { return m.id == *id }) {
			return nil, true
		}
		failed[*id] = true
	}
	return failed, false
}

// next is when the first window ends, zero if none is open.
func (m *mapping) next(now time.Time) time.Time {
	var first time.Time
	for _, b := range m.slots {
		if b == nil || b.running {
			continue
		}
		if end := b.opened.Add(m.window); first.IsZero() || end.Before(first) {
			first = end
		}
	}
	return first
}
