package cloud

import (
	"maps"
	"slices"
	"time"
)

// Letter is a message as it lies on a queue.
type Letter struct {
	// Queue is the path of the queue that it lies on, From the ARN of the one that
	// gave it up.
	Queue, From string
	ID, Body    string
	Attributes  map[string]string
	Sent        time.Time
	Receives    int
	// Visible is since or from when it can be received.
	Visible time.Time
}

// Queue lists what lies on the queue at a path, in no order.
func (c *Cloud) Queue(path string) []Letter {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []Letter
	for _, q := range c.stack.queues {
		if q.name == path {
			all = append(all, q.letters()...)
		}
	}
	return all
}

// DeadLetters lists what lies on the queues that others redrive to.
func (c *Cloud) DeadLetters() []Letter {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []Letter
	for _, q := range c.stack.queues {
		if q.forDead {
			all = append(all, q.letters()...)
		}
	}
	return all
}

func (q *queue) letters() []Letter {
	var all []Letter
	for _, m := range append(append([]*message{}, q.ready...), q.hidden...) {
		if m.gone {
			continue
		}
		attributes := make(map[string]string, len(m.attributes))
		for name, a := range m.attributes {
			attributes[name] = a.StringValue
		}
		all = append(all, Letter{q.name, m.from, m.id, m.body, attributes, m.sent, m.receives, m.visible})
	}
	return all
}

// Send puts a message on the queue at a path, as somebody who may.
func (c *Cloud) Send(path, body string) { c.SendReceived(path, body, 0) }

// SendReceived puts a message on the queue at a path that has been received so
// often already.
func (c *Cloud) SendReceived(path, body string, receives int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.Now()
	for _, q := range c.stack.queues {
		if q.name == path {
			q.put(now, &message{id: c.newID(), body: body, sent: now, first: now, receives: receives, visible: now.Add(q.delay)})
		}
	}
	c.wake()
}

// PlainHTTP lists the queues, topics and buckets that would take a request without TLS.
func (c *Cloud) PlainHTTP() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var open []string
	check := func(name, arn, action string, p policy) {
		asked := call{role: Operator, action: action, resource: arn, context: map[string]string{"aws:securetransport": "false"}}
		if _, forbidden := p.judge(asked); !forbidden {
			open = append(open, name)
		}
	}
	for _, q := range c.stack.queues {
		check(q.name, q.arn, "sqs:SendMessage", q.policy)
	}
	for _, t := range c.stack.topics {
		if t.own() {
			check(t.name, t.arn, "sns:Publish", t.policy)
		}
	}
	for _, b := range c.stack.buckets {
		check(b.path, b.arn+"/any", "s3:PutObject", b.policy)
		check(b.path+" as a whole", b.arn, "s3:ListBucket", b.policy)
	}
	slices.Sort(open)
	return open
}

// Alarms lists the paths of the template's alarms.
func (c *Cloud) Alarms() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.stack.alarms))
}

// Tables lists the names of the template's tables.
func (c *Cloud) Tables() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var names []string
	for _, t := range c.stack.tables {
		names = append(names, t.TableName)
	}
	return names
}
