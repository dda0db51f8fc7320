package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"

	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/config/file"
	"bongsu/shared/secret/ssm"
)

func newCheck(s streams) *cobra.Command {
	var path string
	var live bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Check the configuration: every fault at once, with its place",
		Long: `Check the configuration and name every fault at once, with line, column and the
way out. What is allowed but has no effect is a warning.

With --live it also looks, with the AWS credentials of your shell, whether each
secret exists and has the right shape, and whether each channel answers. Nothing
is sent to anybody: what cannot be tested without a message is said to be so.

Exit code: 0 all is well, 1 a secret or a channel is not, 2 the configuration has
faults.`,
		Example: `  bongsu check
  bongsu check --config prod.yaml --live`,
		Args: cobra.NoArgs,
		RunE: act(func(ctx context.Context, _ []string) error { return check(ctx, s, path, live) }),
	}
	configFlag(c, &path)
	c.Flags().BoolVar(&live, "live", false, "look at the secrets in AWS and probe the channels")
	return c
}

func check(ctx context.Context, s streams, path string, live bool) error {
	set, err := load(path)
	if err != nil {
		return err
	}
	for _, w := range file.Warnings(set.name, set.data) {
		if _, err := fmt.Fprintf(s.err, "bongsu: warning: %s\n", w); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprint(s.out, summary(set)); err != nil {
		return err
	}
	if !live {
		return nil
	}
	return checkLive(ctx, s, set)
}

// summary is what a faultless configuration comes to.
func summary(set setup) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s is faultless: times in %s, language %s", set.name, set.Timezone, set.Language)
	for _, ch := range set.Channels {
		line("  channel %s: %s", ch.Name, strings.Join(append([]string{ch.Type, ch.Language, ch.Timezone}, ways(ch)...), ", "))
	}
	var names []string
	for name := range set.Routes {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		var to []string
		for _, t := range set.Routes[name].Targets {
			text := t.Channel
			if t.After > 0 {
				text += " after " + t.After.String()
			}
			to = append(to, text)
		}
		line("  route %s: %s", name, strings.Join(to, ", "))
	}
	if set.Heartbeat != nil {
		line("  heartbeat: every day at %s through every channel", set.Heartbeat)
	}
	for _, a := range set.Alarms {
		line("  alarm %s: %s", a.Name, strings.Join(append([]string{a.Condition()}, remarks(a)...), "; "))
	}
	if set.Global() {
		line("  a second stack in %s: run cdk bootstrap for that region too", config.GlobalRegion)
	}
	if set.Presence != nil {
		line("  devices: told after %s, %d holds of their own", set.Presence.Hold, len(set.Presence.Holds))
	}
	for _, l := range set.Logs {
		told := "every line is told"
		if l.Cooldown > 0 {
			told = fmt.Sprintf("further lines are counted for %s", l.Cooldown)
		}
		line("  log %s: %s in %s, route %s, %s", l.Name, l.Filter, cmp.Or(l.File, l.Group), cmp.Or(l.Route, config.DefaultRoute), told)
	}
	b.WriteString(pollLines(set.Polls))
	b.WriteString(telemetryLines(set.Telemetry))
	b.WriteString(digestLines(set.Digests, time.Now()))
	if n := len(set.Topics) + len(set.Events); n > 0 {
		line("  listens to %d topics and %d sorts of events besides", len(set.Topics), len(set.Events))
	}
	return b.String()
}

// ways are how many a channel reaches by itself, and what it does where it cannot
// reach them.
func ways(ch config.Channel) []string {
	var all []string
	if splitter, names := ch.Settings.(channel.Splitter); names {
		recipients := 0
		for _, part := range splitter.Split() {
			recipients += len(part)
		}
		all = append(all, fmt.Sprintf("recipients: %d", recipients))
	}
	if slack, is := ch.Settings.(*channel.Slack); is && slack.Channel != "" {
		all = append(all, "posts to "+slack.Channel+" with a bot token")
	}
	if talk, is := ch.Settings.(*channel.AlimTalk); is && talk.Failover != "" {
		all = append(all, "who is not on KakaoTalk gets a text message as of "+talk.Failover)
	}
	if ch.Fallback != "" {
		all = append(all, "what it cannot tell goes to the route "+ch.Fallback)
	}
	return all
}

// remarks are what is special about an alarm.
func remarks(a config.Alarm) []string {
	var all []string
	if a.Severity != "" {
		all = append(all, string(a.Severity))
	}
	if a.Silent {
		all = append(all, "told by another alarm only")
	}
	if a.Global {
		all = append(all, "made in "+config.GlobalRegion)
	}
	return all
}

// liveTimeout bounds one channel's check.
const liveTimeout = 30 * time.Second

// checkLive looks at every channel. Its error names those that are not well.
func checkLive(ctx context.Context, s streams, set setup) error {
	var errs []error
	cfg, sessionErr := aws.Config{}, error(nil)
	if _, names := usersOf(set, ""); len(names) > 0 {
		cfg, sessionErr = awsSession(ctx)
	}
	for _, ch := range set.Channels {
		var said string
		err := sessionErr
		if err == nil || ch.Settings.SecretName() == "" {
			said, err = checkChannel(ctx, cfg, ch)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", ch.Name, err))
			continue
		}
		if _, err := fmt.Fprintf(s.out, "  live %s: %s\n", ch.Name, said); err != nil {
			return err
		}
	}
	return errors.Join(append(errs, checkHeaders(ctx, s, set, cfg, sessionErr)...)...)
}

func checkChannel(ctx context.Context, cfg aws.Config, ch config.Channel) (string, error) {
	if ch.Type == "email" {
		return "who has confirmed cannot be seen without the topic's ARN: look at the subscriptions of its SNS topic", nil
	}
	ctx, cancel := context.WithTimeout(ctx, liveTimeout)
	defer cancel()
	name := ch.Settings.SecretName()
	stored := ssm.New(cfg, name)
	value, err := stored.Get(ctx)
	if err != nil {
		return "", err
	}
	if err := ch.Settings.CheckSecret(value); err != nil {
		return "", fmt.Errorf("parameter %s: %w", name, err)
	}
	opened, err := ch.Settings.Open(channel.World{HTTP: channel.NewHTTPClient(), Secret: stored.Get})
	if err != nil {
		return "", err
	}
	prober, can := opened.(channel.Prober)
	if !can {
		return fmt.Sprintf("the secret %s has the right shape; the channel %v", name, channel.ErrUntestable), nil
	}
	said, err := prober.Probe(ctx)
	if errors.Is(err, channel.ErrUntestable) {
		return fmt.Sprintf("the secret %s has the right shape; the channel %v", name, err), nil
	}
	return said, err
}
