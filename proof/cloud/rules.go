package cloud

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
	// Only, if set, says by the request's body whether it is meant.
	Only func(body []byte) bool
}

type rule struct {
	Rule
	struck int
}

// Fail adds a rule. The rule added first that strikes counts.
func (c *Cloud) Fail(r Rule) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rules = append(c.rules, &rule{Rule: r})
}

// Heal ends all rules.
func (c *Cloud) Heal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rules = nil
}

// suffer finds what goes wrong with a request. A process that is to be killed
// first is dead when it returns.
func (c *Cloud) suffer(e *environment, action string, body []byte) Effect {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e == nil {
		return None // a person's request
	}
	if e.dead {
		return Reset
	}
	for _, r := range c.rules {
		if r.Function != "" && r.Function != e.function.name || !like(r.Action, action) ||
			r.Times > 0 && r.struck >= r.Times ||
			r.Chance > 0 && c.chance.Float64() >= r.Chance ||
			r.Only != nil && !r.Only(body) {
			continue
		}
		r.struck++
		if r.Effect == KillBefore {
			c.slay(e)
		}
		return r.Effect
	}
	return None
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
