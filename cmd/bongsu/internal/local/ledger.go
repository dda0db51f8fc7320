package local

import (
	"maps"
	"strings"
	"sync"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// Tally is how telling one channel has gone so far, in jobs. What other channels
// could not tell and is told here instead does not count among them.
type Tally struct {
	// Told arrived, Lost was accepted by a provider that never shows it, Dead
	// is among the dead letters, Silent had nothing left to tell, Passed was given
	// up for the other route.
	Told, Lost, Dead, Silent, Passed int
	// Open counts the jobs on their way, those too that only ask what became of
	// a message or send it again.
	Open int
	// Elsewhere counts what was handed on to be told on the channel's other route,
	// Relayed what of others was told here for that reason.
	Elsewhere, Relayed int
	// Seen counts the messages that readers see, confirmed or not.
	Seen int
	// Failed counts requests that failed and will be made again.
	Failed int
	// Busy says that a request is under way.
	Busy bool
	// Why is the newest reason for which something did not arrive.
	Why string
}

// Settled counts the jobs whose outcome is known.
func (t Tally) Settled() int { return t.Told + t.Lost + t.Dead + t.Silent + t.Passed }

// ledger keeps the tallies by looking over the shoulders of queues, store and
// channels.
type ledger struct {
	mu      sync.Mutex
	changed chan struct{}
	tallies map[string]Tally
	// jobs are those that are not settled.
	jobs map[string]listed
	// lost is why the provider will not show what it has just accepted.
	lost map[string]string
}

// listed is a job: its channel and how many alerts it tells, of which so many are
// what another channel could not tell. It may only ask what became of a message,
// or send it again; dead is one that reached the dead letters.
type listed struct {
	channel               string
	keys, relays          int
	question, again, dead bool
}

func newLedger() *ledger {
	return &ledger{
		changed: make(chan struct{}), tallies: map[string]Tally{},
		jobs: map[string]listed{}, lost: map[string]string{},
	}
}

// update changes one tally and wakes those who wait.
func (l *ledger) update(name string, change func(*Tally)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.tallies[name]
	change(&t)
	l.tallies[name] = t
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *ledger) look() (map[string]Tally, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	tallies := maps.Clone(l.tallies)
	for _, job := range l.jobs {
		if !job.dead {
			t := tallies[job.channel]
			t.Open++
			tallies[job.channel] = t
		}
	}
	return tallies, l.changed
}

// put notes a job on its way.
func (l *ledger) put(job queue.Job) {
	relays := 0
	for _, a := range job.Alerts {
		if a.Kind == alert.Undelivered {
			relays++
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.jobs[job.ID()] = listed{
		channel: job.Channel, keys: len(job.Alerts) + len(job.More), relays: relays,
		question: job.Follow != nil, again: job.Try > 0 && job.Follow == nil,
	}
}

// settled notes the outcome that deliver wrote down. Who is missing and where it
// was told again are added to it later, and change nothing.
func (l *ledger) settled(m incident.Mark) {
	if len(m.Missing) > 0 || len(m.Shown) > 1 {
		return
	}
	l.mu.Lock()
	job, known := l.jobs[m.ID]
	delete(l.jobs, m.ID)
	l.mu.Unlock()
	if !known {
		job.channel = m.ID[strings.LastIndexByte(m.ID, '/')+1:]
	}
	l.update(job.channel, func(t *Tally) {
		lost := l.lost[job.channel]
		switch {
		case job.question, job.dead:
			// The one told nobody anything, the other is counted.
		case known && m.Status == incident.Dead:
			t.Passed++
		case m.Status != incident.Told:
		case len(m.Except) >= job.keys:
			t.Silent++
		case job.relays > 0 && lost == "":
			t.Relayed += job.relays
		case job.again && lost == "" && t.Lost > 0:
			t.Lost, t.Told = t.Lost-1, t.Told+1
		case job.again:
		case lost != "":
			t.Lost++
			t.Why = lost
		default:
			t.Told++
		}
	})
}

// died notes what reached the dead letters.
func (l *ledger) died(name, reason, id string) {
	l.mu.Lock()
	if job, known := l.jobs[id]; known {
		job.dead = true
		l.jobs[id] = job
	}
	l.mu.Unlock()
	l.update(name, func(t *Tally) { t.Dead, t.Why = t.Dead+1, reason })
}

// seen notes a message that the provider is about to accept, and why it will not
// show it; empty if it will.
func (l *ledger) seen(name, lost string) {
	l.update(name, func(t *Tally) {
		if lost == "" {
			t.Seen++
			return
		}
		l.lost[name] = lost
	})
}
