package subscription_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"bongsu/cmd/bongsu/internal/subscription"
	"bongsu/shared/logpattern"
)

// group is a log group of one file, and what is delivered of it.
type group struct {
	t        *testing.T
	path     string
	payloads chan []byte
	source   *subscription.Source
}

func open(t *testing.T, filter string) *group {
	t.Helper()
	g := &group{t: t, path: filepath.Join(t.TempDir(), "app.log"), payloads: make(chan []byte, 1000)}
	pattern, err := logpattern.Parse(filter)
	if err != nil {
		t.Fatal(err)
	}
	g.source = subscription.Start([]subscription.Watch{{Group: "/bongsu/files/app", Name: "app", Filter: pattern, Path: g.path}}, subscription.Options{
		Stream: "web-1", Account: "123456789012", Now: time.Now,
		Deliver: func(payload []byte) error { g.payloads <- payload; return nil },
		Trouble: func(w subscription.Watch, err error) { t.Errorf("%s: %v", w.Name, err) },
	})
	return g
}

func (g *group) write(text string) {
	g.t.Helper()
	file, err := os.OpenFile(g.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		g.t.Fatal(err)
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		g.t.Fatal(err)
	}
}

// delivered reads payloads, as a function does, until there are so many lines.
func (g *group) delivered(lines int) []events.CloudwatchLogsData {
	g.t.Helper()
	var all []events.CloudwatchLogsData
	for lines > 0 {
		select {
		case payload := <-g.payloads:
			var e events.CloudwatchLogsEvent
			if err := json.Unmarshal(payload, &e); err != nil {
				g.t.Fatal(err)
			}
			data, err := e.AWSLogs.Parse()
			if err != nil {
				g.t.Fatal(err)
			}
			lines -= len(data.LogEvents)
			all = append(all, data)
			if len(payload) > 1<<20 {
				g.t.Errorf("an event of %d bytes", len(payload))
			}
		case <-time.After(20 * time.Second):
			g.t.Fatalf("%d lines are missing", lines)
		}
	}
	return all
}

func TestDeliver(t *testing.T) {
	t.Parallel()
	g := open(t, `"결제 실패"`)
	began := time.Now().UnixMilli()
	g.write("결제 성공\n결제 실패 1\n결제 실패 2\n")
	var texts, ids []string
	for _, data := range g.delivered(2) {
		for _, e := range data.LogEvents {
			texts, ids = append(texts, e.Message), append(ids, e.ID)
			if e.Timestamp < began || e.Timestamp > time.Now().UnixMilli() {
				t.Errorf("%s is of %d", e.Message, e.Timestamp)
			}
		}
		data.LogEvents = nil
		want := events.CloudwatchLogsData{
			Owner: "123456789012", LogGroup: "/bongsu/files/app", LogStream: "web-1",
			SubscriptionFilters: []string{"app"}, MessageType: "DATA_MESSAGE",
		}
		if diff := cmp.Diff(want, data); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
	if diff := cmp.Diff([]string{"결제 실패 1", "결제 실패 2"}, texts); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(ids[0]) != 56 || ids[0] >= ids[1] {
		t.Errorf("ids %s", ids)
	}
	if err := g.source.Close(); err != nil {
		t.Error(err)
	}
	if len(g.payloads) > 0 {
		t.Errorf("what does not match is delivered: %s", <-g.payloads)
	}
}

// However much is written at once, each event is one that a queue and a function
// take, and no line is missing or out of order.
func TestStorm(t *testing.T) {
	t.Parallel()
	g := open(t, "")
	noise := make([]byte, 100<<10)
	for i := range noise {
		noise[i] = byte('!' + rand.IntN(90))
	}
	var text strings.Builder
	for i := range 10 {
		fmt.Fprintf(&text, "%02d %s\n", i, noise)
	}
	g.write(text.String())
	next := 0
	for _, data := range g.delivered(10) {
		for _, e := range data.LogEvents {
			if got := e.Message[:2]; got != fmt.Sprintf("%02d", next) {
				t.Errorf("%s instead of %02d", got, next)
			}
			next++
		}
	}
	if err := g.source.Close(); err != nil {
		t.Error(err)
	}
}

// What was written before the end is delivered, and nothing hangs.
func TestClose(t *testing.T) {
	t.Parallel()
	g := open(t, "")
	g.write("last words\n")
	if err := g.source.Close(); err != nil {
		t.Error(err)
	}
	if got := g.delivered(1)[0].LogEvents[0].Message; got != "last words" {
		t.Errorf("got %s", got)
	}
}

func TestTrouble(t *testing.T) {
	t.Parallel()
	troubles := make(chan string, 100)
	path := filepath.Join(t.TempDir(), "app.log")
	s := subscription.Start([]subscription.Watch{{Name: "app", Path: path}, {Name: "folder", Path: t.TempDir()}}, subscription.Options{
		Now:     time.Now,
		Deliver: func([]byte) error { return errors.New("the queue is full") },
		Trouble: func(w subscription.Watch, err error) { troubles <- w.Name + ": " + err.Error() },
	})
	if err := os.WriteFile(path, []byte("x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	close(troubles)
	var said []string
	for text := range troubles {
		said = append(said, text)
	}
	all := strings.Join(said, "\n")
	if len(said) != 2 || !strings.Contains(all, "app: the queue is full") || !strings.Contains(all, "is a folder") {
		t.Errorf("said %q", said)
	}
}

func TestMoved(t *testing.T) {
	data := events.CloudwatchLogsData{
		Owner: "123456789012", LogGroup: "/app/orders", LogStream: "s", MessageType: "DATA_MESSAGE", SubscriptionFilters: []string{"f"},
		LogEvents: []events.CloudwatchLogsLogEvent{{ID: "1", Timestamp: 1440442987000, Message: "<결제 & 실패>"}},
	}
	payload, err := subscription.Pack(data)
	if err != nil {
		t.Fatal(err)
	}
	moved, ok := subscription.Moved(payload, time.Hour)
	if !ok || !subscription.Is(payload) {
		t.Fatal("not recognized")
	}
	var e events.CloudwatchLogsEvent
	if err := json.Unmarshal(moved, &e); err != nil {
		t.Fatal(err)
	}
	got, err := e.AWSLogs.Parse()
	if err != nil {
		t.Fatal(err)
	}
	data.LogEvents[0].Timestamp += time.Hour.Milliseconds()
	if diff := cmp.Diff(data, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, other := range []string{"", "hello", `{}`, `{"awslogs":{}}`, `{"awslogs":{"data":"?"}}`, `{"awslogs":{"data":"aGVsbG8="}}`} {
		if _, ok := subscription.Moved([]byte(other), time.Hour); ok || subscription.Is([]byte(other)) {
			t.Errorf("%s is taken for lines", other)
		}
	}
}
