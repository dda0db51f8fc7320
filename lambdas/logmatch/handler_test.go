package logmatch_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/logmatch"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/cooldown"
	"bongsu/shared/queue"
)

// jobs are those of a channel in the order in which they were put, each once.
func (w *world) jobs(t *testing.T, channel string) []queue.Job {
	t.Helper()
	var jobs []queue.Job
	seen := map[string]bool{}
	for _, r := range w.queues.Peek(channel) {
		j, err := queue.Decode(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if !seen[j.ID()] {
			jobs = append(jobs, j)
		}
		seen[j.ID()] = true
	}
	return jobs
}

// told gives one line for each alert: the watch, the count, the message.
func (w *world) told(t *testing.T, channel string) []string {
	t.Helper()
	var lines []string
	for _, j := range w.jobs(t, channel) {
		for _, a := range j.Alerts {
			text := a.Subject + ": " + a.Text
			if a.Line != nil {
				text = fmt.Sprintf("%s %d: %s", a.Line.Watch, a.Line.Count, a.Line.Message)
			}
			lines = append(lines, text)
		}
	}
	return lines
}

// tick does what the tick does when this much time has passed.
func (w *world) tick(t *testing.T, after time.Duration) {
	t.Helper()
	w.now = w.now.Add(after)
	due, err := w.store.Due(t.Context(), w.now, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range due {
		if !cooldown.IsDue(d) {
			t.Fatalf("due %+v", d)
		}
		if err := w.handler.Due(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if err := w.store.DropDue(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
	}
}

func batch(group string, texts ...string) logmatch.Batch {
	b := logmatch.Batch{Group: group, Stream: "web-1", Account: "123456789012"}
	for i, text := range texts {
		b.Lines = append(b.Lines, logmatch.Line{ID: queue.Hash(group, text), At: at.Add(time.Duration(i) * time.Second), Text: text})
	}
	return b
}

func (w *world) take(t *testing.T, b logmatch.Batch) {
	t.Helper()
	if err := w.handler.Take(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestAnEventIsTold(t *testing.T) {
	w := newWorld(t, watches(), nil)
	for range 2 { // Lambda may give it twice
		if answer, err := w.handler.Handle(t.Context(), payload(t, "log/several-lines.json")); answer != nil || err != nil {
			t.Fatal(answer, err)
		}
	}
	want(t, w.told(t, "chat"), "orders 0: ERROR payment declined: order A-1010")
	want(t, w.told(t, "dev"), "orders-retry 0: WARN retry 3 of 5: order A-1012")
	w.tick(t, 5*time.Minute)
	want(t, w.told(t, "chat"), "orders 0: ERROR payment declined: order A-1010", "orders 1: ERROR payment declined: order A-1011")
}

func TestTwoLinesOfOneMillisecondAreBothTold(t *testing.T) {
	logs := watches()[:1]
	logs[0].Cooldown = 0
	w := newWorld(t, logs, nil)
	b := batch("/app/orders", "ERROR a", "ERROR b", "ERROR c")
	for i := range b.Lines {
		b.Lines[i].At = at
	}
	w.take(t, b)
	want(t, w.told(t, "chat"), "orders 0: ERROR a", "orders 0: ERROR b", "orders 0: ERROR c")
	if n := len(w.jobs(t, "chat")); n != 1 {
		t.Errorf("%d jobs, want one that tells them together", n)
	}
}

func TestMatchKnowsCase(t *testing.T) {
	w := newWorld(t, watches(), nil)
	w.take(t, batch("/app/orders", "Error", "error", "an ERROR_CODE"))
	want(t, w.told(t, "chat"), "orders 0: an ERROR_CODE")
}

// Where Logs has matched, its word counts for a pattern; a text is looked for here
// all the same, for a filter may still be the one of an earlier deployment.
func TestLogsOwnWordCounts(t *testing.T) {
	logs := []config.Log{
		{Name: "pattern", Group: "/a", Filter: "ERROR"}, {Name: "text", Group: "/b", Match: "ERROR", Filter: `"ERROR"`},
		{Name: "one", Group: "/c", Filter: "ERROR"}, {Name: "two", Group: "/c", Filter: "WARN"},
	}
	w := newWorld(t, logs, func(w *logmatch.World) { w.Filtered = true })
	for _, group := range []string{"/a", "/b", "/c"} {
		w.take(t, batch(group, "something else"))
	}
	want(t, w.told(t, "chat"), "pattern 0: something else")
	w = newWorld(t, logs, nil)
	w.take(t, batch("/a", "something else"))
	want(t, w.told(t, "chat"))
}

func TestSilence(t *testing.T) {
	for file, reason := range map[string]string{"log/control.json": "control message", "log/unwatched.json": "nobody watches"} {
		w := newWorld(t, watches(), nil)
		if _, err := w.handler.Handle(t.Context(), payload(t, file)); err != nil {
			t.Fatal(err)
		}
		if want(t, w.told(t, "chat")); !strings.Contains(w.log.String(), reason) {
			t.Errorf("%s: the log does not say why:\n%s", file, &w.log)
		}
	}
}

func TestStrangeEventsArePassedOn(t *testing.T) {
	for _, event := range []string{"{}", "null", `"text"`, `{"awslogs":{"data":"bm90IGd6aXA="}}`, `{"Records":[]}`, "\xff", `{"a":"password=hunter2"}`} {
		w := newWorld(t, watches(), nil)
		if _, err := w.handler.Handle(t.Context(), []byte(event)); err != nil {
			t.Fatal(err)
		}
		jobs := w.jobs(t, "chat")
		if len(jobs) != 1 || jobs[0].Alerts[0].Kind != alert.Raw || strings.Contains(jobs[0].Alerts[0].Text, "hunter2") {
			t.Errorf("%q: %+v", event, jobs)
		}
	}
}

func TestTooMuchIsSaid(t *testing.T) {
	w := newWorld(t, watches(), nil)
	if _, err := w.handler.Handle(t.Context(), payload(t, "log/oversized.json")); err != nil {
		t.Fatal(err)
	}
	jobs := w.jobs(t, "chat")
	if len(jobs) == 0 || !slices.ContainsFunc(jobs[0].Alerts, func(a alert.Alert) bool { return a.Line.Unread }) || !strings.Contains(w.log.String(), `"cut":true`) {
		t.Errorf("%+v\n%s", jobs, &w.log)
	}
}

type away struct{ queue.Sender }

var errAway = errors.New("the queue is away")

func (away) Send(context.Context, string, queue.Message) error { return errAway }

// What fails is an error, so that the platform sends it again; then it is told as
// if it had been told at once.
func TestFailureIsTriedAgain(t *testing.T) {
	var down *logmatch.World
	w := newWorld(t, watches(), func(set *logmatch.World) {
		copied := *set
		copied.Teller.Queue = away{}
		down = &copied
	})
	broken, err := logmatch.New(config.Slice{Logs: watches()}, *down)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"log/several-lines.json", "log/malformed.json"} {
		if _, err := broken.Handle(t.Context(), payload(t, file)); !errors.Is(err, errAway) {
			t.Fatalf("%s: %v", file, err)
		}
	}
	w.now = w.now.Add(time.Minute)
	if _, err := w.handler.Handle(t.Context(), payload(t, "log/several-lines.json")); err != nil {
		t.Fatal(err)
	}
	w.tick(t, 5*time.Minute)
	want(t, w.told(t, "chat"), "orders 0: ERROR payment declined: order A-1010", "orders 1: ERROR payment declined: order A-1011")
}

func TestPatternsThatCannotBeReadStopTheStart(t *testing.T) {
	_, err := logmatch.New(config.Slice{Logs: []config.Log{{Name: "a", Filter: "{"}}, Redact: []string{"("}}, logmatch.World{})
	if err == nil || !strings.Contains(err.Error(), "log watch a") || !strings.Contains(err.Error(), "redact[0]") {
		t.Errorf("error %v", err)
	}
}

// Neither the log nor the job of any sample holds what was planted in them.
func TestNothingSecretLeaves(t *testing.T) {
	for _, s := range samples.Of(t, "logmatch") {
		w := newWorld(t, watches(), nil)
		if _, err := w.handler.Handle(t.Context(), payload(t, s.File)); err != nil {
			t.Fatal(err)
		}
		w.tick(t, time.Hour)
		all := w.log.String()
		for _, channel := range []string{"chat", "dev"} {
			for _, m := range w.queues.Peek(channel) {
				all += string(m.Body)
			}
		}
		for _, secret := range []string{"hunter2", "01012345678", "010-1234-5678", "4111-1111", "sk_live_"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s: %s is told", s.File, secret)
			}
		}
	}
}

// A storm is a batch of ten thousand lines, most of which are only counted.
func TestStorm(t *testing.T) {
	w := newWorld(t, watches(), nil)
	const lines = 10_000
	texts := make([]string, lines)
	for i := range texts {
		texts[i] = fmt.Sprintf("ERROR order %d: %s", i, strings.Repeat("x", 200))
	}
	begin := time.Now()
	w.take(t, batch("/app/orders", texts...))
	t.Logf("%d lines in %v", lines, time.Since(begin))
	w.tick(t, 5*time.Minute)
	jobs := w.jobs(t, "chat")
	if len(jobs) != 2 || jobs[1].Alerts[0].Line.Count != lines-1 {
		t.Errorf("%d jobs, the last %+v", len(jobs), jobs[len(jobs)-1].Alerts[0].Line)
	}
}
