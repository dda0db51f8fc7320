package cloud

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"bongsu/shared/boot"
)

// environments is where the Runtime API of each process begins.
const environments = "/environment/"

// longestInit is how long a process may take to ask for its first event.
const longestInit = 10 * time.Second

// environment is one execution environment: one process of a function.
type environment struct {
	id       string
	serial   int
	function *function
	cmd      *exec.Cmd
	// work hands the next event to the process; gone is closed when it ends.
	work chan *invocation
	gone chan struct{}
	dead bool
	// current is what it is at work on; ready says that it waits for work.
	current *invocation
	ready   bool
	init    *time.Timer
	used    time.Time
	calm
}

func (e *environment) idle() bool { return e.ready && e.current == nil && !e.dead }

// start starts a process of a function with its first event.
func (c *Cloud) start(f *function, first *invocation) error {
	c.serial++
	e := &environment{
		id: strconv.Itoa(c.serial), serial: c.serial, function: f, current: first,
		work: make(chan *invocation, 1), gone: make(chan struct{}),
	}
	e.cmd = exec.CommandContext(c.ctx, filepath.Join(f.code, "bootstrap"))
	e.cmd.Dir = f.code
	e.cmd.Env = c.variables(e)
	stderr, err := e.cmd.StderrPipe()
	began := time.Now()
	if err == nil {
		err = e.cmd.Start()
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("function %s: %w: build it for this machine", f.name, err)
	}
	if err != nil {
		return fmt.Errorf("function %s: %w", f.name, err)
	}
	c.observe(e, Starts, began)
	c.envs[e.id] = e
	c.busy++
	c.count(f, func(s *FunctionStats) { s.Cold++ })
	e.init = time.AfterFunc(longestInit, func() { c.late(e, first) })
	e.work <- first
	c.procs.Go(func() {
		c.read(e, stderr)
		err := e.cmd.Wait()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.end(e, fmt.Sprintf("Runtime exited: %v", err))
	})
	return nil
}

// variables are those that Lambda sets, and the function's own.
func (c *Cloud) variables(e *environment) []string {
	f := e.function
	set := []string{
		"PATH=/usr/local/bin:/usr/bin:/bin", "TZ=:UTC", "LANG=en_US.UTF-8", "_HANDLER=bootstrap",
		"AWS_REGION=" + Region, "AWS_DEFAULT_REGION=" + Region,
		"AWS_ACCESS_KEY_ID=" + f.role.name, "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=" + e.id,
		"AWS_ENDPOINT_URL=" + c.services,
		"AWS_LAMBDA_RUNTIME_API=" + c.origin + environments + e.id,
		"AWS_LAMBDA_FUNCTION_NAME=" + f.physical, "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(f.memory),
		"AWS_LAMBDA_LOG_GROUP_NAME=" + f.logs.group, "AWS_LAMBDA_LOG_STREAM_NAME=" + e.id,
		"AWS_LAMBDA_LOG_FORMAT=" + f.logs.format, "AWS_LAMBDA_LOG_LEVEL=" + f.logs.level,
		"AWS_EXECUTION_ENV=AWS_Lambda_" + f.runtime, "LAMBDA_TASK_ROOT=" + f.code,
		boot.ClockVariable + "=" + c.clock.path,
	}
	for name, value := range f.variables {
		set = append(set, name+"="+value)
	}
	set = append(set, c.proxy.environment(f.channel)...)
	return append(set, c.options.Variables...)
}

// read keeps what a process writes, if its role may write logs.
func (c *Cloud) read(e *environment, from io.Reader) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		c.mu.Lock()
		f := e.function
		may := true
		for _, action := range []string{"logs:CreateLogStream", "logs:PutLogEvents"} {
			may = may && c.may(call{role: f.role.name, action: action, resource: f.logs.arn}, f.role.policy)
		}
		if may {
			f.lines = append(f.lines, lines.Text())
		}
		c.mu.Unlock()
	}
	_, _ = io.Copy(io.Discard, from) // a line too long must not block the process
}

// end ends a process and fails what it was at work on.
func (c *Cloud) end(e *environment, why string) {
	if e.dead {
		return
	}
	e.dead = true
	e.init.Stop()
	close(e.gone)
	delete(c.envs, e.id)
	_ = e.cmd.Process.Kill() // it may have ended by itself
	working := !e.ready || e.current != nil
	if e.current != nil {
		c.finish(e.current, outcome{fault: why})
		e.current = nil
	}
	if working && e.stall == nil {
		c.busy--
	}
	c.wake()
}

// late ends a process that has used up its time for an invocation.
func (c *Cloud) late(e *environment, at *invocation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.dead || e.current != at || at.finished {
		return
	}
	c.count(e.function, func(s *FunctionStats) { s.TimedOut++ })
	c.end(e, "Task timed out")
}
