package cloud

import (
	"maps"
	"time"
)

// Stats are what a stack has cost and suffered since it was deployed.
type Stats struct {
	// Functions are counted by name.
	Functions map[string]FunctionStats
	// Requests are counted by action, as IAM writes it: sqs:SendMessage.
	Requests map[string]int
	// Denied counts what was not allowed: "role action resource".
	Denied map[string]int
	// Expired counts messages that nobody took in time, Dropped what had nowhere
	// to go: no permission, and no dead-letter queue that could take it.
	Expired, Dropped int
}

// FunctionStats are those of one function.
type FunctionStats struct {
	Invocations, Errors, Cold, Killed, TimedOut int
	// Billed is the time of all invocations, each rounded up to a millisecond.
	Billed time.Duration
}

// Stats is a copy of the counts.
func (c *Cloud) Stats() Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stats
	s.Functions, s.Requests, s.Denied = maps.Clone(s.Functions), maps.Clone(s.Requests), maps.Clone(s.Denied)
	return s
}

func (c *Cloud) count(f *function, change func(*FunctionStats)) {
	s := c.stats.Functions[f.name]
	change(&s)
	c.stats.Functions[f.name] = s
}
