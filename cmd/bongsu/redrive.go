package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/spf13/cobra"
	"golang.org/x/text/width"

	"bongsu/cmd/bongsu/internal/redrive"
	queue "bongsu/shared/queue/sqs"
	"bongsu/shared/wording"
)

// redriveOptions are the flags of redrive.
type redriveOptions struct {
	stack, channel string
	dryRun         bool
}

func newRedrive(s streams) *cobra.Command {
	var o redriveOptions
	c := &cobra.Command{
		Use:   "redrive",
		Short: "See why messages died, and send them again",
		Long: `Show what lies among the dead letters and why, and put each on the queue that it
belongs to: a message for a channel on that channel's, an event on its source's,
taken out of what AWS put around it. A function that failed without a queue is
invoked once more with what it had. Nothing is deleted before it is on its queue
or Lambda has taken it, and what was told already is not told again.

Remove the cause first: what dies again comes back here. Look with --dry-run,
which changes nothing. The queues are found by the name of the stack, with the
AWS credentials of your shell; to invoke a function they need
lambda:InvokeFunction.

Exit code: 0 nothing is left, or --dry-run; 1 something stays or failed; 2 wrong
usage.`,
		Example: `  bongsu redrive --dry-run
  bongsu redrive --channel ops-slack`,
		Args: cobra.NoArgs,
		RunE: act(func(ctx context.Context, _ []string) error { return bringBack(ctx, s, o) }),
	}
	c.Flags().StringVar(&o.stack, "stack", "bongsu", "the name of the stack")
	c.Flags().StringVar(&o.channel, "channel", "", "only what is for this channel")
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "only show")
	return c
}

func bringBack(ctx context.Context, s streams, o redriveOptions) error {
	cfg, err := awsSession(ctx)
	if err != nil {
		return err
	}
	queues := queue.NewReader(sqs.NewFromConfig(cfg))
	place, err := redrive.Find(ctx, queues, o.stack)
	if err != nil {
		return err
	}
	names := place.Channels()
	if o.channel != "" && !slices.Contains(names, o.channel) {
		return misused(fmt.Errorf("stack %s has no channel %q: it has %s", o.stack, o.channel, strings.Join(names, ", ")))
	}
	voice, err := wording.NewVoice("en", "UTC")
	if err != nil {
		return err
	}
	t := letters{streams: s, channel: 7}
	for _, name := range names {
		t.channel = max(t.channel, len(name))
	}
	tally, err := redrive.Run{
		Place: place, Queues: queues, Functions: functions{lambda.NewFromConfig(cfg)}, Voice: voice,
		Channel: o.channel, DryRun: o.dryRun, Now: time.Now, Show: t.row,
	}.Do(ctx)
	if _, failed := fmt.Fprintln(s.out, summed(place.Name(), tally)); failed != nil {
		return failed
	}
	if left := tally.Shown[redrive.Stays] + tally.Again; err == nil && left > 0 && !o.dryRun {
		return fmt.Errorf("%d dead letters stay", left)
	}
	return err
}

// letters prints a table.
type letters struct {
	streams
	// channel is the width of its column.
	channel int
	headed  bool
}

// titleWidth is the width of the column of titles.
const titleWidth = 48

func (t *letters) row(l redrive.Letter, o redrive.Outcome) error {
	if !t.headed {
		t.headed = true
		if err := t.line("WHEN (UTC)", "CHANNEL", "", "WHAT", "WHY"); err != nil {
			return err
		}
	}
	why := printable(l.Why)
	if l.Stays != "" {
		why += "; stays: " + printable(l.Stays)
	}
	return t.line(l.When.UTC().Format("2006-01-02 15:04"), cmp.Or(printable(l.Channel), "-"), string(o), printable(l.What), why)
}

func (t *letters) line(when, channel, outcome, what, why string) error {
	_, err := fmt.Fprintf(t.out, "%s  %s  %s  %s  %s\n", fit(when, 16), fit(channel, t.channel), fit(outcome, 8), fit(what, titleWidth), why)
	return err
}

// fit makes a text as wide as a column. Korean letters are two wide.
func fit(text string, columns int) string {
	wide := func(r rune) int {
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			return 2
		}
		return 1
	}
	total, end, at := 0, 0, 0
	for i, r := range text {
		if total < columns {
			end, at = i, total // up to here there is room for the mark
		}
		total += wide(r)
	}
	if total > columns {
		text, total = text[:end]+"…", at+1
	}
	return text + strings.Repeat(" ", columns-total)
}

func summed(name string, t redrive.Tally) string {
	var parts []string
	for _, o := range []redrive.Outcome{redrive.Waits, redrive.Replayed, redrive.Stays, redrive.Failed} {
		if n := t.Shown[o]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, map[redrive.Outcome]string{
				redrive.Waits: "to replay", redrive.Replayed: "replayed", redrive.Stays: "cannot be replayed", redrive.Failed: "failed",
			}[o]))
		}
	}
	if t.Again > 0 {
		parts = append(parts, fmt.Sprintf("%d lay there twice or died again: remove the cause and run this once more", t.Again))
	}
	if t.Others > 0 {
		parts = append(parts, fmt.Sprintf("%d left alone: for others", t.Others))
	}
	if len(parts) == 0 {
		return "no dead letters in " + name
	}
	return name + ": " + strings.Join(parts, ", ")
}
