package main

import (
	"errors"
	"sync"
	"time"

	"bongsu/proof/cloud"
)

// mark is a moment of a process, with the CPU time that it had used by then.
type mark struct {
	moment cloud.Moment
	at     time.Time
	cpu    time.Duration
}

// life is all that was seen of one process.
type life struct {
	function string
	marks    []mark
	peak     int64
}

// meter watches processes.
type meter struct {
	mu    sync.Mutex
	lives map[int]*life // by process
	// last is each function's newest process.
	last map[string]int
	err  error
	// wake is called once, as a function is given its next event.
	wake map[string]func()
}

func newMeter() *meter {
	return &meter{lives: map[int]*life{}, last: map[string]int{}, wake: map[string]func(){}}
}

func (m *meter) watch(s cloud.Sight) {
	made := mark{moment: s.Moment, at: s.At}
	var err error
	var most int64
	if s.Moment != cloud.Starts {
		made.cpu, err = cpuTime(s.Process)
	}
	if s.Moment == cloud.Asks && err == nil {
		most, err = peak(s.Process)
	}
	m.mu.Lock()
	if s.Moment == cloud.Starts {
		m.lives[s.Process], m.last[s.Function] = &life{function: s.Function}, s.Process
	}
	if l := m.lives[s.Process]; l != nil {
		l.marks = append(l.marks, made)
		l.peak = max(l.peak, most)
	}
	m.err = errors.Join(m.err, err)
	var wake func()
	if s.Moment == cloud.Gets {
		wake = m.wake[s.Function]
		delete(m.wake, s.Function)
	}
	m.mu.Unlock()
	if wake != nil {
		wake()
	}
}

// wakeAt has something done once a function is given its next event.
func (m *meter) wakeAt(function string, do func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wake[function] = do
}

// of gives the life of a function's newest process, and what went wrong.
func (m *meter) of(function string) (life, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.lives[m.last[function]]
	if l == nil {
		return life{}, errors.Join(m.err, errors.New("no process was started"))
	}
	return life{l.function, append([]mark{}, l.marks...), l.peak}, m.err
}

// total is all that the processes of a function did so far.
type total struct {
	// starts is how long they took to start, work what all events took.
	starts, work cost
	// last is when the last answer came.
	last time.Time
	// peak is the most memory that one of them had.
	peak int64
}

func (m *meter) total(function string) total {
	m.mu.Lock()
	defer m.mu.Unlock()
	var t total
	for _, l := range m.lives {
		if l.function == function {
			t.starts, t.work = t.starts.plus(l.init()), t.work.plus(sum(l.events()))
			t.peak = max(t.peak, l.peak)
			for _, m := range l.marks {
				if m.moment == cloud.Answers && m.at.After(t.last) {
					t.last = m.at
				}
			}
		}
	}
	return t
}

// since is the time from the first event that a function was given after a
// moment to its last answer.
func (m *meter) since(function string, after time.Time) time.Duration {
	last := m.total(function).last
	m.mu.Lock()
	defer m.mu.Unlock()
	first := last
	for _, l := range m.lives {
		for _, one := range l.marks {
			if l.function == function && one.moment == cloud.Gets && one.at.After(after) && one.at.Before(first) {
				first = one.at
			}
		}
	}
	return last.Sub(first)
}

// cost is what one piece of work took.
type cost struct{ wall, cpu time.Duration }

func (c cost) plus(d cost) cost { return cost{c.wall + d.wall, c.cpu + d.cpu} }

func sum(all []cost) cost {
	var total cost
	for _, c := range all {
		total = total.plus(c)
	}
	return total
}

// init is the time from the start of the process until it asks for its first
// event.
func (l life) init() cost {
	for _, m := range l.marks {
		if m.moment == cloud.Asks {
			return cost{m.at.Sub(l.marks[0].at), m.cpu}
		}
	}
	return cost{}
}

// events is what each event took: the wall time until its answer, and the CPU
// time from one question for an event to the next, which holds what is left to do
// after the answer.
func (l life) events() []cost {
	var all []cost
	var asked, got, answered mark
	for _, m := range l.marks {
		switch m.moment {
		case cloud.Asks:
			if answered.moment == cloud.Answers {
				all = append(all, cost{answered.at.Sub(got.at), m.cpu - asked.cpu})
			}
			asked, answered = m, mark{}
		case cloud.Gets:
			got = m
		case cloud.Answers:
			answered = m
		}
	}
	return all
}
