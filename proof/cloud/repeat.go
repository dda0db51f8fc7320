package cloud

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Parts of a process ask for several things at once, in an order that nobody can
// repeat. What happens to the process as a whole therefore happens when all of
// them have come to rest, which is when nothing was asked or answered for a
// while. Clients that were refused ask again by themselves, after longer.
const (
	breath       = 30 * time.Millisecond
	breathIfVain = 600 * time.Millisecond
)

// settling is enough for the connections that a process opened while it started to
// be where its first request looks for them.
const settling = 10 * time.Millisecond

// calm is what is known of a process's requests, by the real clock.
type calm struct {
	// asking counts its requests in hand, parked those among them that wait for
	// what is to befall the process.
	asking, parked int
	active         time.Time
	// annoyed says that it was refused since its invocation began.
	annoyed bool
	// stall is set while it is left where it is.
	stall *stall
}

type stall struct {
	until time.Time
	over  chan struct{}
}

// crowded says that nothing more may begin for now.
func (c *Cloud) crowded() bool { return c.options.Repeatable && c.busy > 0 }

// enter counts a request of a process in, and gives what counts it out.
func (c *Cloud) enter(e *environment) func() {
	if e == nil {
		return func() {}
	}
	count := func(n int) {
		c.mu.Lock()
		defer c.mu.Unlock()
		e.asking += n
		e.active = time.Now()
	}
	count(1)
	return func() { count(-1) }
}

// rest waits until a process waits for nothing but what is to befall it, and says
// whether it still lives.
func (c *Cloud) rest(e *environment) bool {
	c.mu.Lock()
	e.parked++
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		e.parked--
	}()
	for {
		c.mu.Lock()
		need := breath
		if e.annoyed {
			need = breathIfVain
		}
		resting := e.parked == e.asking && time.Since(e.active) >= need
		c.mu.Unlock()
		if resting {
			return true
		}
		select {
		case <-e.gone:
			return false
		case <-time.After(breath / 6):
		}
	}
}

// killAtRest kills a process, in a repeatable cloud once it rests.
func (c *Cloud) killAtRest(e *environment) {
	if !c.options.Repeatable || c.rest(e) {
		c.kill(e)
	}
}

// hold leaves a process where it is for a while, and says whether it still lives
// after that.
func (c *Cloud) hold(e *environment, d time.Duration) bool {
	if c.options.Repeatable && !c.rest(e) {
		return false
	}
	c.mu.Lock()
	if e.dead {
		c.mu.Unlock()
		return false
	}
	if e.stall == nil {
		e.stall = &stall{c.Now().Add(d), make(chan struct{})}
		if e.current != nil && e.current.deadline != nil {
			e.current.deadline.Stop()
		}
		c.busy--
		c.wake()
	}
	over := e.stall.over
	c.mu.Unlock()
	select {
	case <-over:
		return true
	case <-e.gone:
		return false
	}
}

// resume lets the processes go on whose stall is over.
func (c *Cloud) resume(now time.Time) {
	due := slices.DeleteFunc(slices.Collect(maps.Values(c.envs)), func(e *environment) bool {
		return e.stall == nil || e.stall.until.After(now)
	})
	slices.SortFunc(due, func(a, b *environment) int { return a.serial - b.serial })
	for _, e := range due {
		if c.crowded() {
			return
		}
		c.busy++
		close(e.stall.over)
		e.stall = nil
		if e.current != nil && e.current.deadline != nil {
			e.current.deadline.Reset(e.function.timeout)
		}
	}
}

// draw is the chance that a rule strikes a request, from 0 to 1. In a repeatable
// cloud it depends on what is asked for, and on how often that was asked for.
func (c *Cloud) draw(r *rule, action string, body []byte) float64 {
	if !c.options.Repeatable {
		return c.chance.Float64()
	}
	what := action + " " + c.subject(body)
	r.asked[what]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %d %s", c.options.Seed, r.serial, r.asked[what], what))
	return float64(binary.BigEndian.Uint64(sum[:])>>11) / (1 << 53)
}

// subject is what a request is about: the keys of items, or else all of it. Random
// and volatile parts of a request, as the owner of a lease, do not belong to it.
func (c *Cloud) subject(body []byte) string {
	var in struct {
		TableName    string
		Key, Item    map[string]json.RawMessage
		RequestItems map[string]struct{ Keys []json.RawMessage }
	}
	if json.Unmarshal(body, &in) != nil {
		return string(body)
	}
	var keys []string
	add := func(v any) {
		text, _ := json.Marshal(v) // it came from JSON
		keys = append(keys, string(text))
	}
	for _, asked := range in.RequestItems {
		for _, k := range asked.Keys {
			add(k)
		}
	}
	if len(in.Key) > 0 {
		add(in.Key)
	}
	for _, name := range c.keyNames(in.TableName) {
		if v, ok := in.Item[name]; ok {
			add(v)
		}
	}
	if len(keys) == 0 {
		var all any
		_ = json.Unmarshal(body, &all) // it was JSON above
		add(all)                       // in one order
	}
	slices.Sort(keys)
	return strings.Join(keys, " ")
}
