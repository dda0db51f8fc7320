// Package local is the whole product in one process: the real functions over
// queues and incidents in memory, fakes in the place of the providers, and an
// MQTT broker in the place of AWS IoT. It decides nothing and prints nothing.
package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/cmd/bongsu/internal/broker"
	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/lambdas/alarm"
	"bongsu/lambdas/deliver"
	"bongsu/lambdas/presence"
	"bongsu/shared/config"
	"bongsu/shared/fake"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
	"bongsu/shared/wording"
)

// Stack is the running product.
type Stack struct {
	config atomic.Pointer[config.Config]
	log    *slog.Logger
	queues queues
	store  store
	ledger *ledger
	mqtt   *broker.Broker
	clock  *Clock
	onFile func(watch string, err error)
	// drawer draws pictures, nil where nobody shows them.
	drawer alarm.Drawer
	// ends close what was started, in the order of starting.
	ends  []func() error
	ended atomic.Bool
}

// Start starts everything. It runs until Close.
func Start(ctx context.Context, o Options) (*Stack, error) {
	l := newLedger()
	s := &Stack{
		log: o.Log, ledger: l,
		queues: queues{queue.NewMemory(o.Clock.Now), l, new(atomic.Int64), o.Watcher},
		store:  store{incident.NewMemory(), l},
		clock:  o.Clock, onFile: o.OnFile,
	}
	s.config.Store(&o.Config)
	s.queues.soon.Store(int64(o.Soon))
	mappings, err := s.build(o)
	if err == nil {
		err = s.draw(o.Config)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	for _, m := range mappings {
		running.Go(func() { m.run(ctx, s.queues.Memory, s.clock, s.log) })
	}
	running.Go(func() { s.tick(ctx) })
	s.ends = append(s.ends, func() error {
		cancel()
		running.Wait()
		return nil
	})
	return s, nil
}

// build makes the queues, the functions that read them, and all around.
func (s *Stack) build(o Options) ([]mapping, error) {
	redrive := queue.Redrive{Queue: deadQueue, MaxReceives: maxReceives}
	s.queues.Create(deadQueue, queue.Redrive{})
	s.queues.Create(alarmQueue, redrive)
	mappings := []mapping{{queue: alarmQueue, batch: alarmBatch, timeout: alarmTimeout, invoke: s.alarm}}
	for _, ch := range o.Config.Channels {
		s.queues.Create(channelQueue+ch.Name, redrive)
		handler, err := s.deliverer(ch, o)
		if err != nil {
			return nil, err
		}
		batch, window := deliverBatch, deliverWindow
		if ch.Named() {
			batch, window = namedBatch, 0
		}
		mappings = append(mappings, mapping{
			queue: channelQueue + ch.Name, batch: batch, window: window, timeout: deliverTimeout,
			invoke: func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
				h := handler
				h.Quiet = s.quiet(ch.Name)
				return h.Handle(ctx, e)
			},
		})
	}
	if len(o.Config.Logs) > 0 {
		s.queues.Create(logsQueue, queue.Redrive{Queue: deadQueue, MaxReceives: logsReceives})
		mappings = append(mappings, mapping{queue: logsQueue, batch: logsBatch, timeout: logsTimeout, invoke: s.logs})
		if err := s.files(o.Config.Logs); err != nil {
			return nil, err
		}
	}
	if o.Config.Presence == nil && len(o.Config.Telemetry) == 0 {
		return mappings, nil
	}
	if o.Config.Presence != nil {
		for _, m := range []mapping{
			{queue: presenceQueue, batch: presenceBatch, window: presenceWindow},
			{queue: holdQueue, batch: holdBatch},
		} {
			s.queues.Create(m.queue, redrive)
			m.timeout, m.invoke = presenceTimeout, s.presence
			mappings = append(mappings, m)
		}
	}
	if len(o.Config.Telemetry) > 0 {
		s.queues.Create(telemetryQueue, redrive)
		mappings = append(mappings, mapping{
			queue: telemetryQueue, batch: telemetryBatch, window: telemetryWindow, timeout: telemetryTimeout, invoke: s.telemetry,
		})
	}
	return mappings, errors.Join(s.listen(o), s.subscribe(o.Config.Telemetry))
}

// listen starts the broker, whose presence events go to their queue as two IoT
// rules would put them there.
func (s *Stack) listen(o Options) error {
	event := func(_ string, payload []byte) {
		if s.ended.Load() || o.Config.Presence == nil {
			return // it ends with us, which is nobody's loss
		}
		if err := s.Put(context.Background(), intake.Part{Device: true, Body: payload}); err != nil {
			s.log.Error("presence event lost", "error", err)
			return
		}
		o.OnDevice(payload)
	}
	var errs []error
	for _, address := range o.MQTT {
		started, err := broker.StartAt(address, event, s.clock.Now)
		if err == nil {
			s.mqtt = started
			s.ends = append(s.ends, started.Close)
			return nil
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// deliverer makes the function that serves one channel, and its provider.
func (s *Stack) deliverer(ch config.Channel, o Options) (deliver.Handler, error) {
	provider, world, err := provide(ch, o.Absent[ch.Name], fake.Options{OnReceive: func(m fake.Received) {
		if !m.Edits { // the reply to it counts
			s.ledger.seen(ch.Name, m.Lost)
		}
		o.OnMessage(ch.Name, m)
	}})
	if err != nil {
		return deliver.Handler{}, err
	}
	s.ends = append(s.ends, provider.Close)
	if mode, set := o.Fail[ch.Name]; set {
		provider.Fail(mode, fake.Forever)
	}
	opened, err := ch.Settings.Open(world)
	if err != nil {
		return deliver.Handler{}, fmt.Errorf("channel %s: %w", ch.Name, err)
	}
	voice, err := wording.NewVoice(ch.Language, ch.Timezone)
	if err != nil {
		return deliver.Handler{}, fmt.Errorf("channel %s: %w", ch.Name, err)
	}
	return deliver.Handler{
		Name: ch.Name, Type: ch.Type, Channel: watch(watched{opened, ch.Name, s.ledger, o.Watcher}), Voice: voice, Heartbeat: ch.Heartbeat,
		Store: s.store, Queue: s.queues, Address: channelQueue + ch.Name, DeadLetters: deadQueue,
		Fallback: o.Config.DeliverSlice(ch).Channel.Fallback, Alarms: alarmQueue,
		Pace: new(deliver.Pace), Log: s.log, Now: s.clock.Now,
	}, nil
}

// quiet are the hours that count now for a channel.
func (s *Stack) quiet(name string) *config.Hours {
	for _, ch := range s.config.Load().Channels {
		if ch.Name == name {
			return ch.Quiet
		}
	}
	return nil
}

func (s *Stack) teller(c *config.Config) source.Teller {
	return source.Teller{
		Store: s.store, Queue: s.queues, Routes: c.AlarmSlice().Routes, Mutes: c.Mute, Now: s.clock.Now,
		Address: func(channel string) string { return channelQueue + channel },
	}
}

func (s *Stack) alarm(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	payload, err := json.Marshal(batch)
	if err != nil {
		return events.SQSEventResponse{}, err
	}
	c := s.config.Load()
	answer, err := alarm.Handler{Teller: s.teller(c), Events: c.Events, Pictures: s.pictures(c), Log: s.log, Now: s.clock.Now}.Handle(ctx, payload)
	if err != nil {
		return events.SQSEventResponse{}, err
	}
	response, ok := answer.(events.SQSEventResponse)
	if !ok {
		return events.SQSEventResponse{}, fmt.Errorf("the alarm function answered a batch with %T", answer)
	}
	return response, nil
}

func (s *Stack) presence(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	c := s.config.Load()
	return presence.Handler{
		Teller: s.teller(c), Queue: s.queues, Hold: holdQueue, Presence: *c.Presence, Log: s.log, Now: s.clock.Now,
	}.Handle(ctx, batch)
}

// Put sends a payload the way it would come from AWS: to the queue of its source.
func (s *Stack) Put(ctx context.Context, p intake.Part) error {
	to := alarmQueue
	switch {
	case p.Device:
		to = presenceQueue
	case p.Logs:
		to = logsQueue
	case p.Sent && len(s.config.Load().Telemetry) > 0:
		to = telemetryQueue
	}
	return s.queues.Send(ctx, to, queue.Message{Body: p.Body})
}

// Hasten makes the product's time run so many times as fast.
func (s *Stack) Hasten(speed float64) { s.clock.Run(speed) }

// Now is the time that the product lives by.
func (s *Stack) Now() time.Time { return s.clock.Now() }

// Config is the configuration that counts now.
func (s *Stack) Config() config.Config { return *s.config.Load() }

// Retime takes over the times of a configuration that differs in them only.
func (s *Stack) Retime(c config.Config) {
	s.config.Store(&c)
	s.queues.soon.Store(0)
}

// MQTT is the broker's host:port, empty if nothing of devices is watched.
func (s *Stack) MQTT() string {
	if s.mqtt == nil {
		return ""
	}
	return s.mqtt.Addr()
}

// Tallies says how telling has gone so far, by channel, and gives what closes as
// soon as that changes.
func (s *Stack) Tallies() (map[string]Tally, <-chan struct{}) { return s.ledger.look() }

// Close ends everything that runs.
func (s *Stack) Close() error {
	s.ended.Store(true)
	var errs []error
	for i := len(s.ends) - 1; i >= 0; i-- {
		errs = append(errs, s.ends[i]())
	}
	s.ends = nil
	return errors.Join(errs...)
}
