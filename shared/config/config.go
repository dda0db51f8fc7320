// Package config is the checked configuration: its types, the slice of it that
// each function gets, and the names of variables. Reading bongsu.yaml is
// config/file's part, so that no function links a YAML parser.
package config

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
)

// Config is a whole bongsu.yaml, checked and with every default filled in.
type Config struct {
	// Timezone is an IANA name, Language "ko" or "en".
	Timezone string
	Language string
	// Watchdog are the e-mail addresses told when Bongsu itself is in trouble.
	Watchdog []string
	// Channels in the order of the file.
	Channels []Channel
	Routes   Routes
	// Repeat is how often something still wrong is told again; zero is never.
	Repeat time.Duration
	// Heartbeat is when a sign of life is sent through everything, every day;
	// nil is never.
	Heartbeat *ClockTime
	Mute      Mutes
	// Topics are ARNs of existing SNS topics to listen to.
	Topics []string
	// Alarms are the CloudWatch alarms to make. What the file writes as one may
	// be several: one for each side, one for each thing that a preset watches.
	Alarms []Alarm
	Events []Event
	// Presence is nil where no devices are watched.
	Presence *Presence
	Logs     []Log
	Polls    []Poll
	// Telemetry are the topics on which devices send values.
	Telemetry []Telemetry
	Digests   []Digest
	// Redact are regular expressions in Go's syntax; what they match in a log
	// line is not shown, besides what never is.
	Redact []string
}

// Channel is one destination.
type Channel struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Language string `json:"language"`
	Timezone string `json:"timezone"`
	// Quiet are the hours, in the channel's zone, in which only critical
	// alerts are told; nil for none.
	Quiet *Hours `json:"quiet,omitempty"`
	// Heartbeat says to tell of each sign of life; otherwise it only arrives.
	Heartbeat bool `json:"heartbeat,omitempty"`
	// Fallback names the route on which is told what this channel could not
	// tell, and which leads to another channel; empty where it goes to the dead
	// letters.
	Fallback string `json:"fallback,omitempty"`
	// Pictures says to show charts.
	Pictures bool `json:"pictures,omitempty"`
	// Settings are what this type of channel needs besides.
	Settings channel.Settings `json:"settings"`
}

// UnmarshalJSON reads a channel with the settings of its own type.
func (c *Channel) UnmarshalJSON(data []byte) error {
	type plain Channel
	read := struct {
		*plain
		Settings json.RawMessage `json:"settings"`
	}{plain: (*plain)(c)}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	kind, err := channel.KindOf(c.Type)
	if err != nil {
		return fmt.Errorf("channel %s: %w", c.Name, err)
	}
	c.Settings = kind.New()
	return json.Unmarshal(read.Settings, c.Settings)
}

// Hours is a span of the day, From inclusive, To exclusive, in minutes since
// midnight. To before From spans midnight.
type Hours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Routes maps the name of a route to the channels it leads to.
type Routes map[string]Route

// Route is where alerts go.
type Route struct {
	Targets []Target `json:"targets"`
	// Repeat overrides the configuration's own; nil where it does not.
	Repeat *time.Duration `json:"repeat,omitempty"`
}

// Target is one channel of a route.
type Target struct {
	Channel string `json:"channel"`
	// After is how long the thing must have been wrong before this channel is told.
	After time.Duration `json:"after,omitempty"`
	// Parts are the recipients of each request that a message to the channel
	// takes; none where the channel does not name its recipients.
	Parts [][]string `json:"parts,omitempty"`
	// Pictures says that the channel shows charts.
	Pictures bool `json:"pictures,omitempty"`
}

// DefaultRoute is the route of alerts that name none.
const DefaultRoute = "default"

// Find returns a route. An unknown or empty name is the default route: a
// description naming a route that is not there must not lose the alert.
func (r Routes) Find(name string) Route {
	if route, ok := r[name]; ok {
		return route
	}
	return r[DefaultRoute]
}

// Of returns the targets of a route, see Find.
func (r Routes) Of(name string) []Target { return r.Find(name).Targets }

// Mute silences subjects for a while.
type Mute struct {
	// Match is a subject's name, * standing for anything.
	Match string    `json:"match"`
	Until time.Time `json:"until"`
}

// Mutes are all mutes.
type Mutes []Mute

// Until is until when a subject is muted at a time; zero if it is not.
func (m Mutes) Until(subject string, now time.Time) time.Time {
	var until time.Time
	for _, mute := range m {
		if now.Before(mute.Until) && Match(mute.Match, subject) && mute.Until.After(until) {
			until = mute.Until
		}
	}
	return until
}

// Match reports whether a name fits a pattern in which * stands for any text.
// path.Match will not do: names may hold slashes and brackets.
func Match(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	last := len(parts) - 1
	if last == 0 {
		return pattern == name
	}
	name, ok := strings.CutPrefix(name, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1:last] {
		_, after, found := strings.Cut(name, part)
		if !found {
			return false
		}
		name = after
	}
	return strings.HasSuffix(name, parts[last])
}

// Event is a sort of EventBridge event to tell, as it comes.
type Event struct {
	Name       string `json:"name"`
	Source     string `json:"source"`
	DetailType string `json:"detailType,omitempty"`
	Route      string `json:"route,omitempty"`
}

// Presence says which devices are told of, and when.
type Presence struct {
	Route    string         `json:"route,omitempty"`
	Severity alert.Severity `json:"severity,omitempty"`
	// Hold is how long a device must be gone before anybody is told.
	Hold time.Duration `json:"hold"`
	// Holds are other durations for client ids that match, * standing for
	// anything; the first match counts.
	Holds []Hold `json:"holds,omitempty"`
	// Clean says to tell also of devices that said goodbye.
	Clean bool `json:"clean,omitempty"`
	// Unstable is from how many losses an hour a device counts as unstable;
	// zero is never.
	Unstable int `json:"unstable,omitempty"`
}

// Hold is the hold of the devices that match.
type Hold struct {
	Match string        `json:"match"`
	For   time.Duration `json:"for"`
}

// Slice is what one function gets of the configuration: config.json beside its
// bootstrap.
type Slice struct {
	// Routes, Mute and Events are for sources.
	Routes Routes  `json:"routes,omitempty"`
	Mute   Mutes   `json:"mute,omitempty"`
	Events []Event `json:"events,omitempty"`
	// Presence is for the presence function.
	Presence *Presence `json:"presence,omitempty"`
	// Logs and Redact are for the log watch.
	Logs   []Log    `json:"logs,omitempty"`
	Redact []string `json:"redact,omitempty"`
	// Polls are for the poll function.
	Polls []Poll `json:"polls,omitempty"`
	// Telemetry is for the telemetry function. The tick has it too, and of the
	// polls what they are called.
	Telemetry []Telemetry `json:"telemetry,omitempty"`
	// Digests are for the digest function.
	Digests []Digest `json:"digests,omitempty"`
	// Pictures is for the picture function.
	Pictures *Pictures `json:"pictures,omitempty"`
	// Channel is for deliver: the one channel it serves.
	Channel *Channel `json:"channel,omitempty"`
}

// SliceFile is the name of the slice beside a function's bootstrap.
const SliceFile = "config.json"

// AlarmSlice is the part of the alarm function.
func (c Config) AlarmSlice() Slice {
	routes := c.routes()
	if c.Heartbeat != nil {
		routes[HeartbeatRoute] = c.everywhere()
	}
	for _, ch := range c.Channels {
		if ch.Fallback != "" {
			routes[FallbackRoute(ch.Name)] = c.fallback(ch)
		}
	}
	return Slice{Routes: routes, Mute: c.Mute, Events: c.Events}
}

// PresenceSlice is the part of the presence function.
func (c Config) PresenceSlice() Slice {
	return Slice{Routes: c.routes(), Mute: c.Mute, Presence: c.Presence}
}

// routes are the routes with the general repetition filled in.
func (c Config) routes() Routes {
	filled := make(Routes, len(c.Routes))
	for name, r := range c.Routes {
		if r.Repeat == nil && c.Repeat > 0 {
			r.Repeat = &c.Repeat
		}
		filled[name] = c.addressed(r)
	}
	return filled
}

// DeliverSlice is the part of the function that serves one channel.
func (c Config) DeliverSlice(ch Channel) Slice {
	if ch.Fallback != "" {
		ch.Fallback = FallbackRoute(ch.Name)
	}
	return Slice{Channel: &ch}
}

// TickSlice is the part of the tick function. It tells what log watches have
// counted, which devices are silent, and what of all that was wrong is no longer
// watched, even after the last of them has left the configuration.
func (c Config) TickSlice() Slice {
	s := Slice{Routes: c.routes(), Mute: c.Mute, Telemetry: c.Telemetry}
	for _, p := range c.Polls {
		named := Poll{Name: p.Name}
		for _, f := range p.Fields {
			named.Fields = append(named.Fields, PollField{Name: f.Name})
		}
		s.Polls = append(s.Polls, named)
	}
	return s
}

// End is when quiet hours that hold at a time end; zero if none hold. now is in
// the zone of the hours.
func (h *Hours) End(now time.Time) time.Time {
	if h == nil {
		return time.Time{}
	}
	minute := now.Hour()*60 + now.Minute()
	at := func(day int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+day, h.To/60, h.To%60, 0, 0, now.Location())
	}
	switch {
	case h.From < h.To && minute >= h.From && minute < h.To:
		return at(0)
	case h.From > h.To && minute >= h.From:
		return at(1)
	case h.From > h.To && minute < h.To:
		return at(0)
	}
	return time.Time{}
}
