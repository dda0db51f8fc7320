package alarm_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/alarm"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

var clock = time.Date(2026, 9, 25, 4, 12, 8, 0, time.UTC)

// teller notes what it is told and refuses what it is asked to.
type teller struct {
	calls  int
	events []source.Event
	refuse func(alert.Alert) error
}

func (t *teller) Tell(_ context.Context, told []source.Event) []error {
	t.calls++
	t.events = append(t.events, told...)
	errs := make([]error, len(told))
	if t.refuse != nil {
		for i, e := range told {
			errs[i] = t.refuse(e.Alert)
		}
	}
	return errs
}

func handler(to alarm.Teller, log *bytes.Buffer, listen ...config.Event) alarm.Handler {
	return alarm.Handler{
		Teller: to, Events: listen, Log: slog.New(slog.NewJSONHandler(log, nil)), Now: func() time.Time { return clock },
	}
}

func TestHandleTellsABatchAtOnce(t *testing.T) {
	var log bytes.Buffer
	to := new(teller)
	answer, err := handler(to, &log).Handle(t.Context(), payload(t, "sqs/mixed-batch.json"))
	if err != nil {
		t.Fatal(err)
	}
	if to.calls != 1 || len(to.events) != 5 {
		t.Errorf("%d events in %d calls", len(to.events), to.calls)
	}
	encoded, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	if string(encoded) != `{"batchItemFailures":[]}` {
		t.Errorf("answer %s", encoded)
	}
	if n := strings.Count(log.String(), "\n"); n != 1 {
		t.Errorf("%d lines of log:\n%s", n, &log)
	}
	if !strings.Contains(log.String(), "alarm:orders-latency") || strings.Contains(log.String(), "plain words") {
		t.Errorf("the log names keys and no content:\n%s", &log)
	}
}

func TestHandleRefusesSingleMessages(t *testing.T) {
	var log bytes.Buffer
	to := &teller{refuse: func(a alert.Alert) error {
		if a.Kind == alert.Raw {
			return errors.New("the table is away")
		}
		return nil
	}}
	data := payload(t, "sqs/mixed-batch.json")
	answer, err := handler(to, &log).Handle(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	var batch events.SQSEvent
	if err := json.Unmarshal(data, &batch); err != nil {
		t.Fatal(err)
	}
	want := events.SQSEventResponse{}
	for _, i := range []int{2, 4, 5} { // a text, a broken message, an unknown event
		want.BatchItemFailures = append(want.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: batch.Records[i].MessageId})
	}
	if diff := cmp.Diff(any(want), answer); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !strings.Contains(log.String(), "the table is away") {
		t.Errorf("the log does not say why:\n%s", &log)
	}
}

func TestHandleFailsWhatHasNoName(t *testing.T) {
	away := errors.New("the table is away")
	for _, file := range []string{"sns/orders-latency-firing.json", "eventbridge/orders-latency-firing.json", "alarm/korean.json"} {
		to := &teller{refuse: func(alert.Alert) error { return away }}
		if _, err := handler(to, new(bytes.Buffer)).Handle(t.Context(), payload(t, file)); !errors.Is(err, away) {
			t.Errorf("%s: %v", file, err)
		}
	}
	to := &teller{refuse: func(alert.Alert) error { return away }}
	_, err := handler(to, new(bytes.Buffer)).Handle(t.Context(), []byte(`{"Records":[{"eventSource":"aws:sqs","body":"x"}]}`))
	if !errors.Is(err, away) {
		t.Errorf("a message without an id: %v", err)
	}
}

func TestHandleFillsWhatTheEventDoesNotSay(t *testing.T) {
	all := config.Event{Name: "builds", Source: "aws.codebuild", Route: "all-builds"}
	one := config.Event{Name: "states", Source: "aws.codebuild", DetailType: "CodeBuild Build State Change", Route: "build-states"}
	other := config.Event{Name: "health", Source: "aws.health", Route: "news"}
	for _, c := range []struct {
		file   string
		listen []config.Event
		route  string
	}{
		{"eventbridge/build-failed.json", []config.Event{other, all, one}, "build-states"},
		{"eventbridge/build-failed.json", []config.Event{other, all}, "all-builds"},
		{"eventbridge/build-failed.json", []config.Event{other}, ""},
		{"alarm/korean.json", []config.Event{{Source: "aws.cloudwatch", Route: "x"}}, "oncall"},
	} {
		to := new(teller)
		if _, err := handler(to, new(bytes.Buffer), c.listen...).Handle(t.Context(), payload(t, c.file)); err != nil {
			t.Fatal(err)
		}
		if got := to.events[0].Alert.Route; got != c.route {
			t.Errorf("%s with %v: route %q, want %q", c.file, c.listen, got, c.route)
		}
	}
	to := new(teller)
	if _, err := handler(to, new(bytes.Buffer)).Handle(t.Context(), payload(t, "other/step-functions-error.json")); err != nil {
		t.Fatal(err)
	}
	if at := to.events[0].Alert.At; !at.Equal(clock) {
		t.Errorf("at %v", at)
	}
}

// A multi-series alarm is told as a whole or by its contributors, not both, and
// never neither.
func TestHandleTellsContributorsOrTheirParent(t *testing.T) {
	parent, child := payload(t, "eventbridge/contributors-parent.json"), payload(t, "eventbridge/contributor.json")
	for _, c := range []struct {
		listen []config.Event
		want   int
	}{
		{nil, 1},
		{[]config.Event{{Source: "aws.cloudwatch", DetailType: "CloudWatch Alarm State Change"}}, 1},
		{[]config.Event{{Source: "aws.cloudwatch"}}, 0},
		{[]config.Event{{Source: "aws.cloudwatch", DetailType: "CloudWatch Alarm Contributor State Change"}}, 0},
	} {
		to := new(teller)
		h := handler(to, new(bytes.Buffer), c.listen...)
		if _, err := h.Handle(t.Context(), parent); err != nil {
			t.Fatal(err)
		}
		if len(to.events) != c.want {
			t.Errorf("listening to %v the parent is told %d times", c.listen, len(to.events))
		}
		if _, err := h.Handle(t.Context(), child); err != nil {
			t.Fatal(err)
		}
		if len(to.events) != c.want+1 {
			t.Errorf("listening to %v the contributor is not told", c.listen)
		}
	}
}

// world is the road of an alarm up to a channel's queue.
type world struct {
	handler alarm.Handler
	queue   *sent
}

// sent is a queue that only counts.
type sent struct{ jobs []queue.Job }

func (s *sent) Send(_ context.Context, _ string, m queue.Message) error {
	job, err := queue.Decode(m.Body)
	s.jobs = append(s.jobs, job)
	return err
}

func newWorld() world {
	q := new(sent)
	return world{queue: q, handler: handler(source.Teller{
		Store: incident.NewMemory(), Queue: q,
		Routes:  config.Routes{"default": {Targets: []config.Target{{Channel: "ops"}}}},
		Address: func(channel string) string { return channel },
	}, new(bytes.Buffer))}
}

func (w world) handle(t *testing.T, files ...string) {
	t.Helper()
	for _, file := range files {
		if _, err := w.handler.Handle(t.Context(), payload(t, file)); err != nil {
			t.Fatal(err)
		}
	}
}

func (w world) states() string {
	states := make([]string, len(w.queue.jobs))
	for i, j := range w.queue.jobs {
		states[i] = string(j.State)
	}
	return fmt.Sprint(states)
}

// Data that come back are told where their loss was, and not where a new alarm
// starts to be evaluated; so is the end of what was suppressed.
func TestSomeRecoveriesAreToldOnlyAfterTheirBeginning(t *testing.T) {
	const lost, back = "alarm/queue-age-no-data.json", "alarm/queue-age-data-back.json"
	for _, c := range []struct {
		name  string
		files []string
		want  string
	}{
		{"a new alarm", []string{back}, "[]"},
		{"a new alarm, delivered twice", []string{back, back}, "[]"},
		{"lost and back", []string{lost, back}, "[no-data recovered]"},
		{"back delivered twice", []string{lost, back, back}, "[no-data recovered recovered]"},
		{"out of order: one job, which finds that it is over", []string{back, lost}, "[no-data]"},
		{"the end of what was suppressed", []string{"eventbridge/composite-recovered-after-suppression.json"}, "[]"},
		{"suppressed once it had been told", []string{"eventbridge/composite-firing.json", "eventbridge/composite-recovered-after-suppression.json"}, "[firing recovered]"},
		{"an alarm recovers whether known or not", []string{"alarm/orders-latency-recovered.json"}, "[recovered]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld()
			w.handle(t, c.files...)
			if got := w.states(); got != c.want {
				t.Errorf("jobs %s, want %s", got, c.want)
			}
		})
	}
}

// A chat that says "down" must learn of the end even while the alarm is muted.
func TestMutedEndIsToldWhereTheBeginningWas(t *testing.T) {
	var muted map[string]any
	if err := json.Unmarshal(payload(t, "eventbridge/orders-latency-recovered.json"), &muted); err != nil {
		t.Fatal(err)
	}
	muted["detail"].(map[string]any)["muteDetail"] = map[string]any{"mutedByArn": "arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm-mute-rule:deploy"}
	end, err := json.Marshal(muted)
	if err != nil {
		t.Fatal(err)
	}
	if u := alarm.Parse(end).Units[0]; u.Silent == "" {
		t.Error("a muted end gives no reason for silence")
	}
	for _, test := range []struct {
		before []string
		want   string
	}{
		{nil, "[]"},
		{[]string{"eventbridge/orders-latency-firing.json"}, "[firing recovered]"},
	} {
		w := newWorld()
		w.handle(t, test.before...)
		if _, err := w.handler.Handle(t.Context(), end); err != nil {
			t.Fatal(err)
		}
		if got := w.states(); got != test.want {
			t.Errorf("after %v: jobs %s, want %s", test.before, got, test.want)
		}
	}
}
