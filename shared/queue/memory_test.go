package queue_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"bongsu/shared/queue"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var noon = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

// desk is a Memory with a clock that only a test moves.
type desk struct {
	*queue.Memory
	t   *testing.T
	now time.Time
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, now: noon}
	d.Memory = queue.NewMemory(func() time.Time { return d.now })
	d.Create("dead", queue.Redrive{})
	d.Create("ops", queue.Redrive{Queue: "dead", MaxReceives: 3})
	return d
}

func (d *desk) send(m queue.Message) {
	d.t.Helper()
	if err := d.Send(d.t.Context(), "ops", m); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) receive(name string, want ...string) []queue.Received {
	d.t.Helper()
	got, err := d.Receive(name, 10, time.Minute)
	if err != nil {
		d.t.Fatal(err)
	}
	var bodies []string
	for _, r := range got {
		bodies = append(bodies, string(r.Body))
	}
	if diff := cmp.Diff(want, bodies); diff != "" {
		d.t.Fatalf("received from %s at %s (-want +got):\n%s", name, d.now.Format(time.TimeOnly), diff)
	}
	return got
}

func TestMemoryVisibility(t *testing.T) {
	d := newDesk(t)
	d.send(queue.Message{Body: []byte("a"), Attributes: map[string]string{"reason": "x", "empty": ""}})
	d.send(queue.Message{Body: []byte("b"), Delay: 30 * time.Second})
	first := d.receive("ops", "a")[0]
	want := queue.Received{
		Body: []byte("a"), Attributes: map[string]string{"reason": "x"}, Receives: 1, Sent: noon,
	}
	if diff := cmp.Diff(want, first, cmpopts.IgnoreFields(queue.Received{}, "ID", "Handle")); diff != "" {
		t.Fatal(diff)
	}
	if at, ok := d.Next("ops"); !ok || !at.Equal(noon.Add(30*time.Second)) {
		t.Fatalf("next at %v %v, want after the delay", at, ok)
	}
	d.receive("ops")
	d.now = noon.Add(30 * time.Second)
	d.receive("ops", "b")
	d.now = noon.Add(time.Minute)
	second := d.receive("ops", "a")[0]
	if second.ID != first.ID || second.Handle == first.Handle || second.Receives != 2 || !second.Sent.Equal(noon) {
		t.Fatalf("second receipt %+v of first %+v", second, first)
	}
	if err := d.Delete("ops", first.Handle); err != nil || d.Depth("ops") != 2 {
		t.Fatalf("an old receipt deleted: depth %d, %v", d.Depth("ops"), err)
	}
	if err := d.Delete("ops", second.Handle); err != nil || d.Depth("ops") != 1 {
		t.Fatalf("depth %d after the delete: %v", d.Depth("ops"), err)
	}
}

func TestMemoryChangeVisibility(t *testing.T) {
	d := newDesk(t)
	d.send(queue.Message{Body: []byte("a")})
	got := d.receive("ops", "a")[0]
	if err := d.ChangeVisibility(t.Context(), "ops", got.Handle, time.Hour); err != nil {
		t.Fatal(err)
	}
	d.now = noon.Add(time.Hour - time.Second)
	d.receive("ops")
	if err := d.ChangeVisibility(t.Context(), "ops", got.Handle, 0); err != nil {
		t.Fatal(err)
	}
	again := d.receive("ops", "a")[0]
	for name, refused := range map[string]error{
		"old receipt":   d.ChangeVisibility(t.Context(), "ops", got.Handle, time.Second),
		"too long":      d.ChangeVisibility(t.Context(), "ops", again.Handle, 12*time.Hour+time.Second),
		"negative":      d.ChangeVisibility(t.Context(), "ops", again.Handle, -time.Second),
		"unknown queue": d.ChangeVisibility(t.Context(), "nowhere", again.Handle, time.Second),
	} {
		if refused == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	d.now = d.now.Add(time.Minute)
	if err := d.ChangeVisibility(t.Context(), "ops", again.Handle, time.Second); err == nil {
		t.Error("a message that is visible again is not in flight")
	}
}

func TestMemoryRedrive(t *testing.T) {
	d := newDesk(t)
	d.send(queue.Message{Body: []byte("a"), Attributes: map[string]string{"reason": "x"}})
	d.send(queue.Message{Body: []byte("b")})
	id := ""
	for range 3 {
		got := d.receive("ops", "a", "b")
		id = got[0].ID
		d.now = d.now.Add(time.Minute)
	}
	if d.Depth("dead") != 0 || d.Depth("ops") != 2 {
		t.Fatalf("depths %d and %d before the receive that gives up", d.Depth("dead"), d.Depth("ops"))
	}
	d.receive("ops")
	if d.Depth("ops") != 0 {
		t.Fatalf("%d left", d.Depth("ops"))
	}
	dead := d.receive("dead", "a", "b")[0]
	if dead.ID != id || dead.GaveUp != "ops" || dead.Attributes["reason"] != "x" || !dead.Sent.Equal(noon) {
		t.Fatalf("%+v is not the message %s any more", dead, id)
	}

	d.Create("lost", queue.Redrive{Queue: "nowhere", MaxReceives: 1})
	if err := d.Send(t.Context(), "lost", queue.Message{Body: []byte("c")}); err != nil {
		t.Fatal(err)
	}
	d.receive("lost", "c")
	d.now = d.now.Add(time.Minute)
	if _, err := d.Receive("lost", 1, time.Minute); err == nil || d.Depth("lost") != 1 {
		t.Fatalf("error %v, depth %d: a message must not vanish for want of a dead-letter queue", err, d.Depth("lost"))
	}
}

func TestMemoryReceiveLimit(t *testing.T) {
	d := newDesk(t)
	for _, body := range []string{"a", "b", "c"} {
		d.send(queue.Message{Body: []byte(body)})
	}
	got, err := d.Receive("ops", 2, time.Minute)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d received, want 2: %v", len(got), err)
	}
	d.receive("ops", "c")
}

func TestMemoryRefuses(t *testing.T) {
	d := newDesk(t)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	body := []byte("x")
	tests := []struct {
		name, queue string
		ctx         context.Context
		message     queue.Message
	}{
		{"unknown queue", "nowhere", t.Context(), queue.Message{Body: body}},
		{"long delay", "ops", t.Context(), queue.Message{Body: body, Delay: queue.MaxDelay + time.Second}},
		{"negative delay", "ops", t.Context(), queue.Message{Body: body, Delay: -1}},
		{"empty body", "ops", t.Context(), queue.Message{}},
		{"too large", "ops", t.Context(), queue.Message{Body: body, Attributes: map[string]string{"a": strings.Repeat("x", 1<<20)}}},
		{"cancelled", "ops", cancelled, queue.Message{Body: body}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := d.Send(test.ctx, test.queue, test.message); err == nil {
				t.Fatal("accepted")
			}
		})
	}
	if d.Depth("ops") != 0 {
		t.Fatal("something refused was kept")
	}
	if _, err := d.Receive("nowhere", 1, 0); err == nil {
		t.Fatal("received from a queue that does not exist")
	}
	if err := d.Send(cancelled, "ops", queue.Message{Body: body}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func TestMemoryChanged(t *testing.T) {
	d := newDesk(t)
	changed := d.Changed()
	select {
	case <-changed:
		t.Fatal("woken by nothing")
	default:
	}
	go func() { _ = d.Send(t.Context(), "ops", queue.Message{Body: []byte("a")}) }()
	<-changed
	d.receive("ops", "a")
	if d.Changed() == changed {
		t.Fatal("the next change needs a new channel")
	}
}

func TestMemoryCopies(t *testing.T) {
	d := newDesk(t)
	m := queue.Message{Body: []byte("a"), Attributes: map[string]string{"k": "v"}}
	d.send(m)
	m.Body[0], m.Attributes["k"] = 'X', "X"
	peeked := d.Peek("ops")[0]
	peeked.Body[0], peeked.Attributes["k"] = 'X', "X"
	got := d.receive("ops", "a")[0]
	if got.Attributes["k"] != "v" || got.Receives != 1 {
		t.Fatalf("%+v", got)
	}
}
