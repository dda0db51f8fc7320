package cloud

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestARepeatableCloudRepeats(t *testing.T) {
	run := func(seed uint64) (Stats, time.Time) {
		c := beginWith(t, world(t), Options{Seed: seed, Repeatable: true})
		c.Disturb("", Trouble{Disorder: true, Again: 0.3})
		c.Fail(Rule{Action: AtInvoke, Effect: KillBefore, Chance: 0.3})
		for range 20 {
			c.Send("Jobs", "fine")
			if err := c.Run(3 * time.Second); err != nil {
				t.Fatal(err)
			}
		}
		settle(t, c)
		s := c.Stats()
		for name, f := range s.Functions {
			f.Billed = 0 // real time
			s.Functions[name] = f
		}
		return s, c.Now()
	}
	first, ended := run(1)
	again, endedAgain := run(1)
	if diff := cmp.Diff(first, again); diff != "" || !ended.Equal(endedAgain) {
		t.Errorf("ended at %v and %v:\n%s", ended, endedAgain, diff)
	}
	if first.Functions["Worker"].Killed == 0 {
		t.Errorf("nothing happened: %+v", first)
	}
	if other, _ := run(2); cmp.Equal(first, other) {
		t.Errorf("another seed gave the same run: %+v", other)
	}
}

// working is an environment at work whose process has ended long since.
func working(t *testing.T, c *Cloud) *environment {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ended := exec.CommandContext(t.Context(), program, "-test.run", "^$")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e := &environment{
		id: "e", function: c.stack.functions["Worker"], cmd: ended,
		gone: make(chan struct{}), init: time.NewTimer(time.Hour),
	}
	c.envs[e.id] = e
	c.busy++
	return e
}

func TestAStalledProcessLetsOthersGoOn(t *testing.T) {
	c := beginWith(t, world(t), Options{Repeatable: true})
	e := working(t, c)
	leave := c.enter(e)
	went := make(chan bool, 1)
	go func() {
		lives := c.befall(e, fate{stall: 20 * time.Second})
		leave()
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.envs, e.id)
		c.busy--
		c.wake()
		went <- lives
	}()
	<-c.woken
	before := c.Now()
	c.Send("Jobs", "fine")
	settle(t, c)
	if !<-went || c.Now().Before(before.Add(20*time.Second)) {
		t.Errorf("it went on after %v", c.Now().Sub(before))
	}
	if n := c.Stats().Functions["Worker"].Invocations; n != 1 {
		t.Errorf("%d invocations beside it", n)
	}
}

func TestWhatBefallsARequestDoesNotDependOnTheOrder(t *testing.T) {
	draws := func(bodies ...string) map[string]float64 {
		c := beginWith(t, world(t), Options{Seed: 1, Repeatable: true})
		c.mu.Lock()
		defer c.mu.Unlock()
		r := &rule{serial: 1, asked: map[string]int{}}
		all := map[string]float64{}
		for _, b := range bodies {
			all[b] = c.draw(r, "sqs:SendMessage", []byte(b))
		}
		return all
	}
	one, other := draws(`{"a":1}`, `{"b":1}`), draws(`{"b":1}`, `{"a":1}`)
	if diff := cmp.Diff(one, other); diff != "" || one[`{"a":1}`] == one[`{"b":1}`] {
		t.Errorf("%v: %s", one, diff)
	}
	if again := draws(`{"a":1}`, `{"a":1}`); again[`{"a":1}`] == one[`{"a":1}`] {
		t.Error("a second try always ends as the first")
	}
}

func TestWhatBefallsAProcessWaitsForAllItAsksFor(t *testing.T) {
	for name, test := range map[string]struct {
		fates []fate
		lives bool
	}{
		"death before a stall": {[]fate{{stall: time.Minute}, {kill: true}}, false},
		"one stall for all":    {[]fate{{stall: time.Minute}, {stall: time.Second}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			c := beginWith(t, world(t), Options{Repeatable: true})
			e := working(t, c)
			other := c.enter(e)
			ends := make(chan bool, len(test.fates))
			for _, f := range test.fates {
				leave := c.enter(e)
				go func() {
					defer leave()
					ends <- c.befall(e, f)
				}()
			}
			time.Sleep(3 * breath)
			c.mu.Lock()
			if e.dead || e.stall != nil {
				t.Error("it did not wait")
			}
			c.mu.Unlock()
			other()
			if test.lives {
				<-c.woken
				c.mu.Lock()
				if e.stall == nil || !e.stall.until.Equal(c.Now().Add(time.Minute)) || c.busy != 0 {
					t.Errorf("stall %+v, %d busy", e.stall, c.busy)
				}
				c.mu.Unlock()
				if err := c.clock.jump(c.Now().Add(time.Minute)); err != nil {
					t.Fatal(err)
				}
				c.mu.Lock()
				c.resume(c.Now())
				c.mu.Unlock()
			}
			for range test.fates {
				if lives := <-ends; lives != test.lives {
					t.Errorf("it lives: %v", lives)
				}
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			if want := map[bool]int{true: 1, false: 0}[test.lives]; c.busy != want {
				t.Errorf("%d busy, want %d", c.busy, want)
			}
			delete(c.envs, e.id)
		})
	}
}

func TestSubject(t *testing.T) {
	c := begin(t, world(t))
	for body, want := range map[string]string{
		`{"TableName":"t","Key":{"pk":{"S":"a"}},"Owner":"me"}`:               `{"pk":{"S":"a"}}`,
		`{"RequestItems":{"t":{"Keys":[{"pk":{"S":"b"}},{"pk":{"S":"a"}}]}}}`: `{"pk":{"S":"a"}} {"pk":{"S":"b"}}`,
		`{"QueueUrl":"q","MessageBody":"x"}`:                                  `{"MessageBody":"x","QueueUrl":"q"}`,
		`Action=Publish`:                                                      `Action=Publish`,
	} {
		if got := c.subject([]byte(body)); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}
