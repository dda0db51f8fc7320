// Package telemetry reads the values that devices publish by themselves, keeps them
// as metrics, and has those that are wrong told. It decides neither where nor in
// which words that is told, and leaves to others to notice a device that says
// nothing.
package telemetry

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bongsu/shared/alert"
	"bongsu/shared/clean"
	"bongsu/shared/config"
	"bongsu/shared/queue"
	"bongsu/shared/watched"
)

// ErrForeign says that what came is no message that one of our rules has put here.
var ErrForeign = errors.New("not put here by a rule of ours: it needs topic and ts")

// Parse reads a message as a rule puts it on the queue.
func Parse(body []byte) (config.TelemetryMessage, error) {
	var m config.TelemetryMessage
	if err := json.Unmarshal(body, &m); err != nil || m.Topic == "" || m.At <= 0 || m.At > queue.LastTime {
		return config.TelemetryMessage{}, ErrForeign
	}
	return m, nil
}

// Read gives what a message says: one reading of it as a whole, and, if it can be
// read, one of each field that it speaks of. It is pure.
func Read(t config.Telemetry, m config.TelemetryMessage) []watched.Reading {
	device := t.DeviceOf(m)
	reading := func(field string, looks func() (needed, evaluated int)) watched.Reading {
		r := watched.Reading{Key: alert.TelemetryKey(t.Name, field, device), Route: t.Route, Severity: t.Severity}
		r.Needed, r.Evaluated = looks()
		return r
	}
	place := func(p alert.Poll) alert.Poll {
		p.Name, p.Device, p.Address = t.Name, device, clean.Text(m.Topic)
		return p
	}
	whole := reading("", t.Answers)
	document, err := watched.Decode(m.Data)
	if err != nil {
		whole.Facts = place(alert.Poll{Fault: alert.PollNotJSON, Detail: said(m.Data)})
		return []watched.Reading{whole} // of the values nothing is known
	}
	whole.Facts = place(alert.Poll{})
	readings := []watched.Reading{whole}
	for _, f := range t.Fields {
		facts := watched.Field(f, document, nil)
		if f.Optional && facts.Fault == alert.PollMissing {
			continue
		}
		r := reading(f.Name, t.Values)
		r.Facts = place(facts)
		readings = append(readings, r)
	}
	return readings
}

// said is the beginning of what is no JSON, or its size where it is no text.
func said(data []byte) string {
	if !utf8.Valid(data) {
		return strconv.Itoa(len(data)) + " B"
	}
	text := strings.ReplaceAll(clean.Text(string(data)), "\n", " ")
	return strconv.Quote(clean.Cut(text, watched.MaxSaid))
}

func timeOf(m config.TelemetryMessage) time.Time { return time.UnixMilli(m.At).UTC() }
