package cloud

import (
	"slices"
	"time"
)

// Effect is what goes wrong with a request of a function.
type Effect int

// The effects.
const (
	None Effect = iota
	// Throttle and Fault refuse the request: too many, a fault of the service.
	Throttle
	Fault
	// Deny refuses the request as IAM does, so that clients do not try again.
	Deny
	// Reset breaks the connection, and nothing is done.
	Reset
	// Lose does what is asked and breaks the connection instead of answering.
	Lose
	// KillBefore kills the process, and nothing is done; KillAfter does what is
	// asked and kills the process before it learns of it.
	KillBefore
	KillAfter
	// StallBefore and StallAfter leave the process where it is for Rule.For, before
	// or after what it asks is done, while others go on: it was frozen, or its
	// network was.
	StallBefore
	StallAfter
)

// Moments of an invocation that a rule can name as its action.
const (
	// AtInvoke is when a process has got its event.
	AtInvoke = "lambda:Invoke"
	// AtResponse is when it hands over its answer.
	AtResponse = "lambda:Response"
)

// Rule makes requests fail.
type Rule struct {
	// Function is the name of whose requests; empty for any.
	Function string
	// Action is as IAM writes it, dynamodb:PutItem, and may hold *.
	Action string
	Effect Effect
	// Times is how often it strikes; zero for as long as the stack stands.
	Times int
	// Chance is how likely it strikes; zero for always.
	Chance float64
	// For is how long a stall lasts. Keep it below the function's time-out.
	For time.Duration
	// Only, if set, says by the request's body whether it is meant.
	Only func(body []byte) bool
}

type rule struct {
	Rule
	struck int
	// serial tells rules apart, asked counts how often each thing was asked for.
	serial int
	asked  map[string]int
}

// Fail adds a rule. The rule added first that strikes counts.
func (c *Cloud) Fail(r Rule) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.serial++
	c.rules = append(c.rules, &rule{Rule: r, serial: c.serial, asked: map[string]int{}})
}

// Heal ends all rules.
func (c *Cloud) Heal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rules = nil
}

// suffer finds what goes wrong with a request: a rule without an effect if
// nothing does.
func (c *Cloud) suffer(e *environment, action string, body []byte) Rule {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e == nil {
		return Rule{} // a person's request
	}
	if e.dead {
		return Rule{Effect: Reset}
	}
	for _, r := range c.rules {
		if r.Function != "" && r.Function != e.function.name || !like(r.Action, action) ||
			c.tooSoon(e, r.Effect) ||
			r.Times > 0 && r.struck >= r.Times ||
			r.Chance > 0 && c.draw(r, action, body) >= r.Chance ||
			r.Only != nil && !r.Only(body) {
			continue
		}
		r.struck++
		e.annoyed = e.annoyed || slices.Contains([]Effect{Throttle, Fault, Reset, Lose}, r.Effect)
		return r.Rule
	}
	return Rule{}
}

// tooSoon reports whether a process that starts is spared an effect. It gives what
// it prepares a second of the real clock; where that ends after a refusal could not
// be repeated.
func (c *Cloud) tooSoon(e *environment, effect Effect) bool {
	return c.options.Repeatable && !e.ready && effect != KillBefore && effect != KillAfter
}

// kill ends a process as SIGKILL does, wherever it stands.
func (c *Cloud) kill(e *environment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slay(e)
}

func (c *Cloud) slay(e *environment) {
	c.count(e.function, func(s *FunctionStats) { s.Killed++ })
	c.end(e, "killed")
}

// Kill kills every process of a function. The next event starts another.
func (c *Cloud) Kill(function string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.envs {
		if e.function.name == function {
			c.slay(e)
		}
	}
}

func (e Effect) refusal() *refusal {
	switch e {
	case Throttle:
		// The one code that all clients of AWS take for a throttle.
		return &refusal{400, "ThrottlingException", "Rate exceeded"}
	case Deny:
		return &refusal{400, "AccessDeniedException", "denied by a rule"}
	}
	return &refusal{500, "InternalServerError", "We encountered an internal error. Please try again."}
}

// Disturb makes a queue do what standard queues may do.
func (c *Cloud) Disturb(queue string, t Trouble) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t.rand = c.chance
	for _, q := range c.stack.queues {
		if q.name == queue || queue == "" {
			q.trouble = t
		}
	}
}
