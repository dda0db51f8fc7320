package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// Telemetry is what devices publish on an MQTT topic by themselves, and the values
// in it that somebody watches.
type Telemetry struct {
	// Name is what people know it by, in ASCII; no two share one.
	Name string `json:"name"`
	// Topic is an MQTT topic filter.
	Topic string `json:"topic"`
	// Level is which level of the topic names the device, from 1; zero if none
	// does. ByClient says that the MQTT client id does. If neither, all is sent by
	// one device, called like the entry.
	Level    int  `json:"level,omitempty"`
	ByClient bool `json:"byClient,omitempty"`
	// Devices are those that are expected, even if they have never sent anything.
	Devices []string `json:"devices,omitempty"`
	// Silence is for how long nothing may be heard of a device; zero for any time.
	Silence time.Duration `json:"silence,omitempty"`
	// Metrics says of which devices the values become metrics: all or none; nil is
	// the expected ones.
	Metrics *bool `json:"metrics,omitempty"`
	// Fields are in the order of the file.
	Fields []PollField `json:"fields"`
	Looks
	Route string `json:"route,omitempty"`
	// Severity is empty where the file does not say, see Poll.
	Severity alert.Severity `json:"severity,omitempty"`
}

// The metric of each value, by the names of its entry, its device and its field.
const (
	TelemetryNamespace = "Bongsu/Telemetry"
	TelemetryDimension = "Telemetry"
	DeviceDimension    = "Device"
)

// DeviceOf is who sent a message.
func (t Telemetry) DeviceOf(m TelemetryMessage) string {
	switch {
	case t.ByClient:
		return m.Client
	case t.Level == 0:
		return t.Name
	}
	levels := strings.Split(m.Topic, "/")
	if t.Level > len(levels) {
		return ""
	}
	return levels[t.Level-1]
}

// Takes reports whether a message is for this entry.
func (t Telemetry) Takes(m TelemetryMessage) bool {
	if m.Telemetry != "" {
		return m.Telemetry == t.Name
	}
	want, got := strings.Split(t.Topic, "/"), strings.Split(m.Topic, "/")
	for i, w := range want {
		if w == "#" {
			return true
		}
		if i >= len(got) || w != "+" && w != got[i] {
			return false
		}
	}
	return len(want) == len(got)
}

// Expected are the devices that must be heard, even if they never were.
func (t Telemetry) Expected() []string {
	if t.Level == 0 && !t.ByClient {
		return []string{t.Name}
	}
	return t.Devices
}

// Expects reports whether a device is one that must be heard.
func (t Telemetry) Expects(device string) bool { return slices.Contains(t.Expected(), device) }

// Measures reports whether a device's values become metrics.
func (t Telemetry) Measures(device string) bool {
	if t.Metrics != nil {
		return *t.Metrics
	}
	return t.Expects(device)
}

// Noted is how far the time at which a device was last heard may lag behind on
// record: to write it down with every message would cost more than all the rest.
func (t Telemetry) Noted() time.Duration {
	return cmp.Or(t.Silence/notesPerSilence, usuallyNoted)
}

const (
	notesPerSilence = 4
	usuallyNoted    = 5 * time.Minute
)

// TelemetryMessage is a message as a rule of AWS IoT puts it on the queue.
type TelemetryMessage struct {
	// Telemetry is the name of the entry; empty for all that have the topic, where
	// it comes another way than by a rule.
	Telemetry string `json:"telemetry,omitempty"`
	Topic     string `json:"topic"`
	// Client is the id of the MQTT client that published it, or "n/a" of one
	// that came another way.
	Client string `json:"client"`
	// At is when AWS IoT got it, in milliseconds since 1970.
	At int64 `json:"ts"`
	// Data is whatever was published.
	Data []byte `json:"data"`
}

// SQL is the statement of the rule that makes TelemetryMessages. A payload that is
// no JSON passes only where every item is a function:
// https://docs.aws.amazon.com/iot/latest/developerguide/binary-payloads.html
func (t Telemetry) SQL() string {
	return fmt.Sprintf("SELECT encode(*, 'base64') AS data, topic() AS topic, timestamp() AS ts, clientid() AS client, concat('%s') AS telemetry FROM '%s'",
		t.Name, t.Topic)
}

// TelemetrySlice is the part of the telemetry function.
func (c Config) TelemetrySlice() Slice {
	return Slice{Routes: c.routes(), Mute: c.Mute, Telemetry: c.Telemetry}
}

// Watches reports whether what an alert about a value says is still looked after.
func (s Slice) Watches(a alert.Alert) bool {
	if a.Poll == nil {
		return true
	}
	p := *a.Poll
	has := func(fields []PollField) bool {
		return p.Field == "" || slices.ContainsFunc(fields, func(f PollField) bool { return f.Name == p.Field })
	}
	if a.Kind == alert.Polled {
		return slices.ContainsFunc(s.Polls, func(q Poll) bool { return q.Name == p.Name && has(q.Fields) })
	}
	return slices.ContainsFunc(s.Telemetry, func(t Telemetry) bool {
		if t.Name != p.Name || !has(t.Fields) {
			return false
		}
		return p.Fault != alert.PollUnheard || t.Silence > 0 && (!p.Listed || t.Expects(p.Device))
	})
}
