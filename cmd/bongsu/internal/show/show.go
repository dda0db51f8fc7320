// Package show runs the product before somebody's eyes: a line is written to a
// log, an API gets slow and recovers, a device is cut off, and what Slack, Teams
// and the mailbox receive of it is printed as it happens.
package show

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/cmd/bongsu/internal/local"
	"bongsu/cmd/bongsu/internal/sample"
	"bongsu/lambdas/presence"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
)

const (
	// hold is the longest hold and delay while the show lasts.
	hold = 2 * time.Second
	// patience is how long the whole show may take. It has to end within 20 s.
	patience = 18 * time.Second
	// between is how long the recovery waits for the alarm to be told.
	between = 6 * time.Second
)

// Options say what is shown, and how.
type Options struct {
	Config config.Config
	// Name is where the configuration comes from.
	Name   string
	Screen Screen
	// Fail makes channels fail, by name.
	Fail map[string]fake.Mode
	// Once ends after the show; else the product stays up until the context ends.
	Once bool
	// MQTT and HTTP are loopback addresses to try in turn.
	MQTT, HTTP []string
	// Log is the functions' own log.
	Log *slog.Logger
	// Speed is how many times as fast as the wall clock time runs after the show.
	Speed float64
	// Ready, if set, is told the addresses once the product stays up.
	Ready func(http, mqtt string)
}

// Run runs the show. With Once the error names each channel that did not get all
// its messages, and why.
func Run(ctx context.Context, o Options) (err error) {
	zone, err := time.LoadLocation(o.Config.Timezone)
	if err != nil {
		return fmt.Errorf("timezone %q: %w", o.Config.Timezone, err)
	}
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s := &stage{Options: o, printer: newPrinter(o.Screen, zone), channels: map[string]config.Channel{}}
	for _, ch := range o.Config.Channels {
		s.channels[ch.Name] = ch
	}
	hastened, shorter := local.Hastened(o.Config, hold)
	s.stack, err = local.Start(context.WithoutCancel(ctx), local.Options{
		Config: hastened, Clock: local.NewClock(), MQTT: o.MQTT, Fail: o.Fail, Log: o.Log,
		OnMessage: func(name string, m fake.Received) { s.message(s.channels[name], m) },
		OnDead:    func(name, reason string) { s.bad(s.words.dead(name, reason)) },
		OnOdd:     func(name, warning string) { s.warn(s.words.odd(name, warning)) },
		OnDevice:  s.device,
		OnFile:    func(watch string, err error) { s.warn(s.words.unreadable(watch, err)) },
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.journal.close(), s.stack.Close()) }()

	s.note(s.words.intro)
	s.small(o.Name)
	if shorter {
		s.note(s.words.hastened(s.words.seconds(hold.Seconds())))
	}
	if err := s.play(patient, ctx); err != nil {
		return err
	}
	rows := s.rows()
	s.summary(rows)
	if o.Once {
		return verdict(rows)
	}
	return s.stay(ctx)
}

// stage is a show under way.
type stage struct {
	Options
	*printer
	stack    *local.Stack
	channels map[string]config.Channel
	// expected counts the messages that each channel has to get.
	expected map[string]int
	journal  journal
}

// play puts the show's events, and waits for what comes of them. It fails only
// where the show itself cannot go on.
func (s *stage) play(patient, ctx context.Context) error {
	moved, err := sample.AlarmAt(time.Now())
	if err != nil {
		return err
	}
	c := s.stack.Config()
	s.expected = map[string]int{}
	for _, ch := range c.Channels {
		if mode, set := s.Fail[ch.Name]; set {
			s.warn(s.words.failing(ch.Name, mode.String()))
		}
	}

	if err := s.log(patient, ctx, c); err != nil {
		return err
	}
	alarmed := maps.Clone(s.expected)
	for _, target := range c.Routes.Of("") {
		n := s.parts(target.Channel)
		alarmed[target.Channel] += n
		s.expected[target.Channel] += 2 * n
	}

	s.step(s.words.slow)
	if err := s.stack.Put(ctx, intake.Part{Body: moved.Firing}); err != nil {
		return err
	}
	if err := s.lose(ctx, c); err != nil {
		return err
	}
	first, cancel := context.WithTimeout(patient, between)
	s.wait(first, alarmed)
	cancel()

	s.step(s.words.fast)
	if err := s.stack.Put(ctx, intake.Part{Body: moved.Recovered}); err != nil {
		return err
	}
	s.wait(patient, s.expected)
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("the show was interrupted: %w", err)
	}
	return nil
}

// parts is how many messages one alert is in a channel.
func (s *stage) parts(name string) int {
	if splitter, names := s.channels[name].Settings.(channel.Splitter); names {
		return len(splitter.Split())
	}
	return 1
}

// lose shows a device that drops off.
func (s *stage) lose(ctx context.Context, c config.Config) error {
	if c.Presence == nil {
		s.note(s.words.noDevices)
		return nil
	}
	for _, target := range c.Routes.Of(c.Presence.Route) {
		s.expected[target.Channel] += s.parts(target.Channel)
	}
	s.step(s.words.unplugged)
	s.note(s.words.held(s.words.seconds(presence.HoldOf(device, *c.Presence).Seconds())))
	return unplug(ctx, s.stack.MQTT())
}

// wait waits until every channel has settled so many jobs, or fails for good in
// a way that a later try would only repeat.
func (s *stage) wait(ctx context.Context, jobs map[string]int) {
	for {
		tallies, changed := s.stack.Tallies()
		open := false
		for name, n := range jobs {
			t := tallies[name]
			_, failing := s.Fail[name]
			open = open || t.Settled() < n && !(failing && t.Failed > 0)
		}
		if !open {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// rows is what came of the show, in the order of the configuration.
func (s *stage) rows() []row {
	tallies, _ := s.stack.Tallies()
	var rows []row
	for _, ch := range s.Config.Channels {
		n := s.expected[ch.Name]
		if n == 0 {
			continue
		}
		t := tallies[ch.Name]
		r := row{channel: ch.Name, expected: n, arrived: t.Told, dead: t.Dead}
		switch {
		case t.Told >= n:
		case t.Why != "":
			r.why = t.Why
		case t.Busy:
			r.why = s.words.unanswered
		default:
			r.why = s.words.late
		}
		if t.Told == 0 && t.Seen > 0 {
			r.why += s.words.unconfirmed(t.Seen)
		}
		rows = append(rows, r)
	}
	return rows
}

func verdict(rows []row) error {
	var errs []error
	for _, r := range rows {
		if missing := r.expected - r.arrived; missing > 0 {
			errs = append(errs, fmt.Errorf("%s: %d of %d messages did not arrive: %s", r.channel, missing, r.expected, r.why))
		}
	}
	return errors.Join(errs...)
}
