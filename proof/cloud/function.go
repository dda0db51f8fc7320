package cloud

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// function is one Lambda function.
type function struct {
	// name is that of its construct without "Function", physical Lambda's.
	name, physical, arn string
	code, runtime       string
	timeout             time.Duration
	memory              int
	variables           map[string]string
	role                *role
	// channel is the one that it serves, empty for none.
	channel string
	// policy says who outside the stack's roles may invoke it.
	policy policy
	logs   struct{ arn, group, format, level string }
	lines  []string
	// retries and failed are for asynchronous invocations.
	retries int
	failed  string
	// fingerprint is everything that a process could notice.
	fingerprint string
}

func (s *stack) addFunction(id string) error {
	var p struct {
		Code          struct{ S3Key string }
		Role, Runtime string
		Timeout       *int
		MemorySize    int
		Environment   struct{ Variables map[string]string }
		LoggingConfig struct{ LogGroup, LogFormat, ApplicationLogLevel string }
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	arn, err := s.resolver.arn(id)
	if err != nil {
		return err
	}
	role, err := s.assumed(id, p.Role, "lambda.amazonaws.com")
	if err != nil {
		return err
	}
	code, ok := s.assets[p.Code.S3Key]
	if !ok {
		return fmt.Errorf("%s: no asset %s", id, p.Code.S3Key)
	}
	f := &function{
		name: strings.TrimSuffix(s.path(id), "Function"), physical: s.resolver.name(id), arn: arn,
		code: code, runtime: p.Runtime, timeout: seconds(p.Timeout, 3), memory: p.MemorySize,
		variables: p.Environment.Variables, role: role, retries: 2,
	}
	f.logs.group, f.logs.format, f.logs.level = p.LoggingConfig.LogGroup, p.LoggingConfig.LogFormat, p.LoggingConfig.ApplicationLogLevel
	f.logs.arn = "arn:aws:logs:" + Region + ":" + Account + ":log-group:" + f.logs.group + ":*"
	s.functions[f.name] = f
	return nil
}

// seal computes the fingerprint, once the role's policies are complete.
func (f *function) seal() error {
	data, err := json.Marshal([]any{f.arn, f.code, f.timeout, f.variables, f.logs.group, f.logs.level})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(fmt.Appendf(data, "%s %+v", f.role.name, f.role.policy))
	f.fingerprint = hex.EncodeToString(sum[:])
	return nil
}

func (s *stack) addInvokeConfig(id string) error {
	var p struct {
		FunctionName         string
		MaximumRetryAttempts *int
		DestinationConfig    struct{ OnFailure struct{ Destination string } }
	}
	if err := s.resolver.decode(id, &p); err != nil {
		return err
	}
	f, err := s.functionAt(p.FunctionName)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	if p.MaximumRetryAttempts != nil {
		f.retries = *p.MaximumRetryAttempts
	}
	f.failed = p.DestinationConfig.OnFailure.Destination
	return nil
}

// functionAt finds a function by its physical name or its ARN.
func (s *stack) functionAt(name string) (*function, error) {
	for _, f := range s.functions {
		if f.physical == name || f.arn == name {
			return f, nil
		}
	}
	return nil, fmt.Errorf("no function %q", name)
}

// invocation is one event on its way through a function.
type invocation struct {
	id       string
	function *function
	payload  []byte
	began    time.Time
	deadline *time.Timer
	finished bool
	done     func(outcome)
}

// outcome is what became of an invocation: the answer, or the fault.
type outcome struct {
	answer []byte
	fault  string
}

// invoke hands an event to a process that waits, or to a new one.
func (c *Cloud) invoke(f *function, payload []byte, done func(outcome)) error {
	at := &invocation{id: c.newID(), function: f, payload: payload, done: done}
	if e := c.waiting(f); e != nil {
		e.current = at
		c.busy++
		e.work <- at
		return nil
	}
	return c.start(f, at)
}

// waiting is the process that was used last, as Lambda prefers.
func (c *Cloud) waiting(f *function) *environment {
	var best *environment
	for _, e := range c.envs {
		if e.function != f || !e.idle() {
			continue
		}
		if best == nil || e.used.After(best.used) || e.used.Equal(best.used) && e.serial > best.serial {
			best = e
		}
	}
	return best
}

// finish counts an invocation and hands its outcome to whoever asked for it.
func (c *Cloud) finish(at *invocation, result outcome) {
	if at.finished {
		return
	}
	at.finished = true
	if at.deadline != nil {
		at.deadline.Stop()
	}
	c.count(at.function, func(s *FunctionStats) {
		s.Invocations++
		if result.fault != "" {
			s.Errors++
		}
		if !at.began.IsZero() {
			s.Billed += (time.Since(at.began) + time.Millisecond - 1).Truncate(time.Millisecond)
		}
	})
	at.done(result)
	c.wake()
}

// Logs are the lines that a function wrote and was allowed to log.
func (c *Cloud) Logs(function string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.stack.function(function); f != nil {
		return slices.Clone(f.lines)
	}
	return nil
}
