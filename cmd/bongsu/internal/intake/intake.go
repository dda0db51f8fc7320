// Package intake finds out which source a payload is for, and what that source
// reads in it. It knows no state: what was told before does not count.
package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bongsu/cmd/bongsu/internal/subscription"
	"bongsu/lambdas/alarm"
	"bongsu/lambdas/presence"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// Part is what one source gets of a payload.
type Part struct {
	// Device says that it is one lifecycle event of AWS IoT, for the presence
	// source, Logs that it is lines of CloudWatch Logs, for the log watch, Sent that
	// it is what a device published, as a rule puts it on its queue; everything else
	// is for the alarm source.
	Device, Logs, Sent bool
	Body               []byte
	// place and sent are what the SQS record around a lifecycle event says.
	place presence.Place
	sent  time.Time
}

// record is what matters here of a record of an SQS batch.
type record struct {
	Body           *string           `json:"body"`
	EventSourceARN string            `json:"eventSourceARN"`
	Attributes     map[string]string `json:"attributes"`
}

// Split sorts a payload by source. It comes back whole unless it is an SQS batch
// with something of devices in it.
func Split(payload []byte) []Part {
	if presence.Is(payload) {
		return []Part{{Device: true, Body: payload}}
	}
	if subscription.Is(payload) {
		return []Part{{Logs: true, Body: payload}}
	}
	if isSent(payload) {
		return []Part{{Sent: true, Body: payload}}
	}
	whole := []Part{{Body: payload}}
	var batch struct {
		Records []json.RawMessage `json:"Records"`
	}
	if json.Unmarshal(payload, &batch) != nil {
		return whole
	}
	var devices []Part
	var others []json.RawMessage
	for _, raw := range batch.Records {
		var r record
		if json.Unmarshal(raw, &r) == nil && r.Body != nil {
			if sent := isSent([]byte(*r.Body)); sent || presence.Is([]byte(*r.Body)) {
				part := r.part()
				part.Device, part.Sent = !sent, sent
				devices = append(devices, part)
				continue
			}
		}
		others = append(others, raw)
	}
	if len(devices) == 0 {
		return whole
	}
	if len(others) > 0 {
		devices = append(devices, Part{Body: rebuilt(others)})
	}
	return devices
}

// rebuilt makes a batch of records again, each as it was written.
func rebuilt(records []json.RawMessage) []byte {
	list := make([][]byte, len(records))
	for i, r := range records {
		list[i] = r
	}
	return []byte(`{"Records":[` + string(bytes.Join(list, []byte(","))) + `]}`)
}

func (r record) part() Part {
	p := Part{Device: true, Body: []byte(*r.Body)}
	// arn:aws:sqs:REGION:ACCOUNT:NAME
	if arn := strings.Split(r.EventSourceARN, ":"); len(arn) == 6 {
		p.place = presence.Place{Region: arn[3], Account: arn[4]}
	}
	if ms, err := strconv.ParseInt(r.Attributes["SentTimestamp"], 10, 64); err == nil && ms > 0 {
		p.sent = time.UnixMilli(ms).UTC()
	}
	return p
}

// News is what a source reads in a payload.
type News struct {
	Alerts []alert.Alert
	// Silent are the reasons for which something in it is not told.
	Silent []string
	// Newest is the time of the newest thing in it.
	Newest time.Time
}

func (n *News) add(more News) {
	n.Alerts, n.Silent = append(n.Alerts, more.Alerts...), append(n.Silent, more.Silent...)
	n.seen(more.Newest)
}

func (n *News) seen(at time.Time) {
	if at.After(n.Newest) {
		n.Newest = at
	}
}

// Read reads a whole payload. now stands where it names no time.
func Read(payload []byte, c config.Config, now time.Time) News {
	var all News
	for _, p := range Split(payload) {
		all.add(p.Read(c, now))
	}
	return all
}

// Read reads one part. A lost device is read as after its hold.
func (p Part) Read(c config.Config, now time.Time) News {
	if p.Device {
		e, err := presence.Parse(p.Body)
		if err == nil {
			return p.device(e, watching(c), now)
		}
		// A new type of lifecycle event is passed on like anything unknown.
	}
	if p.Logs && len(c.Logs) > 0 {
		return p.lines(c, now)
	}
	if p.Sent && len(c.Telemetry) > 0 {
		return p.values(c)
	}
	var n News
	for _, u := range alarm.Parse(p.Body).Units {
		if u.Silent != "" {
			n.Silent = append(n.Silent, u.Silent)
		}
		for _, a := range u.Alerts {
			if a.At.IsZero() {
				a.At = now
			}
			n.Alerts = append(n.Alerts, a)
			n.seen(a.At)
		}
	}
	return n
}

// watching is what counts for devices; the zero value where none are watched.
func watching(c config.Config) config.Presence {
	if c.Presence == nil {
		return config.Presence{}
	}
	return *c.Presence
}

func (p Part) device(e presence.Event, c config.Presence, now time.Time) News {
	switch {
	case !e.At.IsZero():
	case !p.sent.IsZero():
		e.At = p.sent
	default:
		e.At = now
	}
	reason := presence.Silence(e, c)
	if reason == "" && e.Type == presence.Connected {
		reason = "a device that connects is told only as the recovery of a loss"
	}
	if reason != "" {
		return News{Newest: e.At, Silent: []string{fmt.Sprintf("%s %s: %s", e.ClientID, e.Type, reason)}}
	}
	return News{Newest: e.At, Alerts: []alert.Alert{presence.Lost(e, c, p.place, e.At.Add(presence.HoldOf(e.ClientID, c)))}}
}
