package config

import (
	"encoding/json"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/cron"
)

// Digest is a summary that is told on a schedule.
type Digest struct {
	// Name is what people know it by, in ASCII; no two digests share one.
	Name string `json:"name"`
	// Cron is its schedule, see shared/cron, by the clocks of Timezone, an IANA name.
	Cron     string `json:"cron"`
	Timezone string `json:"timezone"`
	Route    string `json:"route,omitempty"`
	// Metrics are in the order of the file.
	Metrics []DigestMetric `json:"metrics,omitempty"`
}

// DigestMetric is one thing of which a digest says how it went.
type DigestMetric struct {
	Title string `json:"title"`
	// Measurement says what is measured, and the bound of the alarm that it comes
	// from. It has no period: that is the digest's.
	Measurement alert.Measurement `json:"measurement"`
	// Region is where the metric is kept, empty for that of the stack.
	Region string `json:"region,omitempty"`
}

// Clock gives the digest's schedule and the zone that it is in.
func (d Digest) Clock() (cron.Schedule, *time.Location, error) {
	zone, err := time.LoadLocation(d.Timezone)
	if err != nil {
		return cron.Schedule{}, nil, err
	}
	s, err := cron.Parse(d.Cron)
	return s, zone, err
}

// DigestRun is what a schedule invokes the digest function with.
type DigestRun struct {
	Name string `json:"name"`
	// At is the slot: when the schedule was to invoke, the same on every try of it.
	At time.Time `json:"at"`
}

// DigestMessage is a DigestRun as a schedule has it, which puts the time in:
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
func DigestMessage(name string) (string, error) {
	quoted, err := json.Marshal(name)
	return `{"name":` + string(quoted) + `,"at":"<aws.scheduler.scheduled-time>"}`, err
}

// DigestSlice is the part of the digest function.
func (c Config) DigestSlice() Slice {
	return Slice{Routes: c.routes(), Digests: c.Digests}
}
