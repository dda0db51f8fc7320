package config

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"bongsu/shared/alert"
)

// Poll is an address that is asked again and again, and the values in its answer
// that somebody watches.
type Poll struct {
	// Name is what people know it by, in ASCII; no two polls share one.
	Name string `json:"name"`
	// URL may carry a credential in its query: show Address instead.
	URL string `json:"url"`
	// SecretHeader names the parameter with the headers to ask with; empty for
	// none.
	SecretHeader string        `json:"secretHeader,omitempty"`
	Every        time.Duration `json:"every"`
	// Private says that it may be in a private network.
	Private bool `json:"private,omitempty"`
	// Fields are in the order of the file.
	Fields []PollField `json:"fields"`
	Looks
	Route string `json:"route,omitempty"`
	// Severity is empty where the file does not say: then a value out of bounds is
	// critical, and one that is not known is a warning.
	Severity alert.Severity `json:"severity,omitempty"`
}

// Looks says when what is wrong is told: Needed of the Evaluated last answers, or
// messages, have to be wrong; zero where the file does not say, see Values and
// Answers.
type Looks struct {
	Needed    int `json:"needed,omitempty"`
	Evaluated int `json:"evaluated,omitempty"`
}

// PollField is one value of an answer, or of a message.
type PollField struct {
	// Name is what people know it by, in ASCII.
	Name string `json:"name"`
	// Path is where it stands, see shared/jsonpath.
	Path string `json:"path"`
	// A value above Above or below Below is wrong.
	Above *float64 `json:"above,omitempty"`
	Below *float64 `json:"below,omitempty"`
	// Unit is CloudWatch's name of the value's unit, or what people call it.
	Unit string `json:"unit,omitempty"`
	// Optional says that a message without it says nothing about it.
	Optional bool `json:"optional,omitempty"`
}

// Address is what is asked, as far as everybody may see it.
func (p Poll) Address() string {
	u, err := url.Parse(p.URL)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host + u.EscapedPath()
}

// Values says how many of the last answers have to show a value that is wrong.
func (l Looks) Values() (needed, evaluated int) {
	if l.Evaluated == 0 {
		return 1, 1
	}
	return l.Needed, l.Evaluated
}

// Answers says how many of the last answers have to be wrong as a whole. One that
// gets lost is no news, where the file does not say otherwise.
func (l Looks) Answers() (needed, evaluated int) {
	if l.Evaluated == 0 {
		return 2, 2
	}
	return l.Needed, l.Evaluated
}

// The metric of each value, by the names of its poll and its field.
const (
	PollNamespace  = "Bongsu/Polls"
	PollMetric     = "Value"
	PollDimension  = "Poll"
	FieldDimension = "Field"
)

// PollRun is what a schedule invokes the poll function with.
type PollRun struct {
	// Every names the polls that are meant: those with this interval, in seconds.
	// Zero means all.
	Every int `json:"every"`
	// At is when the schedule was to invoke, the same on every try of it.
	At time.Time `json:"at"`
}

// PollMessage is a PollRun as a schedule has it, which puts the time in:
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
func PollMessage(every time.Duration) string {
	return fmt.Sprintf(`{"every":%d,"at":"<aws.scheduler.scheduled-time>"}`, int(every.Seconds()))
}

// PollIntervals gives the different intervals, the shortest first. A schedule
// invokes the function for each.
func PollIntervals(polls []Poll) []time.Duration {
	var all []time.Duration
	for _, p := range polls {
		all = append(all, p.Every)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// PollSlice is the part of the poll function.
func (c Config) PollSlice() Slice {
	return Slice{Routes: c.routes(), Mute: c.Mute, Polls: c.Polls}
}
