package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/shared/config"
	"bongsu/shared/wording"
)

// renderOptions are the flags of render.
type renderOptions struct{ config, channel, language, zone string }

func newRender(s streams) *cobra.Command {
	var o renderOptions
	c := &cobra.Command{
		Use:   "render --channel NAME FILE|-",
		Short: "Print the exact request body that a channel would send for an event",
		Long: `Print the exact request body that a channel would send for an event, one JSON
document a line; of an e-mail {"subject","body"}. The event may be whatever AWS
sends: an alarm's message, an SNS or SQS envelope, an EventBridge event, a
lifecycle event of AWS IoT, what a device published as an IoT rule of bongsu's puts
it on its queue, lines of CloudWatch Logs, any text; - reads it from the input.

Routes, holds, quiet hours and what was told before do not count. A lost device
is told as after its hold. Where there is nothing to tell, nothing is printed,
and the reason stands on the error output.

Exit code: 0 rendered or nothing to tell, 1 cannot read the event, 2 wrong usage
or configuration.`,
		Example: `  bongsu render --channel ops-slack alarm.json
  bongsu render --channel teams --lang en - < alarm.json
  bongsu render --channel email alarm.json | jq -r .body`,
		Args: cobra.ExactArgs(1),
		RunE: act(func(ctx context.Context, args []string) error { return render(ctx, s, o, args[0]) }),
	}
	configFlag(c, &o.config)
	c.Flags().StringVar(&o.channel, "channel", "", "a channel's name, or just a type: slack, teams, line, sens, email")
	c.Flags().StringVar(&o.language, "lang", "", "ko or en (default the channel's)")
	c.Flags().StringVar(&o.zone, "zone", "", "an IANA time zone (default the channel's)")
	_ = c.MarkFlagRequired("channel") // it exists
	return c
}

func render(ctx context.Context, s streams, o renderOptions, name string) error {
	set, err := loadOrSample(o.config)
	if err != nil {
		return err
	}
	ch, err := set.channel(o.channel)
	if err != nil {
		return err
	}
	voice, err := voiceOf(ch, o.language, o.zone)
	if err != nil {
		return err
	}
	payload, err := readInput(name, s.in)
	if err != nil {
		return err
	}
	messages, err := messagesOf(ctx, s, set, payload, voice)
	if err != nil {
		return err
	}
	for _, m := range messages {
		body, err := ch.Settings.Body(m.Words)
		if err != nil {
			return fmt.Errorf("%s: %w", ch.Name, err)
		}
		if _, err := fmt.Fprintf(s.out, "%s\n", body); err != nil {
			return err
		}
	}
	return nil
}

// voiceOf is the channel's voice, unless the command line wishes another one.
func voiceOf(ch config.Channel, language, zone string) (wording.Voice, error) {
	if err := checkLanguage(language); err != nil {
		return wording.Voice{}, err
	}
	voice, err := wording.NewVoice(cmp.Or(language, ch.Language), cmp.Or(zone, ch.Timezone))
	if err != nil {
		return wording.Voice{}, misused(err)
	}
	return voice, nil
}

// messagesOf puts a payload into words and prints why something of it is not told.
func messagesOf(ctx context.Context, s streams, set setup, payload []byte, voice wording.Voice) ([]intake.Message, error) {
	news := intake.Read(payload, set.Config, time.Now().UTC().Truncate(time.Millisecond))
	told := make(map[string]bool)
	for _, reason := range news.Silent {
		if !told[reason] {
			told[reason] = true
			if _, err := fmt.Fprintf(s.err, "bongsu: nothing to tell: %s\n", printable(reason)); err != nil {
				return nil, err
			}
		}
	}
	return intake.Messages(ctx, news.Alerts, voice)
}
