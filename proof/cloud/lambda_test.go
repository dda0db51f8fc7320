package cloud

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func settle(t *testing.T, c *Cloud) time.Duration {
	t.Helper()
	before := c.Now()
	if err := c.Settle(); err != nil {
		t.Fatal(err)
	}
	return c.Now().Sub(before)
}

func TestBatches(t *testing.T) {
	for _, test := range []struct {
		name, edit  string
		messages    int
		invocations int
	}{
		{"one window, two pollers", `Mapping.BatchSize=100`, 25, 2},
		{"full batches", `Mapping.BatchSize=10`, 40, 4},
		{"five pollers", `Mapping.ScalingConfig={}`, 50, 5},
		{"without a window", `Mapping.MaximumBatchingWindowInSeconds=0`, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := world(t, test.edit)
			if test.messages == 0 {
				if _, err := newStack(a); err == nil || !strings.Contains(err.Error(), "needs a window") {
					t.Fatalf("error %v", err)
				}
				return
			}
			c := begin(t, a)
			for range test.messages {
				c.Send("Jobs", "fine")
			}
			settle(t, c)
			s := c.Stats().Functions["Worker"]
			if s.Invocations != test.invocations || s.Errors != 0 || len(c.Queue("Jobs")) != 0 {
				t.Errorf("%+v, %d messages left", s, len(c.Queue("Jobs")))
			}
			// A line is read a moment after its process has answered.
			for end := time.Now().Add(10 * time.Second); len(c.Logs("Worker")) < s.Invocations && time.Now().Before(end); {
				time.Sleep(time.Millisecond)
			}
			if s.Cold > s.Invocations || len(c.Logs("Worker")) != s.Invocations {
				t.Errorf("%d processes, log %q", s.Cold, c.Logs("Worker"))
			}
		})
	}
}

func TestLargeMessagesComeInSmallerBatches(t *testing.T) {
	c := begin(t, world(t))
	for range 20 {
		c.Send("Jobs", strings.Repeat("x", 1<<20))
	}
	settle(t, c)
	if s := c.Stats().Functions["Worker"]; s.Invocations != 4 || s.Errors != 0 {
		t.Errorf("%+v: 5 MiB fit an event", s)
	}
}

func TestWhatFailsComesAgainAndThenDies(t *testing.T) {
	for _, test := range []struct {
		body                  string
		left, killed, coldest int
	}{
		{"fail", 1, 0, 1}, {"throw", 2, 0, 1}, {"exit", 2, 0, 3},
	} {
		t.Run(test.body, func(t *testing.T) {
			c := begin(t, world(t))
			c.Send("Jobs", "fine")
			c.Send("Jobs", test.body)
			took := settle(t, c)
			dead := c.DeadLetters()
			if len(dead) != test.left || len(c.Queue("Jobs")) != 0 {
				t.Fatalf("dead %+v, left %+v", dead, c.Queue("Jobs"))
			}
			for _, d := range dead {
				if d.Receives != 3 || !strings.HasSuffix(d.From, ":test-Jobs") {
					t.Errorf("%+v", d)
				}
			}
			// Three visibility time-outs of a minute.
			if took < 3*time.Minute || took > 4*time.Minute {
				t.Errorf("took %v", took)
			}
			if s := c.Stats().Functions["Worker"]; s.Cold > test.coldest {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestAFunctionThatTakesTooLongIsKilled(t *testing.T) {
	c := begin(t, world(t, `Worker.Timeout=1`, `Jobs.RedrivePolicy=`+`{"deadLetterTargetArn":{"Fn::GetAtt":["Dead","Arn"]},"maxReceiveCount":1}`))
	c.Send("Jobs", "hang")
	settle(t, c)
	if s := c.Stats().Functions["Worker"]; s.TimedOut != 1 || s.Errors != 1 || len(c.DeadLetters()) != 1 {
		t.Errorf("%+v", s)
	}
}

func TestAFunctionThatCannotStart(t *testing.T) {
	c := begin(t, world(t, `Worker.Environment={"Variables":{"AT_START":"exit"}}`))
	c.Send("Jobs", "fine")
	settle(t, c)
	if s := c.Stats().Functions["Worker"]; s.Cold != 3 || s.Errors != 3 || len(c.DeadLetters()) != 1 {
		t.Errorf("%+v", s)
	}
}

func TestKills(t *testing.T) {
	for _, r := range []Rule{
		{Action: AtInvoke, Effect: KillBefore, Times: 1},
		{Action: AtResponse, Effect: KillBefore, Times: 1},
		{Action: AtResponse, Effect: KillAfter, Times: 1},
	} {
		c := begin(t, world(t))
		c.Fail(r)
		c.Send("Jobs", "fine")
		settle(t, c)
		s := c.Stats().Functions["Worker"]
		want := 2
		if r.Effect == KillAfter {
			want = 1
		}
		if s.Killed != 1 || s.Invocations != want || len(c.Queue("Jobs")) != 0 || len(c.DeadLetters()) != 0 {
			t.Errorf("%+v: %+v", r, s)
		}
	}
}

func TestSchedules(t *testing.T) {
	a := world(t)
	a.Template.Resources["Clock"] = Resource{Type: "AWS::Scheduler::Schedule", Properties: map[string]any{
		"ScheduleExpression": "cron(0 6 * * ? *)",
		"Target": map[string]any{
			"Arn":     map[string]any{"Fn::GetAtt": []any{"Worker", "Arn"}},
			"RoleArn": map[string]any{"Fn::GetAtt": []any{"Role", "Arn"}},
		},
	}}
	a.Template.Resources["Async"] = Resource{Type: "AWS::Lambda::EventInvokeConfig", Properties: map[string]any{
		"FunctionName":      map[string]any{"Ref": "Worker"},
		"DestinationConfig": map[string]any{"OnFailure": map[string]any{"Destination": map[string]any{"Fn::GetAtt": []any{"Dead", "Arn"}}}},
	}}
	c := begin(t, a)
	runs := func(d time.Duration, invocations int) {
		t.Helper()
		if err := c.Run(d); err != nil {
			t.Fatal(err)
		}
		if s := c.Stats().Functions["Worker"]; s.Invocations != invocations {
			t.Errorf("after %v: %+v, want %d invocations", d, s, invocations)
		}
	}
	runs(119*time.Minute, 0)
	runs(90*time.Second, 1)
	runs(time.Minute, 2)
	runs(2*time.Minute, 3)
	dead := c.Queue("Dead")
	if len(dead) != 1 || !strings.Contains(dead[0].Body, `"condition":"RetriesExhausted"`) || !strings.Contains(dead[0].Body, "nothing to do") {
		t.Errorf("dead letters %+v", dead)
	}
	runs(24*time.Hour, 6)
}

func TestFailures(t *testing.T) {
	batch := []*message{{id: "a"}, {id: "b"}}
	for _, test := range []struct {
		answer string
		failed map[string]bool
		all    bool
	}{
		{`{"batchItemFailures":[]}`, map[string]bool{}, false},
		{`{"batchItemFailures":null}`, map[string]bool{}, false},
		{`{}`, map[string]bool{}, false},
		{`null`, map[string]bool{}, false},
		{`{"batchItemFailures":[{"itemIdentifier":"b"}]}`, map[string]bool{"b": true}, false},
		{`{"batchItemFailures":[{"itemIdentifier":"c"}]}`, nil, true},
		{`{"batchItemFailures":[{"itemIdentifier":""}]}`, nil, true},
		{`{"batchItemFailures":[{"itemIdentifier":null}]}`, nil, true},
		{`{"batchItemFailures":[{"messageId":"b"}]}`, nil, true},
		{`not JSON`, nil, true},
		{`"fine"`, nil, true},
	} {
		failed, all := failures(outcome{answer: []byte(test.answer)}, true, batch)
		if diff := cmp.Diff(test.failed, failed); diff != "" || all != test.all {
			t.Errorf("%s: all %v, failed (-want +got):\n%s", test.answer, all, diff)
		}
	}
	if _, all := failures(outcome{fault: "thrown"}, false, batch); !all {
		t.Error("a fault fails the batch")
	}
	if failed, all := failures(outcome{answer: []byte("not JSON")}, false, batch); all || len(failed) > 0 {
		t.Error("without ReportBatchItemFailures the answer does not count")
	}
}
