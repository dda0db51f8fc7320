package cloud

import (
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

func TestAStalledProcessLetsOthersGoOn(t *testing.T) {
	c := beginWith(t, world(t), Options{Repeatable: true})
	c.mu.Lock()
	e := &environment{id: "e", function: c.stack.functions["Worker"], gone: make(chan struct{}), init: time.NewTimer(time.Hour)}
	c.envs[e.id] = e
	c.busy++
	c.mu.Unlock()
	leave := c.enter(e)
	went := make(chan bool, 1)
	go func() {
		lives := c.hold(e, 20*time.Second)
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

func TestAProcessIsKilledWhenAllItAsksForIsAnswered(t *testing.T) {
	c := beginWith(t, world(t), Options{Repeatable: true})
	e := &environment{id: "e", function: c.stack.functions["Worker"], gone: make(chan struct{})}
	c.mu.Lock()
	c.envs[e.id] = e
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.envs, e.id)
	}()
	leave, leaveOther := c.enter(e), c.enter(e)
	defer leave()
	rests := make(chan bool, 1)
	go func() { rests <- c.rest(e) }()
	select {
	case <-rests:
		t.Fatal("it rests while something is in hand")
	case <-time.After(3 * breath):
	}
	leaveOther()
	if !<-rests {
		t.Error("it is dead")
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
