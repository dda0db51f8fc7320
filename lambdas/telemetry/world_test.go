package telemetry_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/lambdas/telemetry"
	"bongsu/shared/config"
	"bongsu/shared/heard"
	"bongsu/shared/incident"
	"bongsu/shared/source/sourcetest"
	"bongsu/shared/watched"
)

// noon is when the messages of these tests begin.
var noon = time.Date(2026, 9, 25, 12, 0, 0, 0, time.UTC)

// boiler is the entry of the examples.
func boiler() config.Telemetry {
	return config.Telemetry{
		Name: "boiler", Topic: "plant/+/status", Level: 2, Devices: []string{"boiler-1"}, Silence: 5 * time.Minute,
		Fields: []config.PollField{{Name: "temp", Path: "data.temp", Above: new(90.0), Below: new(10.0), Unit: "°C"}},
	}
}

// plant is the product around the function, a clock, and the tick's part.
type plant struct {
	*sourcetest.World
	t       *testing.T
	entries []config.Telemetry
	log     bytes.Buffer
	now     time.Time
	n       int
}

func newPlant(t *testing.T, entries ...config.Telemetry) *plant {
	return &plant{t: t, entries: entries, World: sourcetest.New(), now: noon}
}

func (p *plant) keeper() heard.Keeper {
	return heard.Keeper{Store: p.World, Teller: p.Teller(), Telemetry: p.entries, Region: "ap-northeast-2", Now: func() time.Time { return p.now }}
}

// message is what a rule puts on the queue.
func (p *plant) message(topic, payload string, at time.Time) events.SQSMessage {
	p.t.Helper()
	body, err := json.Marshal(config.TelemetryMessage{Telemetry: "boiler", Topic: topic, Client: "client-1", At: at.UnixMilli(), Data: []byte(payload)})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.raw(string(body))
}

func (p *plant) raw(body string) events.SQSMessage {
	p.n++
	return events.SQSMessage{MessageId: fmt.Sprintf("m%d", p.n), Body: body, EventSourceARN: "arn:aws:sqs:ap-northeast-2:123456789012:TelemetryQueue"}
}

// handle gives what is put on the queue for messages, and which of them failed.
func (p *plant) handle(messages ...events.SQSMessage) (told string, failed []string) {
	p.t.Helper()
	p.Jobs, p.Saved, p.Reads = nil, 0, 0
	h := telemetry.Handler{
		Telemetry: p.entries, Keeper: p.keeper(), Teller: p.Teller(), Region: "ap-northeast-2",
		Log: slog.New(slog.NewJSONHandler(&p.log, nil)), Now: func() time.Time { return p.now },
	}
	answer, err := h.Handle(p.t.Context(), events.SQSEvent{Records: messages})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, f := range answer.BatchItemFailures {
		failed = append(failed, f.ItemIdentifier)
	}
	return p.told(), failed
}

// send lets half a minute pass and publishes one message of boiler-1.
func (p *plant) send(payload string) string {
	p.t.Helper()
	p.now = p.now.Add(30 * time.Second)
	told, failed := p.handle(p.message("plant/boiler-1/status", payload, p.now))
	if len(failed) > 0 {
		p.t.Errorf("%s: failed", payload)
	}
	return told
}

// tick lets time pass and does what the tick does with devices.
func (p *plant) tick(wait time.Duration) string {
	p.t.Helper()
	p.now = p.now.Add(wait)
	p.Jobs = nil
	if err := p.keeper().Expect(p.t.Context(), heard.Roster{}); err != nil {
		p.t.Fatal(err)
	}
	due, err := p.Due(p.t.Context(), p.now, 1000)
	if err != nil {
		p.t.Fatal(err)
	}
	silent := slices.DeleteFunc(slices.Clone(due), func(d incident.Due) bool { return !heard.IsDue(d) })
	if err := errors.Join(p.keeper().Dues(p.t.Context(), silent)...); err != nil {
		p.t.Errorf("tick: %v", err)
	}
	guardian := watched.Guardian{Store: p.World, Teller: p.Teller(), Watches: config.Slice{Telemetry: p.entries}.Watches, Now: func() time.Time { return p.now }}
	for _, d := range due {
		if !watched.IsDue(d) {
			continue
		}
		next, err := guardian.Due(p.t.Context(), d)
		if err == nil && next.At.IsZero() {
			err = p.DropDue(p.t.Context(), d.ID)
		} else if err == nil {
			err = p.SaveDue(p.t.Context(), next)
		}
		if err != nil {
			p.t.Error(err)
		}
	}
	return p.told()
}

func (p *plant) told() string {
	var told []string
	for _, job := range p.Jobs {
		for _, a := range job.Alerts {
			if a.Poll == nil {
				told = append(told, fmt.Sprintf("%s %s %s", a.Subject, a.State, a.Text))
				continue
			}
			word := string(a.Poll.Fault)
			if a.Poll.Unwatched {
				word = "unwatched"
			}
			told = append(told, fmt.Sprintf("%s %s %s/%s", a.Subject, a.State, word, a.Severity))
		}
	}
	slices.Sort(told)
	return strings.Join(told, ", ")
}

func temp(value string) string { return `{"data": {"temp": ` + value + `}}` }
