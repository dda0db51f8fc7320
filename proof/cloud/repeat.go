package cloud

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Parts of a process ask for several things at once, in an order that nobody can
// repeat. What happens to the process as a whole therefore happens when all of
// them have come to rest, which is when nothing was asked or answered for a
// while. Clients that were refused ask again by themselves, after longer.
const (
	breath       = 100 * time.Millisecond
	breathIfVain = 800 * time.Millisecond
)

// settling is enough for the connections that a process opened while it started to
// be where its first request looks for them.
const settling = 10 * time.Millisecond

// calm is what is known of a process's requests, by the real clock.
type calm struct {
	// asking counts its requests in hand. parked are those of them that wait for
	// what is to befall the process.
	asking int
	parked []fate
	active time.Time
	// befallen gives the parked requests the stall that they are in for.
	befallen chan *stall
	// annoyed says that it was refused since its invocation began.
	annoyed bool
	// stall is set while it is left where it is.
	stall *stall
}

// fate is what a request brings upon its process: death, or a stall.
type fate struct {
	kill  bool
	stall time.Duration
}

// stall holds the requests that were parked when it began.
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

// befall parks a request of a process until the process waits for nothing but
// what is to befall it, which then befalls it once for all that are parked: death
// before a stall. It says whether the process lives on after that.
func (c *Cloud) befall(e *environment, f fate) bool {
	c.mu.Lock()
	e.parked = append(e.parked, f)
	if e.befallen == nil {
		e.befallen = make(chan *stall, 1)
	}
	mine := e.befallen
	c.mu.Unlock()
	for {
		select {
		case s := <-mine:
			mine <- s // for the others that are parked
			return e.outlasts(s)
		case <-e.gone:
			return false
		case <-time.After(breath / 20):
		}
		if !c.options.Repeatable || !atWork(e.cmd.Process.Pid) {
			c.settleFate(e)
		}
	}
}

// atWork says whether a thread of a process has something to do, or waits for a CPU
// to do it. Where no one tells, it says no.
func atWork(pid int) bool {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(threads, func(path string) bool {
		stat, err := os.ReadFile(path)
		_, state, found := bytes.Cut(stat, []byte(") "))
		return err == nil && found && state[0] == 'R'
	})
}

// outlasts waits for the end of a stall.
func (e *environment) outlasts(s *stall) bool {
	select {
	case <-s.over:
		return true
	case <-e.gone:
		return false
	}
}

// settleFate lets befall a process what its parked requests bring, if it rests.
func (c *Cloud) settleFate(e *environment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	need := breath
	switch {
	case !c.options.Repeatable:
		need = 0
	case e.annoyed:
		need = breathIfVain
	}
	if e.dead || len(e.parked) == 0 || c.options.Repeatable && len(e.parked) < e.asking || time.Since(e.active) < need {
		return
	}
	if slices.ContainsFunc(e.parked, func(f fate) bool { return f.kill }) {
		c.slay(e)
		return
	}
	longest := slices.MaxFunc(e.parked, func(a, b fate) int { return cmp.Compare(a.stall, b.stall) })
	e.stall = &stall{c.Now().Add(longest.stall), make(chan struct{})}
	e.befallen <- e.stall
	e.parked, e.befallen = nil, nil
	if e.current != nil && e.current.deadline != nil {
		e.current.deadline.Stop()
	}
	c.busy--
	c.wake()
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
	what := action
	if action != AtInvoke && action != AtResponse { // in which ids stand that are left to chance
		what += " " + c.subject(body)
	}
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
