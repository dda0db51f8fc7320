package presence_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/presence"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

func TestWhatWeDoNotKnowIsPassedOn(t *testing.T) {
	long := strings.Repeat("가", 9000)
	for name, tt := range map[string]struct{ body, text string }{
		"plain text":        {"the rule is broken\x00\ttoday", "the rule is broken today"},
		"half a document":   {`{"eventType":"connected","clie`, `{"eventType":"connected","clie`},
		"an unknown type":   {`{"eventType":"teleported","clientId":"a"}`, `{"eventType":"teleported","clientId":"a"}`},
		"an empty check":    {`{"check":1,"losses":[]}`, `{"check":1,"losses":[]}`},
		"a list":            {`[1,2]`, `[1,2]`},
		"not text":          {"\xff\xfe", "\ufffd"},
		"more than is sane": {long, long[:8000*len("가")] + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, config.Presence{Hold: 30 * time.Second})
			w.arrive(s(5), tt.body)
			jobs := w.jobs("chat")
			if len(jobs) != 1 || len(jobs[0].Alerts) != 1 || w.queues.Depth(presenceQueue) > 0 {
				t.Fatalf("%d jobs, %d messages left", len(jobs), w.queues.Depth(presenceQueue))
			}
			want := alert.Alert{
				Key: "raw/00000000-0000-4000-8000-000000000001", Kind: alert.Raw, State: alert.Notice, Severity: alert.Warning,
				Route: "devices", Subject: "AWS IoT", At: origin.Add(s(5)), Text: tt.text,
				Account: "123456789012", Region: "ap-northeast-2", Origin: "bongsu-presence",
			}
			if strings.HasSuffix(tt.text, "…") {
				want.Cut = 1000
			}
			if diff := cmp.Diff(want, jobs[0].Alerts[0]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if strings.Contains(w.log.String(), tt.body) {
				t.Errorf("the payload is in the log: %s", w.log.String())
			}
		})
	}
}

// faulty fails for one key or one queue until it is mended.
type faulty struct {
	incident.Store
	queue.Sender
	key, queue string
}

var errBroken = errors.New("broken")

func (f *faulty) Save(ctx context.Context, r incident.Record) error {
	if r.Key == f.key {
		return errBroken
	}
	return f.Store.Save(ctx, r)
}

func (f *faulty) Send(ctx context.Context, name string, m queue.Message) error {
	if name == f.queue {
		return errBroken
	}
	return f.Sender.Send(ctx, name, m)
}

func TestFailuresComeAgainByItem(t *testing.T) {
	down := func(id string) presence.Event {
		e := disconnect("a", 4, s(60), lost)
		e.ClientID = id
		return e
	}
	for name, tt := range map[string]struct {
		fault faulty
		// failed are the messages left for a second try, of three.
		failed []string
	}{
		"a record":       {faulty{key: "iot/two"}, []string{"two"}},
		"the hold queue": {faulty{queue: holdQueue}, []string{"one", "two", "three"}},
		"nothing":        {faulty{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, config.Presence{Hold: 30 * time.Second})
			fault := tt.fault
			fault.Store, fault.Sender = w.store, w.queues
			teller := w.handler.Teller.(source.Teller)
			teller.Store = &fault
			w.handler.Teller, w.handler.Queue = teller, &fault

			w.happen(s(61), down("one"), down("two"), down("three"))
			var failed []string
			for _, r := range w.queues.Peek(presenceQueue) {
				e, err := presence.Parse(r.Body)
				if err != nil {
					t.Fatal(err)
				}
				failed = append(failed, e.ClientID)
			}
			if diff := cmp.Diff(tt.failed, failed); diff != "" {
				t.Errorf("failed (-want +got):\n%s", diff)
			}
			if asked := fmt.Sprintf(`"asked":%d,`, 3-len(tt.failed)); !strings.Contains(w.log.String(), asked) {
				t.Errorf("not %s: %s", asked, w.log.String())
			}
			if logged := strings.Contains(w.log.String(), "broken"); logged != (tt.failed != nil) {
				t.Errorf("log: %s", w.log.String())
			}

			fault.key, fault.queue = "", ""
			w.now = w.now.Add(10 * time.Minute)
			w.invoke(presenceQueue)
			w.pass(time.Hour)
			told := strings.Join(w.told(), " ")
			for _, id := range []string{"one", "two", "three"} {
				if strings.Count(told, id+"@") != 1 {
					t.Errorf("%s is not told once: %s", id, told)
				}
			}
		})
	}
}

func TestTheAnswerNamesAListEvenIfNothingFailed(t *testing.T) {
	w := newWorld(t, config.Presence{})
	answer, err := w.handler.Handle(t.Context(), events.SQSEvent{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(answer)
	if err != nil || string(got) != `{"batchItemFailures":[]}` {
		t.Errorf("%s, %v", got, err)
	}
}

func TestOneLogLineWithCountsAndNoPayload(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second})
	w.arrive(s(61), payload(connect("a", 4, 0)), payload(disconnect("a", 4, s(60), lost)), "secret words")
	if n := strings.Count(w.log.String(), "\n"); n != 1 {
		t.Errorf("%d lines", n)
	}
	var line map[string]any
	if err := json.Unmarshal(w.log.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	delete(line, "time")
	want := map[string]any{
		"level": "INFO", "msg": "presence", "messages": 3.0, "connected": 1.0, "disconnected": 1.0, "silent": 0.0,
		"asked": 1.0, "checked": 0.0, "unknown": 1.0, "failed": 0.0,
	}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
