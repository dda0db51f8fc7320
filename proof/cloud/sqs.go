package cloud

import (
	"container/heap"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// queue is a standard SQS queue.
type queue struct {
	name, arn, url               string
	delay, visibility, retention time.Duration
	dead                         *queue
	maxReceives                  int
	// forDead says that another queue's dead letters end here.
	forDead bool
	policy  policy

	// ready can be received, in this order; hidden cannot yet.
	ready  []*message
	hidden hiding
	// byReceipt finds what was received and not deleted, by its latest receipt.
	byReceipt map[string]*message
	receipts  int
	trouble   Trouble
	expired   func()
}

// message is one message on a queue.
type message struct {
	id, body    string
	attributes  map[string]attribute
	sent, first time.Time
	receives    int
	receipt     string
	visible     time.Time
	// at is its place among the hidden, negative if it is ready or gone.
	at   int
	gone bool
	from string
}

type attribute struct {
	DataType    string
	StringValue string `json:",omitempty"`
	BinaryValue []byte `json:",omitempty"`
}

// Trouble is what a standard queue may do and rarely does.
type Trouble struct {
	// Disorder hands messages out in any order.
	Disorder bool
	// Again is the chance that a deleted message comes once more, within a minute.
	Again float64
	rand  *rand.Rand
}

var (
	errBadReceipt  = errors.New("ReceiptHandleIsInvalid")
	errNotInFlight = errors.New("MessageNotInflight")
)

func newQueue(name, arn, url string, delay, visibility, retention time.Duration) *queue {
	return &queue{name: name, arn: arn, url: url, delay: delay, visibility: visibility, retention: retention, byReceipt: map[string]*message{}}
}

// send puts a message on the queue.
func (q *queue) send(now time.Time, id, body string, attributes map[string]attribute, delay time.Duration) {
	q.put(now, &message{id: id, body: body, attributes: attributes, sent: now, visible: now.Add(delay)})
}

func (q *queue) put(now time.Time, m *message) {
	if m.visible.After(now) {
		heap.Push(&q.hidden, m)
		return
	}
	m.at = -1
	q.ready = append(q.ready, m)
}

// settle brings up what has become visible.
func (q *queue) settle(now time.Time) {
	for len(q.hidden) > 0 && !q.hidden[0].visible.After(now) {
		m := heap.Pop(&q.hidden).(*message)
		q.ready = append(q.ready, m)
	}
}

// receive takes at most so many messages, and hides them for a while. What was
// received too often goes to the dead letters instead.
func (q *queue) receive(now time.Time, most int, visibility time.Duration, fits func(*message) bool) []*message {
	q.settle(now)
	var got []*message
	for len(q.ready) > 0 && len(got) < most {
		at := 0
		if q.trouble.Disorder {
			at = q.trouble.rand.IntN(len(q.ready))
		}
		m := q.ready[at]
		if fits != nil && !m.gone && !fits(m) {
			break
		}
		if at == 0 {
			q.ready = q.ready[1:]
		} else {
			q.ready = append(q.ready[:at], q.ready[at+1:]...)
		}
		if m.gone {
			continue
		}
		delete(q.byReceipt, m.receipt)
		switch {
		case now.Sub(m.sent) >= q.retention:
			m.gone = true
			if q.expired != nil {
				q.expired()
			}
			continue
		case q.dead != nil && m.receives >= q.maxReceives:
			m.from, m.visible, m.receipt = q.arn, now, ""
			q.dead.put(now, m)
			continue
		}
		if m.receives++; m.first.IsZero() {
			m.first = now
		}
		q.receipts++
		m.receipt = q.name + "#" + strconv.Itoa(q.receipts)
		m.visible = now.Add(visibility)
		q.byReceipt[m.receipt] = m
		q.put(now, m)
		got = append(got, m)
	}
	return got
}

// remove deletes a message by its receipt. An outdated receipt deletes nothing
// and is no error.
func (q *queue) remove(now time.Time, receipt string) error {
	m, err := q.find(receipt)
	if err != nil || m == nil {
		return err
	}
	delete(q.byReceipt, receipt)
	if q.trouble.Again > 0 && q.trouble.rand.Float64() < q.trouble.Again {
		m.receipt, m.visible = "", now.Add(time.Duration(q.trouble.rand.Int64N(int64(time.Minute))))
		if m.at >= 0 {
			heap.Fix(&q.hidden, m.at)
		}
		return nil
	}
	m.gone = true
	if m.at >= 0 {
		heap.Remove(&q.hidden, m.at)
	}
	return nil
}

// hide changes for how long from now a message in flight stays hidden.
func (q *queue) hide(now time.Time, receipt string, d time.Duration) error {
	q.settle(now)
	m, err := q.find(receipt)
	if err != nil {
		return err
	}
	if m == nil || m.at < 0 {
		return errNotInFlight
	}
	m.visible = now.Add(d)
	heap.Fix(&q.hidden, m.at)
	return nil
}

func (q *queue) find(receipt string) (*message, error) {
	number, ok := strings.CutPrefix(receipt, q.name+"#")
	if n, err := strconv.Atoi(number); !ok || err != nil || n < 1 || n > q.receipts {
		return nil, errBadReceipt
	}
	return q.byReceipt[receipt], nil
}

// next is when something hidden becomes visible, zero for never.
func (q *queue) next() time.Time {
	if len(q.hidden) == 0 {
		return time.Time{}
	}
	return q.hidden[0].visible
}

// depth counts what is ready, delayed and in flight.
func (q *queue) depth(now time.Time) (ready, delayed, flying int) {
	q.settle(now)
	for _, m := range q.ready {
		if !m.gone {
			ready++
		}
	}
	for _, m := range q.hidden {
		if m.receipt == "" {
			delayed++
		} else {
			flying++
		}
	}
	return ready, delayed, flying
}

// hiding is a heap of hidden messages, the soonest visible first.
type hiding []*message

func (h hiding) Len() int           { return len(h) }
func (h hiding) Less(i, j int) bool { return h[i].visible.Before(h[j].visible) }
func (h hiding) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].at, h[j].at = i, j
}

// Push is for container/heap.
func (h *hiding) Push(m any) {
	m.(*message).at = len(*h)
	*h = append(*h, m.(*message))
}

// Pop is for container/heap.
func (h *hiding) Pop() any {
	last := len(*h) - 1
	m := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	m.at = -1
	return m
}
