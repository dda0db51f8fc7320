// Package cloud plays AWS on loopback for the compiled functions: it reads the
// synthesized template, starts the real bootstraps behind the Runtime API, and
// carries messages between them on a clock that jumps when nothing is at work.
// It knows no function of ours; every value comes from the template.
package cloud

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"bongsu/shared/fake"
	"bongsu/shared/incident/dynamo/dynamotest"
	"bongsu/shared/metric"
)

// Where the stack stands.
const (
	Region  = "ap-northeast-2"
	Account = "123456789012"
)

// Options say how a cloud begins.
type Options struct {
	// Start is what its clock shows at first; zero is the real time.
	Start time.Time
	// Seed is for everything that is left to chance.
	Seed uint64
	// Repeatable makes two clouds with the same seed, to which the same is done, do
	// the same: the clock stands still but for jumps, one process is at work at a
	// time (others can be stalled in the middle of theirs), what befalls a request
	// depends on what it asks for rather than on when it arrives, and every request
	// has a connection of its own: net/http asks again where a used one breaks, and
	// whether there is a used one depends on the moment.
	Repeatable bool
	// TLS, if set, is how services and providers answer. The Runtime API has none.
	TLS *tls.Config
	// Burst is how many messages providers take at once, see fake.Options.
	Burst int
	// SENS is what accounts of SENS are like besides what their channels name.
	SENS fake.SENSAccount
	// LogGroups are those that are there before the stack.
	LogGroups []string
	// Variables are further ones for every process, as NAME=value.
	Variables []string
	// Watch, if set, is told of each moment in the life of a process, possibly by
	// several goroutines at once.
	Watch func(Sight)
}

// Cloud is one region with one stack. Nothing moves but within Settle and Run.
type Cloud struct {
	ctx    context.Context
	stop   context.CancelFunc
	clock  *clock
	folder string
	// origin is where the Runtime API answers, services where all others do.
	origin, services string
	servers          []*listener
	woken            chan struct{}
	procs            sync.WaitGroup
	options          Options

	// mu guards all that follows, and everything that hangs on it.
	mu     sync.Mutex
	stack  *stack
	chance *rand.Rand
	rules  []*rule
	stats  Stats
	busy   int
	serial int
	envs   map[string]*environment
	async  []*asynchronous
	// logged counts the lines of all log groups.
	logged int
	// undeliverable counts messages of services that are yet to miss their queue.
	undeliverable int

	providers map[string]fake.Provider
	// named are those that are known by their host, by channel; they stand behind
	// the proxy.
	named      map[string]namedProvider
	proxy      *proxy
	mail       *fake.Mail
	parameters map[string]string
	table      *dynamotest.Handler
	metrics    *metric.Memory
}

// Start deploys an assembly. The context ends the cloud and every process in it.
func Start(ctx context.Context, a Assembly, o Options) (*Cloud, error) {
	if o.Start.IsZero() {
		o.Start = time.Now()
	}
	folder, err := os.MkdirTemp("", "bongsu-cloud-")
	if err != nil {
		return nil, fmt.Errorf("start the cloud: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	c := &Cloud{
		ctx: ctx, stop: stop, folder: folder, options: o,
		woken: make(chan struct{}, 1),
		envs:  map[string]*environment{}, providers: map[string]fake.Provider{}, named: map[string]namedProvider{},
	}
	c.forget()
	if c.clock, err = newClock(filepath.Join(folder, "clock"), o.Start, o.Repeatable); err == nil {
		err = c.listen()
	}
	if err == nil {
		err = c.Deploy(a)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// ErrRefused is why a template is not deployed: CloudFormation or a service
// would refuse it, or this cloud does not play what is in it.
var ErrRefused = errors.New("template refused")

// Deploy replaces the stack. What the old one held is gone: messages, items,
// counts, rules. Functions that have not changed keep their processes, with
// whatever those remember.
func (c *Cloud) Deploy(a Assembly) error {
	next, err := newStack(a)
	if err == nil {
		err = next.findGroups(c.options.LogGroups)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget()
	for _, e := range c.envs {
		f := next.functions[e.function.name]
		if f == nil || f.fingerprint != e.function.fingerprint || !e.idle() {
			c.end(e, "replaced")
			continue
		}
		e.function = f
	}
	c.stack = next
	for _, q := range next.queues {
		q.expired = func() { c.stats.Expired++ }
	}
	for _, s := range next.schedules {
		s.next = s.after(c.Now())
	}
	if err := c.createTables(); err != nil {
		return err
	}
	return c.open()
}

// forget empties what a stack gathers.
func (c *Cloud) forget() {
	c.chance = rand.New(rand.NewPCG(c.options.Seed, 1))
	c.rules, c.async, c.undeliverable = nil, nil, 0
	c.stats = Stats{Functions: map[string]FunctionStats{}, Requests: map[string]int{}, Denied: map[string]int{}}
	c.table, c.parameters, c.metrics = dynamotest.New(), map[string]string{}, metric.NewMemory()
}

// Close ends every process and server, and removes what was written.
func (c *Cloud) Close() error {
	c.mu.Lock()
	for _, e := range c.envs {
		c.end(e, "the cloud ended")
	}
	c.mu.Unlock()
	c.stop()
	var faults []error
	for _, l := range c.servers {
		faults = append(faults, l.close())
	}
	c.servers = nil
	c.procs.Wait()
	for _, p := range c.providers {
		faults = append(faults, p.Close())
	}
	faults = append(faults, c.proxy.close())
	return errors.Join(append(faults, os.RemoveAll(c.folder))...)
}

// Now is the cloud's time.
func (c *Cloud) Now() time.Time { return c.clock.Now() }

// wake tells the driver that something has happened.
func (c *Cloud) wake() {
	select {
	case c.woken <- struct{}{}:
	default:
	}
}
