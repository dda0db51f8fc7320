package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/spf13/cobra"

	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/cmd/bongsu/internal/sample"
	"bongsu/shared/channel"
	mail "bongsu/shared/channel/sns"
	"bongsu/shared/config"
	"bongsu/shared/secret"
	"bongsu/shared/secret/ssm"
)

// varSecret holds a channel's secret for once.
const varSecret = "BONGSU_SECRET"

// sendOptions are the flags of send.
type sendOptions struct{ config, channel, event, language, topic string }

func newSend(s streams) *cobra.Command {
	var o sendOptions
	c := &cobra.Command{
		Use:   "send --channel NAME [FILE|-]",
		Short: "Send a sample or an event through the real provider",
		Long: `Send the sample alarm, or an event of whatever form AWS sends, through the real
provider of a channel, and print what the provider answered. It is what people
will see.

The secret is that of the variable ` + varSecret + `, else of the SSM parameter that the
configuration names, with the AWS credentials of your shell. E-mail needs the ARN
of the channel's SNS topic, which the deployed stack knows.

Exit code: 0 everything was accepted, 1 something was not, or there was nothing
to tell, 2 wrong usage or configuration.`,
		Example: `  bongsu send --channel ops-slack
  ` + varSecret + `="$(pbpaste)" bongsu send --channel teams alarm.json
  bongsu send --channel ops-mail --topic arn:aws:sns:ap-northeast-2:123456789012:ops-mail`,
		Args: cobra.MaximumNArgs(1),
		RunE: act(func(ctx context.Context, args []string) error {
			if len(args) == 1 {
				if o.event != "" {
					return misused(errors.New("give the event once, as an argument or with --event"))
				}
				o.event = args[0]
			}
			return send(ctx, s, o)
		}),
	}
	configFlag(c, &o.config)
	c.Flags().StringVar(&o.channel, "channel", "", "a channel's name, or just a type: slack, teams, line, sens, email")
	c.Flags().StringVar(&o.event, "event", "", "the event, the same as FILE")
	c.Flags().StringVar(&o.language, "lang", "", "ko or en (default the channel's)")
	c.Flags().StringVar(&o.topic, "topic", "", "the ARN of an e-mail channel's SNS topic")
	_ = c.MarkFlagRequired("channel") // it exists
	return c
}

func send(ctx context.Context, s streams, o sendOptions) error {
	set, err := loadOrSample(o.config)
	if err != nil {
		return err
	}
	ch, err := set.channel(o.channel)
	if err != nil {
		return err
	}
	voice, err := voiceOf(ch, o.language, "")
	if err != nil {
		return err
	}
	payload, err := eventOf(s, o.event)
	if err != nil {
		return err
	}
	messages, err := messagesOf(ctx, s, set, payload, voice)
	if err != nil {
		return err
	}
	if len(messages) == 0 {
		return errors.New("nothing was sent")
	}
	parts, err := partsOf(ch)
	if err != nil {
		return err
	}
	opened, err := open(ctx, ch, o.topic)
	if err != nil {
		return err
	}
	return hand(ctx, s, ch.Name, opened, parts, messages)
}

// partsOf are the recipients of each request that a message takes; one request
// without any for a channel that does not name them.
func partsOf(ch config.Channel) ([][]string, error) {
	splitter, names := ch.Settings.(channel.Splitter)
	if !names {
		return [][]string{nil}, nil
	}
	parts := splitter.Split()
	if len(parts) == 0 {
		return nil, misused(fmt.Errorf("the type %s alone names no recipients: name a channel of the configuration", ch.Type))
	}
	return parts, nil
}

// hand sends every message to all parts, and prints what the provider answered.
func hand(ctx context.Context, s streams, name string, to channel.Channel, parts [][]string, messages []intake.Message) error {
	var errs []error
	for _, m := range messages {
		for _, part := range parts {
			// The time makes it a message of its own, not a repetition of the one that
			// the deployed functions may have sent.
			id := fmt.Sprintf("%s/by-hand/%d", m.ID, time.Now().UnixNano())
			receipt, err := to.Send(ctx, channel.Delivery{ID: id, To: part, Message: m.Words})
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", name, err))
				continue
			}
			if updater, can := to.(channel.Updater); can && m.Words.Picture != nil {
				if err := updater.Illustrate(ctx, receipt.Reference, m.Words); err != nil {
					receipt.Warning = strings.TrimPrefix(receipt.Warning+"; without its picture: "+err.Error(), "; ")
				}
			}
			if _, err := fmt.Fprintln(s.out, accepted(name, receipt)); err != nil {
				return err
			}
		}
	}
	return errors.Join(errs...)
}

func accepted(name string, r channel.Receipt) string {
	line := name + ": accepted"
	if r.Reference != "" {
		line += " as " + printable(r.Reference)
	}
	if r.Warning != "" {
		line += ", but: " + printable(r.Warning)
	}
	return line
}

func eventOf(s streams, name string) ([]byte, error) {
	if name != "" {
		return readInput(name, s.in)
	}
	a, err := sample.AlarmAt(time.Now())
	return a.Firing, err
}

// open makes a channel as its function does, with the secret from the
// environment or SSM.
func open(ctx context.Context, ch config.Channel, topic string) (channel.Channel, error) {
	world := channel.World{HTTP: channel.NewHTTPClient()}
	if ch.Type == "email" {
		publisher, err := mailer(ctx, topic)
		if err != nil {
			return nil, err
		}
		world.Publisher, world.Topic = publisher, topic
		return ch.Settings.Open(world)
	}
	read, err := secretOf(ctx, ch)
	if err != nil {
		return nil, err
	}
	world.Secret = read
	return ch.Settings.Open(world)
}

func mailer(ctx context.Context, topic string) (channel.Publisher, error) {
	if topic == "" {
		return nil, misused(errors.New("--topic is missing: an e-mail channel needs the ARN of its SNS topic"))
	}
	to, err := arn.Parse(topic)
	if err != nil || to.Service != "sns" {
		return nil, misused(fmt.Errorf("--topic %q is not the ARN of an SNS topic", topic))
	}
	cfg, err := awsSession(ctx)
	if err != nil {
		return nil, err
	}
	return mail.New(sns.NewFromConfig(cfg, func(o *sns.Options) { o.Region = to.Region })), nil
}

// secretOf gives what reads a channel's secret.
func secretOf(ctx context.Context, ch config.Channel) (func(context.Context) (secret.Text, error), error) {
	if given := strings.TrimSpace(os.Getenv(varSecret)); given != "" {
		text := secret.New(given)
		return func(context.Context) (secret.Text, error) { return text, nil }, nil
	}
	name := ch.Settings.SecretName()
	if name == "" {
		return nil, misused(fmt.Errorf("no secret: set %s, or name a channel of the configuration", varSecret))
	}
	cfg, err := awsSession(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w; or give the secret in %s", err, varSecret)
	}
	return ssm.New(cfg, name).Get, nil
}
