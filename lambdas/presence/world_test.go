package presence_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/lambdas/presence"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

const (
	presenceQueue = "presence"
	holdQueue     = "hold"
	queueARN      = "arn:aws:sqs:ap-northeast-2:123456789012:bongsu-presence"
)

// world is the function between its queues, on a clock of its own.
type world struct {
	t       *testing.T
	now     time.Time
	queues  *queue.Memory
	store   *incident.Memory
	handler presence.Handler
	log     bytes.Buffer
}

func newWorld(t *testing.T, c config.Presence) *world {
	w := &world{t: t, now: origin, store: incident.NewMemory()}
	clock := func() time.Time { return w.now }
	w.queues = queue.NewMemory(clock)
	for _, name := range []string{presenceQueue, holdQueue, "chat", "mail"} {
		w.queues.Create(name, queue.Redrive{})
	}
	c.Route = "devices"
	w.handler = presence.Handler{
		Teller: source.Teller{
			Store: w.store, Queue: w.queues,
			Routes:  config.Routes{"devices": {Targets: []config.Target{{Channel: "chat"}, {Channel: "mail"}}}},
			Address: func(channel string) string { return channel },
		},
		Queue: w.queues, Hold: holdQueue, Presence: c,
		Log: slog.New(slog.NewJSONHandler(&w.log, nil)), Now: clock,
	}
	return w
}

// payload is the event as AWS IoT writes it.
func payload(e presence.Event) string {
	m := map[string]any{
		"clientId": e.ClientID, "timestamp": e.At.UnixMilli(), "eventType": e.Type,
		"sessionIdentifier": e.Session, "principalIdentifier": "principal", "versionNumber": e.Version,
	}
	if e.Type == presence.Connected {
		m["ipAddress"] = e.Address
	} else {
		m["disconnectReason"] = e.Reason
		m["clientInitiatedDisconnect"] = e.Reason == "CLIENT_INITIATED_DISCONNECT"
	}
	data, err := json.Marshal(m)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// arrive puts bodies on the queue of events, this long after origin.
func (w *world) arrive(after time.Duration, bodies ...string) {
	w.t.Helper()
	w.pass(after)
	for _, body := range bodies {
		if err := w.queues.Send(w.t.Context(), presenceQueue, queue.Message{Body: []byte(body)}); err != nil {
			w.t.Fatal(err)
		}
	}
	w.invoke(presenceQueue)
}

func (w *world) happen(after time.Duration, happened ...presence.Event) {
	w.t.Helper()
	bodies := make([]string, len(happened))
	for i, e := range happened {
		bodies[i] = payload(e)
	}
	w.arrive(after, bodies...)
}

// pass lets time pass until this long after origin, with all checks that fall due.
func (w *world) pass(after time.Duration) {
	w.t.Helper()
	until := origin.Add(after)
	for {
		due, waiting := w.queues.Next(holdQueue)
		if !waiting || due.After(until) {
			break
		}
		if due.After(w.now) {
			w.now = due
		}
		w.invoke(holdQueue)
	}
	w.now = until
}

// batch receives what is visible on a queue, as Lambda sees it.
func (w *world) batch(name string) ([]queue.Received, events.SQSEvent) {
	w.t.Helper()
	received, err := w.queues.Receive(name, 10000, time.Minute)
	if err != nil {
		w.t.Fatal(err)
	}
	var event events.SQSEvent
	for _, r := range received {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: r.ID, ReceiptHandle: r.Handle, Body: string(r.Body), EventSourceARN: queueARN,
			Attributes: map[string]string{"SentTimestamp": strconv.FormatInt(r.Sent.UnixMilli(), 10)},
		})
	}
	return received, event
}

// invoke runs the function on one batch and removes what it did not fail.
func (w *world) invoke(name string) events.SQSEventResponse {
	w.t.Helper()
	received, event := w.batch(name)
	answer, err := w.handler.Handle(w.t.Context(), event)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range received {
		if slices.Contains(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: r.ID}) {
			continue
		}
		if err := w.queues.Delete(name, r.Handle); err != nil {
			w.t.Fatal(err)
		}
	}
	return answer
}

// jobs are the jobs of a channel in the order in which they were put.
func (w *world) jobs(channel string) []queue.Job {
	w.t.Helper()
	var jobs []queue.Job
	for _, r := range w.queues.Peek(channel) {
		j, err := queue.Decode(r.Body)
		if err != nil {
			w.t.Fatal(err)
		}
		jobs = append(jobs, j)
	}
	return jobs
}

// told gives one line for each job that is not a repetition.
func (w *world) told() []string {
	w.t.Helper()
	lines, seen := []string{}, map[string]bool{}
	for _, j := range w.jobs("chat") {
		if seen[j.ID()] {
			continue
		}
		seen[j.ID()] = true
		var names []string
		for _, a := range j.Alerts {
			names = append(names, fmt.Sprintf("%s@%v", a.Subject, a.At.Sub(origin)))
		}
		lines = append(lines, string(j.State)+" "+strings.Join(names, " "))
	}
	return lines
}

func (w *world) record(clientID string) incident.Record {
	w.t.Helper()
	key := alert.PresenceKey(clientID)
	records, err := w.store.Records(w.t.Context(), []string{key})
	if err != nil {
		w.t.Fatal(err)
	}
	return records[key]
}
