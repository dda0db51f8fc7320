package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/lambdas/deliver"
	"bongsu/lambdas/presence"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
	"bongsu/shared/wording"
)

const (
	eventsQueue = "presence"
	holdQueue   = "hold"
	chat        = "chat"
	deadLetters = "dead"

	// batchSize and visibility are those of the stack's source queues.
	batchSize  = 1000
	visibility = 361 * second

	// concurrency bounds the batches of a queue that are served in a step.
	concurrency = 20

	// step is the window in which messages gather, delivering the chat's.
	step       = second
	delivering = 2 * second

	// longestRun is how long a source may run.
	longestRun = 2 * time.Minute
)

// settings are those of the fleet: the sample's, with unstable devices.
var settings = config.Presence{
	Route: config.DefaultRoute, Hold: 30 * time.Second, Unstable: 6,
	Holds: []config.Hold{{Match: "slow-*", For: 5 * time.Minute}},
}

// world is the product between its queues on a virtual clock: the presence
// function, and deliver with a channel that accepts everything.
type world struct {
	now      int64
	r        *rand.Rand
	fleet    [][]event
	messages []arrival
	queues   *queue.Memory
	store    *incident.Memory
	faults   *faults
	troubles troubles
	presence presence.Handler
	deliver  deliver.Handler
	judge    *judge
	posts    int
	posted   map[string]bool
	again    int
	// waited counts what deliver gave back to wait for.
	waited int
}

func newWorld(fleet [][]event, messages []arrival, seed uint64) (*world, error) {
	voice, err := wording.NewVoice("en", "UTC")
	if err != nil {
		return nil, err
	}
	w := &world{
		r: rand.New(rand.NewPCG(seed, 1)), fleet: fleet, messages: messages,
		store: incident.NewMemory(), posted: make(map[string]bool), judge: newJudge(fleet),
	}
	now := func() time.Time { return clock(w.now) }
	w.queues = queue.NewMemory(now)
	for _, name := range []string{eventsQueue, holdQueue, chat, deadLetters} {
		w.queues.Create(name, queue.Redrive{})
	}
	w.faults = &faults{Store: w.store, Sender: w.queues}
	quiet := slog.New(slog.DiscardHandler)
	w.presence = presence.Handler{
		Teller: source.Teller{
			Store: w.faults, Queue: w.faults,
			Routes:  config.Routes{config.DefaultRoute: {Targets: []config.Target{{Channel: chat}}}},
			Address: func(channel string) string { return channel },
		},
		Queue: w.faults, Hold: holdQueue, Presence: settings, Log: quiet, Now: now,
	}
	w.deliver = deliver.Handler{
		Name: chat, Channel: w, Voice: voice, Store: w.store, Queue: w.queues,
		Address: chat, DeadLetters: deadLetters, Log: quiet, Now: now,
	}
	return w, nil
}

// Send is the chat: it accepts everything, and notices what it has seen before.
func (w *world) Send(_ context.Context, d channel.Delivery) (channel.Receipt, error) {
	w.posts++
	if w.posted[d.ID] {
		w.again++
	}
	w.posted[d.ID] = true
	return channel.Receipt{}, nil
}

// run plays everything until the given time.
func (w *world) run(ctx context.Context, until int64) error {
	for tick := int64(0); tick <= until; tick += step {
		for len(w.messages) > 0 && w.messages[0].at <= tick {
			if err := w.arrive(ctx, w.messages[0]); err != nil {
				return err
			}
			w.messages = w.messages[1:]
		}
		w.now = tick
		names := []string{eventsQueue, holdQueue}
		if w.r.IntN(2) == 0 {
			slices.Reverse(names)
		}
		for _, name := range names {
			if err := w.serve(ctx, name); err != nil {
				return err
			}
		}
		if tick%delivering == 0 {
			if err := w.tell(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) arrive(ctx context.Context, a arrival) error {
	w.now = a.at
	e := &w.fleet[a.device][a.event]
	e.arrived = min(e.arrived, a.at)
	return w.queues.Send(ctx, eventsQueue, queue.Message{
		Body:       payload(clientID(int(a.device)), *e),
		Attributes: map[string]string{"event": fmt.Sprintf("%d/%d", a.device, a.event)},
	})
}

// serve empties a queue of the presence function, in batches that now and then
// are in disorder, fail, or come twice.
func (w *world) serve(ctx context.Context, name string) error {
	for range concurrency {
		batch, err := w.queues.Receive(name, batchSize, time.Duration(visibility)*time.Millisecond)
		if err != nil || len(batch) == 0 {
			return err
		}
		if w.r.IntN(5) == 0 {
			w.r.Shuffle(len(batch), func(i, j int) { batch[i], batch[j] = batch[j], batch[i] })
		}
		mode := none
		if w.r.IntN(500) == 0 {
			mode = 1 + fault(w.r.IntN(int(kinds)-1))
			w.troubles = append(w.troubles, w.now)
		}
		w.faults.set(mode)
		answer, err := w.presence.Handle(ctx, records(batch, name))
		if err != nil {
			return err
		}
		if mode == crash {
			continue
		}
		failed := make(map[string]bool)
		for _, f := range answer.BatchItemFailures {
			failed[f.ItemIdentifier] = true
		}
		for _, m := range batch {
			if failed[m.ID] {
				continue
			}
			w.handled(m)
			if w.r.IntN(1000) == 0 {
				continue // the queue delivers it once more
			}
			if err := w.queues.Delete(name, m.Handle); err != nil {
				return err
			}
		}
	}
	return nil
}

// handled notes when the function first had an event.
func (w *world) handled(m queue.Received) {
	device, n, ok := strings.Cut(m.Attributes["event"], "/")
	if !ok {
		return
	}
	d, _ := strconv.Atoi(device)
	i, _ := strconv.Atoi(n)
	e := &w.fleet[d][i]
	e.handled = min(e.handled, w.now)
}

// tell lets deliver work, and the judge see what it told.
func (w *world) tell(ctx context.Context) error {
	for {
		batch, err := w.queues.Receive(chat, 100, time.Duration(visibility)*time.Millisecond)
		if err != nil || len(batch) == 0 {
			return err
		}
		answer, err := w.deliver.Handle(ctx, records(batch, chat))
		if err != nil {
			return err
		}
		if batch, err = w.taken(batch, answer); err != nil {
			return err
		}
		if err := w.judge.hear(ctx, w, batch); err != nil {
			return err
		}
		for _, m := range batch {
			if w.r.IntN(1000) == 0 {
				continue
			}
			if err := w.queues.Delete(chat, m.Handle); err != nil {
				return err
			}
		}
	}
}

// taken is a batch without what deliver gives back. The chat accepts everything, so
// that is only what came twice and may not be on record yet, for as long as the
// function that writes it down may run.
func (w *world) taken(batch []queue.Received, answer events.SQSEventResponse) ([]queue.Received, error) {
	var failed error
	batch = slices.DeleteFunc(batch, func(m queue.Received) bool {
		if !slices.Contains(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: m.ID}) {
			return false
		}
		job, err := queue.Decode(m.Body)
		if err == nil && (!job.Again || w.deliver.Now().Sub(m.Sent) > longestRun) {
			err = fmt.Errorf("deliver gave %s back at %d ms, though the chat accepts everything", job.ID(), w.now)
		}
		failed = errors.Join(failed, err)
		w.waited++
		return true
	})
	return batch, failed
}

// records are a batch as Lambda gives it.
func records(batch []queue.Received, name string) events.SQSEvent {
	var e events.SQSEvent
	for _, m := range batch {
		e.Records = append(e.Records, events.SQSMessage{
			MessageId: m.ID, ReceiptHandle: m.Handle, Body: string(m.Body),
			EventSourceARN: "arn:aws:sqs:ap-northeast-2:123456789012:bongsu-" + name,
			Attributes: map[string]string{
				"SentTimestamp":           strconv.FormatInt(m.Sent.UnixMilli(), 10),
				"ApproximateReceiveCount": strconv.Itoa(m.Receives),
			},
		})
	}
	return e
}

// build invents a fleet and the messages about it, in the order of their arrival.
func build(devices int, hours float64, seed uint64) (fleet [][]event, messages []arrival) {
	end := int64(hours * float64(hour))
	fleet = make([][]event, devices)
	for i := range fleet {
		r := rand.New(rand.NewPCG(seed, uint64(i)+2))
		var storms []int64
		// A twentieth of the fleet loses its network at once, twice.
		switch i % 20 {
		case 4:
			storms = []int64{end / 3}
		case 5:
			storms = []int64{end * 2 / 3}
		}
		fleet[i] = live(r, end, storms)
		for n, e := range fleet[i] {
			for range 1 + max(0, r.IntN(50)-48) {
				messages = append(messages, arrival{max(0, e.at) + travel(r), int32(i), int32(n)})
			}
		}
	}
	slices.SortFunc(messages, func(a, b arrival) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.device, b.device), cmp.Compare(a.event, b.event))
	})
	return fleet, messages
}
