package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"bongsu/cmd/bongsu/internal/door"
	"bongsu/cmd/bongsu/internal/sample"
	"bongsu/cmd/bongsu/internal/show"
	"bongsu/shared/boot"
	"bongsu/shared/config"
	"bongsu/shared/fake"
)

// runOptions are the flags of run.
type runOptions struct {
	config, language string
	once, verbose    bool
	fail             []string
	http, mqtt       string
	// ready is told the addresses once the product stays up.
	ready func(http, mqtt string)
	speed float64
}

// Addresses that are tried where the command line names none.
const (
	usualHTTP = "127.0.0.1:8787"
	usualMQTT = "127.0.0.1:1883"
	anyPort   = "127.0.0.1:0"
)

func newRun(s streams) *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run",
		Short: "See the whole product at work on this machine, without an AWS account",
		Long: `See the whole product at work on this machine: a line that is written to a file
becomes a text message, an AlimTalk and a LINE message, an API gets slow and
recovers, a device publishes a value that is too high and is cut off, and what each
channel receives of it. The functions are the real ones; queues and table are in
memory, the providers are strict stand-ins on loopback, and the devices' broker is a
real one. Nothing leaves the machine.

Then it stays up: write to the file that it names, or to one that the
configuration watches (logs: with file:), serve a value that it polls (polls: with
a url of this machine), publish one on MQTT (telemetry:), post any payload to it,
connect a device of your own and pull the plug. Ctrl-C ends it.

Without --config it shows bongsu.yaml of this folder. Where there is none, or its
watchdog is still at example.com, a built-in sample is shown that has every kind of
channel. With --once the exit code is 0 if every message arrived, else 1.

MODE is an HTTP status (404, 429, 503), a status with a reason
(404/no_active_hooks; 429/quota of LINE: the month's messages are used up), or one
of timeout, reset, garbage, refuse-body, slow, accept-then-timeout,
accept-then-stall. Of SMS and AlimTalk 202/RESULT accepts, and then does not
deliver for that reason: 202/2003 is a phone that is off. CHANNEL is a channel's
name or a type.`,
		Example: `  bongsu run
  bongsu run --once --lang en
  bongsu run --once --fail slack=404 --fail ops-mail=timeout
  bongsu run --once --fail duty-line=429/quota --fail duty-sms=202/2003`,
		Args: cobra.NoArgs,
		RunE: act(func(ctx context.Context, _ []string) error { return runAll(ctx, s, o) }),
	}
	configFlag(c, &o.config)
	c.Flags().StringVar(&o.language, "lang", "", "ko or en for everything (default the configuration's)")
	c.Flags().BoolVar(&o.once, "once", false, "end after the show, within 20 s")
	c.Flags().StringArrayVar(&o.fail, "fail", nil, "make a channel fail, as `CHANNEL=MODE`; may be repeated")
	c.Flags().StringVar(&o.http, "listen", "", "where to post to (default "+usualHTTP+", or any free port)")
	c.Flags().StringVar(&o.mqtt, "mqtt", "", "the devices' broker (default "+usualMQTT+", or any free port)")
	c.Flags().Float64Var(&o.speed, "speed", 1, "after the show, let time run so many times as fast (60: an hour is a minute)")
	c.Flags().BoolVarP(&o.verbose, "verbose", "v", false, "print the functions' own log on the error output")
	return c
}

func runAll(ctx context.Context, s streams, o runOptions) error {
	set, instead, err := toShow(o.config)
	if err != nil {
		return err
	}
	if err := checkLanguage(o.language); err != nil {
		return err
	}
	if o.speed < 1 || o.speed > 3600 {
		return misused(fmt.Errorf("--speed %v: say a number from 1 to 3600", o.speed))
	}
	if o.language != "" {
		set.Channels = slices.Clone(set.Channels)
		for i := range set.Channels {
			set.Channels[i].Language = o.language
		}
	}
	fail, err := failures(set, o.fail)
	if err != nil {
		return err
	}
	for flag, address := range map[string]string{"--listen": o.http, "--mqtt": o.mqtt} {
		if address == "" {
			continue
		}
		if err := door.CheckLoopback(address); err != nil {
			return misused(fmt.Errorf("%s: %w", flag, err))
		}
	}
	log := slog.New(slog.DiscardHandler)
	if o.verbose {
		log = boot.Logger(s.err)
	}
	return show.Run(ctx, show.Options{
		Config: set.Config, Name: set.name, Instead: instead, Fail: fail, Once: o.once, Log: log, Speed: o.speed, Ready: o.ready,
		Screen: screen(s.out, cmp.Or(o.language, set.Language)),
		HTTP:   addresses(o.http, usualHTTP), MQTT: addresses(o.mqtt, usualMQTT),
	})
}

// toShow reads the configuration to show. One that nobody has made theirs yet is
// the repository's own, without what only few need; then the built-in sample shows
// more, and the file is given as instead. Its watchdog tells: example.com belongs
// to nobody (RFC 2606).
func toShow(path string) (set setup, instead string, err error) {
	set, err = loadOrSample(path)
	somebodys := func(address string) bool { return !strings.HasSuffix(address, "@example.com") }
	if err != nil || path != "" || set.name == sample.ConfigName || slices.ContainsFunc(set.Watchdog, somebodys) {
		return set, "", err
	}
	instead = set.name
	set, err = builtIn()
	return set, instead, err
}

func addresses(wished, usual string) []string {
	if wished != "" {
		return []string{wished}
	}
	return []string{usual, anyPort}
}

// screen finds out what the output can show: colours only on a terminal, and
// only if they are welcome (https://no-color.org).
func screen(out io.Writer, language string) show.Screen {
	s := show.Screen{Out: out, Language: language}
	terminal, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		return s
	}
	if columns, _, err := term.GetSize(int(terminal.Fd())); err == nil {
		s.Columns = columns
	}
	s.Colours = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return s
}

// failures reads --fail: a channel's name, or a type for all channels of it.
func failures(set setup, wishes []string) (map[string]fake.Mode, error) {
	fail := make(map[string]fake.Mode)
	var errs []error
	for _, wish := range wishes {
		whom, how, _ := strings.Cut(wish, "=")
		mode, err := fake.ParseMode(how)
		if err != nil {
			errs = append(errs, misused(fmt.Errorf("--fail %s: %w", wish, err)))
			continue
		}
		named := func(ch config.Channel) bool { return ch.Name == whom }
		if !slices.ContainsFunc(set.Channels, named) {
			named = func(ch config.Channel) bool { return ch.Type == whom }
		}
		found := false
		for _, ch := range set.Channels {
			if named(ch) {
				found = true
				fail[ch.Name] = mode
			}
		}
		if !found {
			errs = append(errs, misused(fmt.Errorf("--fail %s: there is no such channel: say CHANNEL=MODE with one of %s, or a type: %s",
				wish, strings.Join(set.names(), ", "), strings.Join(types(), ", "))))
		}
	}
	return fail, errors.Join(errs...)
}
