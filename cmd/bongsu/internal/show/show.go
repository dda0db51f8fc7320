// Package show runs the product before somebody's eyes: a line is written to a
// log, an API gets slow and recovers, a device is cut off, and what chats, phones
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
	// hold is the longest hold and delay while the show lasts, soon how long a
	// message's result is waited for.
	hold = 2 * time.Second
	soon = time.Second
	// patience is how long the whole show may take. It has to end within 20 s.
	patience = 18 * time.Second
	// between is how long the recovery waits for the alarm to be told.
	between = 6 * time.Second
)

// Options say what is shown, and how.
type Options struct {
	Config config.Config
	// Name is where the configuration comes from. Instead is the file of one that
	// is not shown because nobody has made it theirs yet, empty for none.
	Name    string
	Instead string
	Screen  Screen
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
	s.absent = absentees(o)
	hastened, shorter := local.Hastened(o.Config, hold)
	s.stack, err = local.Start(context.WithoutCancel(ctx), local.Options{
		Config: hastened, Clock: local.NewClock(), MQTT: o.MQTT, Fail: o.Fail, Log: o.Log,
		Absent: s.absent, Soon: soon, Watcher: s.watcher(),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.journal.close(), s.stack.Close()) }()

	s.note(s.words.intro)
	if o.Name == sample.ConfigName {
		s.note(s.words.sample)
	} else {
		s.small(o.Name)
	}
	if o.Instead != "" {
		s.note(s.words.instead(o.Instead))
	}
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
	// absent are the numbers, by channel, that KakaoTalk does not reach the first
	// time; the channels among them that were announced are no longer in it.
	absent  map[string]string
	journal journal
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
	defaults := c.Routes.Of("")
	for _, target := range defaults {
		n := s.parts(target.Channel)
		alarmed[target.Channel] += n
		s.expected[target.Channel] += 2 * n
	}

	s.step(s.words.slow)
	s.announce(defaults)
	if err := s.stack.Put(ctx, intake.Part{Body: moved.Firing}); err != nil {
		return err
	}
	if err := s.lose(ctx, c); err != nil {
		return err
	}
	first, cancel := context.WithTimeout(patient, between)
	s.wait(first, s.told(alarmed))
	cancel()

	s.step(s.words.fast)
	if err := s.stack.Put(ctx, intake.Part{Body: moved.Recovered}); err != nil {
		return err
	}
	s.wait(patient, s.over)
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

// lose shows a device that publishes a value which is out of its bounds, and then
// drops off.
func (s *stage) lose(ctx context.Context, c config.Config) error {
	topic, payload := s.publish(c)
	if c.Presence == nil {
		s.note(s.words.noDevices)
		if topic == "" {
			return nil
		}
		return unplug(ctx, s.stack.MQTT(), topic, payload)
	}
	targets := c.Routes.Of(c.Presence.Route)
	for _, target := range targets {
		s.expected[target.Channel] += s.parts(target.Channel)
	}
	s.step(s.words.unplugged)
	s.announce(targets)
	s.note(s.words.held(s.words.seconds(presence.HoldOf(device, *c.Presence).Seconds())))
	return unplug(ctx, s.stack.MQTT(), topic, payload)
}
