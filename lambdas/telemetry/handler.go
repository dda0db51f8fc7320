package telemetry

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/alert"
	"bongsu/shared/clean"
	"bongsu/shared/config"
	"bongsu/shared/heard"
	"bongsu/shared/queue"
	"bongsu/shared/source"
	"bongsu/shared/watched"
)

// Keeper judges what devices send; heard.Keeper is one.
type Keeper interface {
	Take(ctx context.Context, all []heard.Series) []error
}

// Handler serves the queue that the rules of AWS IoT feed.
type Handler struct {
	Telemetry []config.Telemetry
	Keeper    Keeper
	// Teller tells what came by the queue and is no message.
	Teller watched.Teller
	// Region is where the function runs.
	Region string
	Log    *slog.Logger
	Now    func() time.Time
}

// Handle judges the messages of each device together. A message that fails comes
// again by itself.
func (h Handler) Handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
	b := batch{Handler: h, failed: make([]error, len(event.Records)), at: map[sender]int{}}
	for i, m := range event.Records {
		b.read(i, m)
	}
	for i, err := range h.Keeper.Take(ctx, b.series) {
		for _, item := range b.items[i] {
			b.failed[item] = errors.Join(b.failed[item], err)
		}
		if err == nil {
			h.measure(ctx, b.series[i])
		}
	}
	if len(b.strange) > 0 {
		for i, err := range h.Teller.Tell(ctx, b.strange) {
			b.failed[b.strangers[i]] = err
		}
	}
	return b.close(ctx, event.Records), nil
}

// sender is who sent a message, and for which entry.
type sender struct{ telemetry, device string }

// batch is one invocation at work.
type batch struct {
	Handler
	// series and items stand in the same order: what a device sent, and by which
	// messages. at finds its place.
	series []heard.Series
	items  [][]int
	at     map[sender]int
	// strange is what is no message, strangers what it came by.
	strange   []source.Event
	strangers []int
	// failed stands in the order of the messages.
	failed    []error
	unwatched int
}

// read finds out what a message is.
func (b *batch) read(item int, m events.SQSMessage) {
	message, err := Parse([]byte(m.Body))
	if err != nil {
		b.strange = append(b.strange, source.Event{Alert: b.unknown(m)})
		b.strangers = append(b.strangers, item)
		return
	}
	taken := false
	for _, t := range b.Telemetry {
		if t.Takes(message) {
			taken = true
			b.take(item, t, message)
		}
	}
	if !taken {
		b.unwatched++ // its rule is gone, or soon will be
	}
}

// take puts a message beside the others of its device.
func (b *batch) take(item int, t config.Telemetry, message config.TelemetryMessage) {
	who := sender{t.Name, t.DeviceOf(message)}
	i, known := b.at[who]
	if !known {
		i = len(b.series)
		b.at[who] = i
		b.series = append(b.series, heard.Series{Telemetry: t, Device: who.device})
		b.items = append(b.items, nil)
	}
	b.series[i].Looks = append(b.series[i].Looks, heard.Look{At: timeOf(message), Readings: Read(t, message)})
	b.items[i] = append(b.items[i], item)
}

// maxText is how many characters of what is no message are passed on.
const maxText = 8000

// unknown passes on what is no message of ours as it came.
func (b *batch) unknown(m events.SQSMessage) alert.Alert {
	text, left := clean.Long(clean.Text(m.Body), maxText)
	at := queue.SentAt(m.Attributes)
	if at.IsZero() {
		at = b.Now().UTC().Truncate(time.Millisecond)
	}
	return alert.Alert{
		Key: alert.RawKey(cmp.Or(m.MessageId, queue.Hash(m.Body))), Kind: alert.Raw, State: alert.Notice, Severity: alert.Warning,
		Subject: "AWS IoT", At: at, Text: text, Cut: left, Region: b.Region,
		Origin: m.EventSourceARN[strings.LastIndex(m.EventSourceARN, ":")+1:],
	}
}

// maxErrors bounds the log line: in a storm everything may fail.
const maxErrors = 10

// close tells the queue which messages to keep.
func (b *batch) close(ctx context.Context, messages []events.SQSMessage) events.SQSEventResponse {
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	var faults []error
	seen := map[string]bool{}
	for i, err := range b.failed {
		if err == nil {
			continue
		}
		answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: messages[i].MessageId})
		if !seen[err.Error()] && len(faults) < maxErrors {
			seen[err.Error()] = true
			faults = append(faults, err)
		}
	}
	attrs := []any{
		"messages", len(messages), "devices", len(b.series), "unknown", len(b.strange), "failed", len(answer.BatchItemFailures),
	}
	if b.unwatched > 0 {
		attrs = append(attrs, "unwatched", b.unwatched, "why_silent", "no telemetry of the configuration has the name that its rule gave")
	}
	if len(faults) > 0 {
		attrs = append(attrs, "error", errors.Join(faults...))
	}
	b.Log.InfoContext(ctx, "telemetry", attrs...)
	return answer
}
