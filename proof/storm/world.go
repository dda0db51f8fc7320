// Package storm plays a flood of events through the real functions on a virtual
// clock, against providers that keep their pace, and counts what comes out. It
// knows nothing of AWS; proof/cloud does.
package storm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/lambdas/alarm"
	"bongsu/lambdas/deliver"
	"bongsu/lambdas/presence"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/secret"
	"bongsu/shared/source"
	"bongsu/shared/wording"
)

// Queues as the stack names them.
const (
	alarms   = "alarm"
	devices  = "presence"
	held     = "hold"
	dead     = "dead"
	channels = "to-"
)

// mapping reads a queue as Lambda's event source mapping does.
type mapping struct {
	queue       string
	batch       int
	window      time.Duration
	concurrency int
	invoke      func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	// since is when the batch under way began; zero if none is.
	since       time.Time
	invocations int
}

// World is everything around the functions.
type World struct {
	now      time.Time
	queues   *queue.Memory
	store    *incident.Memory
	mappings []*mapping
	desks    []desk
}

// step is how finely the virtual clock moves.
const step = 100 * time.Millisecond

// Open makes a world with a channel of every desk.
func Open(language string) (*World, error) {
	w := &World{now: time.Date(2026, 9, 25, 4, 0, 0, 0, time.UTC), store: incident.NewMemory()}
	clock := func() time.Time { return w.now }
	w.queues = queue.NewMemory(clock)
	w.queues.Create(dead, queue.Redrive{})
	for _, name := range []string{alarms, devices, held} {
		w.queues.Create(name, queue.Redrive{Queue: dead, MaxReceives: 100})
	}
	var err error
	if w.desks, err = openDesks(fake.Options{Clock: clock}); err != nil {
		return nil, err
	}
	log := slog.New(slog.DiscardHandler)
	teller := source.Teller{
		Store: w.store, Queue: w.queues, Now: clock, Address: func(name string) string { return channels + name },
		Routes: config.Routes{config.DefaultRoute: route(w.desks)},
	}
	a := alarm.Handler{Teller: teller, Log: log, Now: clock}
	p := presence.Handler{Teller: teller, Queue: w.queues, Hold: held, Presence: config.Presence{Hold: 30 * time.Second}, Log: log, Now: clock}
	w.mappings = []*mapping{
		{queue: alarms, batch: 10, concurrency: 5, invoke: func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			payload, err := json.Marshal(e)
			if err != nil {
				return events.SQSEventResponse{}, err
			}
			answer, err := a.Handle(ctx, payload)
			response, _ := answer.(events.SQSEventResponse)
			return response, err
		}},
		{queue: devices, batch: 1000, window: time.Second, concurrency: 5, invoke: p.Handle},
		{queue: held, batch: 10, concurrency: 5, invoke: p.Handle},
	}
	for _, d := range w.desks {
		if err := w.channel(d, language, clock, log); err != nil {
			return nil, errors.Join(err, w.Close())
		}
	}
	return w, nil
}

func (w *World) channel(d desk, language string, clock func() time.Time, log *slog.Logger) error {
	opened, err := d.settings.Open(channel.World{
		HTTP: &http.Client{Timeout: 10 * time.Second}, Base: d.base, Now: clock,
		Secret: func(context.Context) (secret.Text, error) { return secret.New(d.secret), nil },
	})
	if err != nil {
		return err
	}
	voice, err := wording.NewVoice(language, "Asia/Seoul")
	if err != nil {
		return err
	}
	w.queues.Create(channels+d.name, queue.Redrive{Queue: dead, MaxReceives: 120})
	batch, window := 100, 2*time.Second
	if d.parts() != nil {
		batch, window = 10, 0
	}
	w.mappings = append(w.mappings, &mapping{
		queue: channels + d.name, batch: batch, window: window, concurrency: 2,
		invoke: deliver.Handler{
			Name: d.name, Type: d.name, Channel: opened, Voice: voice, Store: w.store, Queue: w.queues,
			Address: channels + d.name, DeadLetters: dead, Pace: new(deliver.Pace), Log: log, Now: clock,
		}.Handle,
	})
	return nil
}

// Close ends the providers.
func (w *World) Close() error {
	var faults []error
	for _, d := range w.desks {
		faults = append(faults, d.provider.Close())
	}
	return errors.Join(faults...)
}

// Now is the virtual time.
func (w *World) Now() time.Time { return w.now }

// Alarm and Device put an event on the queue of its source.
func (w *World) Alarm(ctx context.Context, body string) error {
	return w.queues.Send(ctx, alarms, queue.Message{Body: []byte(body)})
}

// Device puts a lifecycle event.
func (w *World) Device(ctx context.Context, body string) error {
	return w.queues.Send(ctx, devices, queue.Message{Body: []byte(body)})
}

// Pass lets time go by.
func (w *World) Pass(ctx context.Context, d time.Duration) error {
	for end := w.now.Add(d); w.now.Before(end); w.now = w.now.Add(step) {
		for _, m := range w.mappings {
			if err := w.serve(ctx, m); err != nil {
				return fmt.Errorf("%s: %w", m.queue, err)
			}
		}
	}
	return nil
}

// Quiet reports whether nothing is under way any more.
func (w *World) Quiet() bool {
	for _, m := range w.mappings {
		if w.queues.Depth(m.queue) > 0 {
			return false
		}
	}
	return true
}

// Dead is how many dead letters there are.
func (w *World) Dead() int { return w.queues.Depth(dead) }

// Invocations is how often the function behind a queue ran.
func (w *World) Invocations(name string) int {
	for _, m := range w.mappings {
		if m.queue == name || m.queue == channels+name {
			return m.invocations
		}
	}
	return 0
}

// serve invokes a function once its window is over or its batch is full.
func (w *World) serve(ctx context.Context, m *mapping) error {
	next, some := w.queues.Next(m.queue)
	if !some || next.After(w.now) {
		m.since = time.Time{}
		return nil
	}
	if m.since.IsZero() {
		m.since = w.now
	}
	if w.now.Sub(m.since) < m.window {
		return nil
	}
	m.since = time.Time{}
	for range m.concurrency {
		received, err := w.queues.Receive(m.queue, m.batch, 3*time.Minute)
		if err != nil {
			return err
		}
		if len(received) == 0 {
			return nil
		}
		m.invocations++
		if err := w.invoke(ctx, m, received); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) invoke(ctx context.Context, m *mapping, received []queue.Received) error {
	event := events.SQSEvent{}
	for _, r := range received {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: r.ID, ReceiptHandle: r.Handle, Body: string(r.Body), EventSource: "aws:sqs",
			EventSourceARN: "arn:aws:sqs:ap-northeast-2:123456789012:" + m.queue,
			Attributes: map[string]string{
				"ApproximateReceiveCount": strconv.Itoa(r.Receives),
				"SentTimestamp":           strconv.FormatInt(r.Sent.UnixMilli(), 10),
			},
		})
	}
	answer, err := m.invoke(ctx, event)
	if err != nil {
		return err
	}
	failed := make(map[string]bool)
	for _, f := range answer.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	for _, r := range received {
		if failed[r.ID] {
			continue
		}
		if err := w.queues.Delete(m.queue, r.Handle); err != nil {
			return err
		}
	}
	return nil
}
