package broker

import "sync"

// queue hands events to a callback one at a time, in order, without ever making
// the broker wait for it.
type queue struct {
	mu      sync.Mutex
	more    *sync.Cond
	waiting []told
	stopped bool
	done    chan struct{}
}

type told struct {
	topic   string
	payload []byte
}

func newQueue(onEvent func(string, []byte)) *queue {
	q := &queue{done: make(chan struct{})}
	q.more = sync.NewCond(&q.mu)
	go q.run(onEvent)
	return q
}

func (q *queue) put(topic string, payload []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, told{topic, payload})
	q.more.Signal()
}

func (q *queue) run(onEvent func(string, []byte)) {
	defer close(q.done)
	for {
		q.mu.Lock()
		for len(q.waiting) == 0 && !q.stopped {
			q.more.Wait()
		}
		batch := q.waiting
		q.waiting = nil
		q.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		for _, t := range batch {
			if onEvent != nil {
				onEvent(t.topic, t.payload)
			}
		}
	}
}

func (q *queue) stop() {
	q.mu.Lock()
	q.stopped = true
	q.more.Signal()
	q.mu.Unlock()
	<-q.done
}
