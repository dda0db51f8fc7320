package telemetry_test

import (
	"encoding/json"
	"flag"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/events/eventstest"
	"bongsu/lambdas/telemetry"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

var update = flag.Bool("update", false, "write the golden files")

// samples are the events on file.
const samples eventstest.Folder = "../../events"

// understood is what one message comes to.
type understood struct {
	MessageID string `json:"messageId"`
	// Error says why it is no message of a device; it is then passed on as it is.
	Error  string `json:"error,omitempty"`
	Silent string `json:"silent,omitempty"`
	Device string `json:"device,omitempty"`
	At     string `json:"at,omitempty"`
	// Readings are about the message, and about each of its fields.
	Readings []alert.Poll `json:"readings,omitempty"`
}

// facts are what a batch comes to where nothing was known before.
type facts struct {
	Messages []understood  `json:"messages"`
	Alerts   []alert.Alert `json:"alerts,omitempty"`
}

func TestEventsAreUnderstood(t *testing.T) {
	roof := config.Telemetry{Name: "roof", Topic: "roof/wind", Fields: []config.PollField{{Name: "wind", Path: "$", Above: new(20.0)}}}
	entries := []config.Telemetry{boiler(), roof}
	for _, s := range samples.Of(t, "telemetry") {
		t.Run(s.File, func(t *testing.T) {
			var batch events.SQSEvent
			if err := json.Unmarshal(samples.Read(t, s.File), &batch); err != nil {
				t.Fatal(err)
			}
			var f facts
			for _, m := range batch.Records {
				f.Messages = append(f.Messages, understand(m, entries))
			}
			p := newPlant(t, entries...)
			p.now = time.UnixMilli(1790309600000).UTC()
			if _, failed := p.handle(batch.Records...); failed != nil {
				t.Errorf("failed: %v", failed)
			}
			for _, job := range p.Jobs {
				f.Alerts = append(f.Alerts, job.Alerts...)
			}
			samples.Compare(t, s, f, len(f.Alerts) > 0, *update)
		})
	}
}

func understand(m events.SQSMessage, entries []config.Telemetry) understood {
	u := understood{MessageID: m.MessageId}
	message, err := telemetry.Parse([]byte(m.Body))
	if err != nil {
		u.Error = err.Error()
		return u
	}
	u.Silent = "no telemetry of the configuration has this name"
	for _, t := range entries {
		if !t.Takes(message) {
			continue
		}
		u.Silent, u.Device, u.At = "", t.DeviceOf(message), time.UnixMilli(message.At).UTC().Format(time.RFC3339Nano)
		for _, r := range telemetry.Read(t, message) {
			u.Readings = append(u.Readings, r.Facts)
		}
	}
	return u
}
