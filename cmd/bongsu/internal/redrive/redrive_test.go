package redrive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/lambdas/deliver"
	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/wording"
)

const (
	dead = "bongsu-DeadLetters-1"
	tick = "arn:aws:lambda:ap-northeast-2:123456789012:function:bongsu-TickFunction1-2"
)

var (
	began = time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC)
	later = began.Add(72 * time.Hour)
	place = Place{Stack: "bongsu", Account: "123456789012", Dead: dead, Sources: map[string]Source{
		"bongsu-to-ops": {"bongsu-to-ops", 120}, "bongsu-to-mail": {"bongsu-to-mail", 120},
		"bongsu-AlarmQueue-1": {"bongsu-AlarmQueue-1", 480}, "bongsu-PresenceQueue-1": {"bongsu-PresenceQueue-1", 239},
		"bongsu-HoldQueue-1": {"bongsu-HoldQueue-1", 239}, "bongsu-TelemetryQueue-1": {"bongsu-TelemetryQueue-1", 239},
	}}
)

// queues are queues in memory that fail at will.
type queues struct {
	*queue.Memory
	fail func(doing string) error
}

func newQueues(t *testing.T, now *time.Time) *queues {
	q := &queues{queue.NewMemory(func() time.Time { return *now }), func(string) error { return nil }}
	q.Create(dead, queue.Redrive{})
	for name := range place.Sources {
		q.Create(name, queue.Redrive{Queue: dead, MaxReceives: 2})
	}
	return q
}

func (q *queues) Send(ctx context.Context, to string, m queue.Message) error {
	return errors.Join(q.fail("send "+to), q.Memory.Send(ctx, to, m))
}

func (q *queues) Receive(ctx context.Context, from string, limit int, d time.Duration) ([]queue.Received, error) {
	if err := errors.Join(ctx.Err(), q.fail("receive")); err != nil {
		return nil, err
	}
	return q.Memory.Receive(from, limit, d)
}

func (q *queues) Delete(_ context.Context, from, handle string) error {
	if err := q.fail("delete"); err != nil {
		return err
	}
	return q.Memory.Delete(from, handle)
}

// bury puts a dead letter there as deliver does, or as anybody else.
func (q *queues) bury(t *testing.T, body, reason, to string) {
	t.Helper()
	err := q.Memory.Send(t.Context(), dead, queue.Message{Body: []byte(body), Attributes: map[string]string{
		deliver.AttributeReason: reason, deliver.AttributeChannel: to,
	}})
	if err != nil {
		t.Fatal(err)
	}
}

func body(t *testing.T, to, name string) string {
	t.Helper()
	data, err := queue.Encode(queue.Job{Channel: to, Group: name, State: alert.Firing, Alerts: []alert.Alert{
		{Key: name, Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: name, At: began},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func english(t *testing.T) wording.Voice {
	t.Helper()
	v, err := wording.NewVoice("en", "UTC")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// look is a run whose rows are kept.
func look(t *testing.T, q *queues, now *time.Time, rows *[]string) Run {
	return Run{
		Place: place, Queues: q, Voice: english(t), Now: func() time.Time { return *now },
		Show: func(l Letter, o Outcome) error {
			*rows = append(*rows, fmt.Sprintf("%s %s: %s (%s)", o, l.Channel, l.What, l.Why))
			return nil
		},
	}
}

func TestReplayByChannelAndDryRun(t *testing.T) {
	now := later
	q := newQueues(t, &now)
	for i := range 25 {
		q.bury(t, body(t, "ops", fmt.Sprintf("a%02d", i)), "status 404: no_service", "ops")
	}
	q.bury(t, body(t, "mail", "m"), "too old", "mail")
	q.bury(t, body(t, "gone", "g"), "too old", "gone")

	var rows []string
	dry := look(t, q, &now, &rows)
	dry.DryRun = true
	before := q.Peek(dead)
	tally, err := dry.Do(t.Context())
	if err != nil || tally.Shown[Waits] != 26 || tally.Shown[Stays] != 1 || len(rows) != 27 {
		t.Fatalf("dry run: %v, %+v, %d rows", err, tally, len(rows))
	}
	if rows[0] != "waits ops: ALARM: a00 (status 404: no_service)" {
		t.Errorf("row %s", rows[0])
	}
	if after := q.Peek(dead); len(after) != len(before) || q.Depth("bongsu-to-ops") != 0 {
		t.Errorf("a dry run changed the queues: %d letters, %d jobs", len(after), q.Depth("bongsu-to-ops"))
	}
	if due, _ := q.Next(dead); due.After(now) {
		t.Error("a dry run left the letters out of sight")
	}

	rows = nil
	one := look(t, q, &now, &rows)
	one.Channel = "mail"
	if tally, err = one.Do(t.Context()); err != nil || tally.Shown[Replayed] != 1 || tally.Others != 26 || q.Depth(dead) != 26 {
		t.Fatalf("one channel: %v, %+v, %d left", err, tally, q.Depth(dead))
	}
	if tally, err = look(t, q, &now, &rows).Do(t.Context()); err != nil || tally.Shown[Replayed] != 25 || q.Depth(dead) != 1 {
		t.Fatalf("all: %v, %+v, %d left", err, tally, q.Depth(dead))
	}
	for _, m := range q.Peek("bongsu-to-ops") {
		if job, err := queue.Decode(m.Body); err != nil || !job.Redriven.Equal(now) {
			t.Errorf("%v, job of %v", err, job.Redriven)
		}
	}
	if q.Depth("bongsu-to-ops") != 25 || q.Depth("bongsu-to-mail") != 1 {
		t.Errorf("%d, %d jobs", q.Depth("bongsu-to-ops"), q.Depth("bongsu-to-mail"))
	}
}

// chat is a provider that refuses for good until it is mended.
type chat struct {
	mended bool
	told   []string
}

func (c *chat) Send(_ context.Context, d channel.Delivery) (channel.Receipt, error) {
	if !c.mended {
		return channel.Receipt{}, &channel.Error{Permanent: true, Err: errors.New("status 404: no_service")}
	}
	c.told = append(c.told, d.Message.Title)
	return channel.Receipt{}, nil
}

// TestReplayIsToldOnce takes letters through the real deliver: dead, replayed,
// told; and replayed once more although they were told.
func TestReplayIsToldOnce(t *testing.T) {
	now := began
	q, to := newQueues(t, &now), new(chat)
	handler := deliver.Handler{
		Name: "ops", Channel: to, Voice: english(t), Store: incident.NewMemory(), Queue: q,
		Address: "bongsu-to-ops", DeadLetters: dead, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	}
	work := func() {
		t.Helper()
		got, err := q.Memory.Receive("bongsu-to-ops", 100, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		var event events.SQSEvent
		for _, m := range got {
			event.Records = append(event.Records, events.SQSMessage{
				MessageId: m.ID, ReceiptHandle: m.Handle, Body: string(m.Body),
				Attributes: map[string]string{"ApproximateReceiveCount": strconv.Itoa(m.Receives)},
			})
		}
		answer, err := handler.Handle(t.Context(), event)
		if err != nil || len(answer.BatchItemFailures) > 0 {
			t.Fatalf("%v, %v", err, answer)
		}
		for _, m := range got {
			if err := q.Memory.Delete("bongsu-to-ops", m.Handle); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range []string{"a", "b"} {
		if err := q.Memory.Send(t.Context(), "bongsu-to-ops", queue.Message{Body: []byte(body(t, "ops", name))}); err != nil {
			t.Fatal(err)
		}
	}
	work()
	if q.Depth(dead) != 2 {
		t.Fatalf("%d dead", q.Depth(dead))
	}

	// Replayed three days later, but the deletion fails, and the cause remains.
	now = later
	q.fail = func(doing string) error {
		if doing == "delete" {
			return errors.New("interrupted")
		}
		return nil
	}
	var rows []string
	if tally, err := look(t, q, &now, &rows).Do(t.Context()); err == nil || tally.Shown[Replayed] != 2 {
		t.Fatalf("%v, %+v", err, tally)
	}
	work()
	if q.Depth(dead) != 4 {
		t.Fatalf("%d dead, want the two that were not deleted and the same two again", q.Depth(dead))
	}
	q.fail = func(string) error { return nil }
	to.mended = true
	tally, err := look(t, q, &now, &rows).Do(t.Context())
	if err != nil || tally.Shown[Replayed] != 2 || tally.Again != 2 {
		t.Fatalf("%v, %+v", err, tally)
	}
	work()
	if tally, err = look(t, q, &now, &rows).Do(t.Context()); err != nil || tally.Shown[Replayed] != 2 || q.Depth(dead) != 0 {
		t.Fatalf("%v, %+v, %d dead", err, tally, q.Depth(dead))
	}
	work()
	if len(to.told) != 1 || !strings.Contains(to.told[0], "a") || !strings.Contains(to.told[0], "b") || q.Depth(dead) != 0 {
		t.Errorf("told %q, %d dead", to.told, q.Depth(dead))
	}
}

// TestWhatDiesAgainIsNoCircle: the function buries again faster than the run reads.
func TestWhatDiesAgainIsNoCircle(t *testing.T) {
	now := later
	q := newQueues(t, &now)
	for i := range 15 {
		q.bury(t, body(t, "ops", fmt.Sprint(i)), "status 404", "ops")
	}
	sent := 0
	q.fail = func(doing string) error {
		if name, ok := strings.CutPrefix(doing, "send bongsu-to-ops"); ok && name == "" {
			q.bury(t, body(t, "ops", fmt.Sprint(sent)), "status 404", "ops")
			sent++
		}
		return nil
	}
	var rows []string
	tally, err := look(t, q, &now, &rows).Do(t.Context())
	if err != nil || sent != 15 || tally.Shown[Replayed] != 15 || tally.Again == 0 || q.Depth(dead) != 15 {
		t.Errorf("%v, sent %d, %+v, %d dead", err, sent, tally, q.Depth(dead))
	}
}
