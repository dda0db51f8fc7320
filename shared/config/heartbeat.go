package config

import "fmt"

// ClockTime is a time of day, in the configuration's zone.
type ClockTime struct{ Hour, Minute int }

// String writes it as the configuration does: 09:00.
func (c ClockTime) String() string { return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute) }

// HeartbeatRoute leads to every channel. Nobody can give a route this name.
const HeartbeatRoute = "*"

// The message that the schedule publishes and the alarm function recognizes:
// an object whose HeartbeatKey is HeartbeatValue, and whose HeartbeatTime says
// when it was to be sent.
const (
	HeartbeatKey   = "bongsu"
	HeartbeatValue = "heartbeat"
	HeartbeatTime  = "at"
)

// The metric by which deliver says that a heartbeat has arrived.
const (
	MetricNamespace = "Bongsu"
	// MetricHeartbeat counts heartbeats, by MetricChannel.
	MetricHeartbeat = "Heartbeat"
	MetricChannel   = "Channel"
)

// everywhere is the route of heartbeats.
func (c Config) everywhere() Route {
	var route Route
	for _, ch := range c.Channels {
		route.Targets = append(route.Targets, Target{Channel: ch.Name})
	}
	return c.addressed(route)
}
