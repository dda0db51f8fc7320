package deliver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/wording"
)

// stage is a handler with everything around it in reach.
type stage struct {
	Handler
	store  *incident.Memory
	dead   []queue.Message
	hidden map[string]time.Duration
	sent   []channel.Delivery
	fail   func(channel.Delivery) error
	full   bool
}

func (s *stage) Send(_ context.Context, _ string, m queue.Message) error {
	if s.full {
		return errors.New("no room for the dead")
	}
	s.dead = append(s.dead, m)
	return nil
}

func (s *stage) ChangeVisibility(_ context.Context, _, handle string, d time.Duration) error {
	s.hidden[handle] = d
	return nil
}

type stageChannel struct{ *stage }

func (s stageChannel) Send(_ context.Context, d channel.Delivery) (channel.Receipt, error) {
	if err := s.fail(d); err != nil {
		return channel.Receipt{}, err
	}
	s.sent = append(s.sent, d)
	return channel.Receipt{}, nil
}

var noon = time.Date(2026, 9, 25, 12, 0, 0, 0, time.UTC)

func newStage(t *testing.T) *stage {
	voice, err := wording.NewVoice("en", "UTC")
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{store: incident.NewMemory(), hidden: make(map[string]time.Duration), fail: func(channel.Delivery) error { return nil }}
	s.Handler = Handler{
		Name: "chat", Channel: stageChannel{s}, Voice: voice, Store: s.store, Queue: s,
		Address: "own", DeadLetters: "dead", Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return noon },
	}
	return s
}

func message(t *testing.T, id string, age time.Duration) events.SQSMessage {
	t.Helper()
	body, err := queue.Encode(queue.Job{Channel: "chat", Group: id, State: alert.Firing, Alerts: []alert.Alert{
		{Key: id, Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: id, At: noon.Add(-age)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return events.SQSMessage{MessageId: "m-" + id, ReceiptHandle: "h-" + id, Body: string(body), Attributes: map[string]string{"ApproximateReceiveCount": "1"}}
}

func (s *stage) handle(t *testing.T, messages ...events.SQSMessage) (failed []string) {
	t.Helper()
	answer, err := s.Handle(t.Context(), events.SQSEvent{Records: messages})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range answer.BatchItemFailures {
		failed = append(failed, f.ItemIdentifier)
	}
	return failed
}

func TestToldOnce(t *testing.T) {
	s := newStage(t)
	m := message(t, "a", 0)
	if failed := s.handle(t, m, m); failed != nil || len(s.sent) != 1 {
		t.Fatalf("twins in a batch: failed %v, sent %d", failed, len(s.sent))
	}
	if failed := s.handle(t, m); failed != nil || len(s.sent) != 1 {
		t.Fatalf("a repetition: failed %v, sent %d", failed, len(s.sent))
	}
}

func TestBatchIsOnePost(t *testing.T) {
	s := newStage(t)
	s.handle(t, message(t, "a", 0), message(t, "b", 0), message(t, "c", 0))
	if len(s.sent) != 1 {
		t.Fatalf("sent %d times", len(s.sent))
	}
	for _, name := range []string{"a", "b", "c"} {
		if !strings.Contains(s.sent[0].Message.Title, name) {
			t.Errorf("%s is not in %q", name, s.sent[0].Message.Title)
		}
	}
}

func TestTransientComesAgain(t *testing.T) {
	s := newStage(t)
	s.fail = func(channel.Delivery) error {
		return &channel.Error{RetryAfter: 30 * time.Second, Err: errTrouble}
	}
	m := message(t, "a", 0)
	if failed := s.handle(t, m); len(failed) != 1 || s.hidden["h-a"] < 30*time.Second || s.hidden["h-a"] > 31*time.Second {
		t.Fatalf("failed %v, hidden for %v", failed, s.hidden)
	}
	// The lease is given back, so that the next try need not wait for its end.
	s.fail = func(channel.Delivery) error { return nil }
	if failed := s.handle(t, m); failed != nil || len(s.sent) != 1 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
}

func TestPermanentDiesWithItsReason(t *testing.T) {
	s := newStage(t)
	s.fail = func(channel.Delivery) error {
		return &channel.Error{Permanent: true, Err: errors.New("status 404: no_service")}
	}
	m := message(t, "a", 0)
	if failed := s.handle(t, m); failed != nil || len(s.dead) != 1 {
		t.Fatalf("failed %v, dead %d", failed, len(s.dead))
	}
	if got := s.dead[0]; string(got.Body) != m.Body || got.Attributes[AttributeReason] != "status 404: no_service" || got.Attributes[AttributeChannel] != "chat" {
		t.Errorf("dead letter %+v", got)
	}
}

func TestNothingIsLostWhenTheDeadCannotBeBuried(t *testing.T) {
	s := newStage(t)
	s.full = true
	s.fail = func(channel.Delivery) error { return &channel.Error{Permanent: true, Err: errTrouble} }
	if failed := s.handle(t, message(t, "a", 0)); len(failed) != 1 {
		t.Fatalf("failed %v", failed)
	}
}

func TestOldNewsDies(t *testing.T) {
	s := newStage(t)
	if failed := s.handle(t, message(t, "old", 25*time.Hour), message(t, "new", 23*time.Hour)); failed != nil {
		t.Fatal(failed)
	}
	if len(s.dead) != 1 || !strings.Contains(s.dead[0].Attributes[AttributeReason], "too old") || len(s.sent) != 1 {
		t.Fatalf("dead %v, sent %d", s.dead, len(s.sent))
	}
}

func TestWhatIsNoJobDies(t *testing.T) {
	s := newStage(t)
	bad := []events.SQSMessage{
		{MessageId: "1", Body: "hello"}, {MessageId: "2", Body: `{"v":99,"channel":"chat","group":"g"}`},
		{MessageId: "3", Body: strings.Replace(message(t, "a", 0).Body, `"chat"`, `"mail"`, 1)},
	}
	if failed := s.handle(t, append(bad, message(t, "a", 0))...); failed != nil || len(s.dead) != 3 || len(s.sent) != 1 {
		t.Fatalf("failed %v, dead %d, sent %d", failed, len(s.dead), len(s.sent))
	}
}

func TestPoisonTakesNobodyAlong(t *testing.T) {
	s := newStage(t)
	s.fail = func(d channel.Delivery) error {
		if strings.Contains(d.Message.Title, "bad") {
			return &channel.Error{Permanent: true, RefusedBody: true, Err: errors.New("invalid_blocks")}
		}
		return nil
	}
	if failed := s.handle(t, message(t, "a", 0), message(t, "bad", 0), message(t, "b", 0)); failed != nil || len(s.sent) != 2 || len(s.dead) != 1 {
		t.Fatalf("failed %v, sent %d, dead %d", failed, len(s.sent), len(s.dead))
	}
}

// unwritten is a table that takes claims and then breaks.
type unwritten struct{ *incident.Memory }

func (unwritten) Settle(context.Context, incident.Mark) error { return errTrouble }

func TestAcceptedStaysAcceptedWithoutAMark(t *testing.T) {
	s := newStage(t)
	s.Store = unwritten{s.store}
	if failed := s.handle(t, message(t, "a", 0)); failed != nil || len(s.sent) != 1 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
}

// TestNamedOnlyAndOverAlready: what is told by name only, as over, is told with
// the time of its end.
func TestNamedOnlyAndOverAlready(t *testing.T) {
	s := newStage(t)
	began, ended := noon.Add(-10*time.Minute), noon.Add(-3*time.Minute)
	job := queue.Job{Channel: "chat", Group: "g", State: alert.Firing}
	for i := range 8 {
		key := alert.PresenceKey(fmt.Sprintf("d%d", i))
		job.More = append(job.More, alert.Ref{Key: key, At: began})
		if err := s.store.Save(t.Context(), incident.Record{Key: key, Phases: []incident.Phase{
			{State: alert.Firing, At: began, Group: "g"}, {State: alert.Recovered, At: ended, Group: "r"},
		}}); err != nil {
			t.Fatal(err)
		}
	}
	if failed := s.handle(t, jobMessage(t, job)); failed != nil || len(s.sent) != 1 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
	want := s.Voice.Compose(wording.Story{More: map[alert.State][]alert.Ref{alert.Recovered: {{Key: job.More[0].Key, At: ended}, {Key: job.More[1].Key, At: ended}}}})
	if got := s.sent[0].Message.Items[0].Facts; !slices.Equal(got, want.Items[0].Facts) {
		t.Errorf("facts %+v, want %+v", got, want.Items[0].Facts)
	}
}

// TestAnInvocationHasABudget: a batch of large jobs must not run into the
// time-out again and again.
func TestAnInvocationHasABudget(t *testing.T) {
	s := newStage(t)
	var messages []events.SQSMessage
	for i := range 8 {
		job := queue.Job{Channel: "chat", Group: fmt.Sprintf("g%d", i), State: alert.Firing}
		for j := range queue.MaxAlerts {
			job.More = append(job.More, alert.Ref{Key: fmt.Sprintf("iot/d%d-%d", i, j), At: noon})
		}
		messages = append(messages, jobMessage(t, job))
	}
	failed := s.handle(t, messages...)
	if len(failed) != 3 || len(s.sent) != 1 || s.hidden[failed[0]] != time.Second {
		t.Fatalf("failed %v, sent %d, hidden %v", failed, len(s.sent), s.hidden)
	}
	if failed := s.handle(t, messages[5:]...); failed != nil || len(s.sent) != 2 {
		t.Errorf("the rest: failed %v, sent %d", failed, len(s.sent))
	}
}

// TestASlowSourceIsWaitedFor: a job that was put again while its first source was
// still recording may not count as told without what is yet to be recorded.
func TestASlowSourceIsWaitedFor(t *testing.T) {
	s := newStage(t)
	now := noon
	s.Now = func() time.Time { return now }
	job := queue.Job{Channel: "chat", Group: "g", State: alert.Firing, Again: true}
	record := func(key string) {
		t.Helper()
		if err := s.store.Save(t.Context(), incident.Record{Key: key, Phases: []incident.Phase{{State: alert.Firing, At: noon, Group: "g"}}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"a", "b", "gone"} {
		job.Alerts = append(job.Alerts, alert.Alert{Key: key, Kind: alert.Alarm, State: alert.Firing, Subject: key, At: noon})
	}
	m := jobMessage(t, job)
	m.Attributes["SentTimestamp"] = strconv.FormatInt(noon.UnixMilli(), 10)
	record("a")
	if failed := s.handle(t, m); len(failed) != 1 || len(s.sent) != 0 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
	record("b")
	now = noon.Add(recording)
	if failed := s.handle(t, m); failed != nil || len(s.sent) != 1 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
	if title := s.sent[0].Message.Title; !strings.Contains(title, "a, b") || strings.Contains(title, "gone") {
		t.Errorf("told %q", title)
	}
}
