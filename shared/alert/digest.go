package alert

import "time"

// Digest sums up a time: from From on and before To.
type Digest struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Step is how much time each of the values stands for that the metrics are
	// summed up from.
	Step    time.Duration  `json:"step,omitempty"`
	Metrics []DigestMetric `json:"metrics,omitempty"`
	// Troubles are what was wrong in that time, as far as there is room: what still
	// is first, and of each what lasted longest.
	Troubles []Trouble `json:"troubles,omitempty"`
	// Wrong and Ended count all that still is wrong and all that no longer is, Gone
	// and Back the devices among neither: those without connection, and those that
	// have it again.
	Wrong int `json:"wrong,omitempty"`
	Ended int `json:"ended,omitempty"`
	Gone  int `json:"gone,omitempty"`
	Back  int `json:"back,omitempty"`
	// Partial says that there was too much to look through all of it.
	Partial bool `json:"partial,omitempty"`
}

// DigestMetric is how a metric went. What is not known is nil: all of it where there
// were no data.
type DigestMetric struct {
	Title string `json:"title"`
	// Measurement says what it is, and the bound that it should keep; Region where it
	// is kept, empty for the function's own.
	Measurement Measurement `json:"measurement"`
	Region      string      `json:"region,omitempty"`
	Min         *float64    `json:"min,omitempty"`
	Max         *float64    `json:"max,omitempty"`
	Last        *float64    `json:"last,omitempty"`
	// Whole is the average of all values, or their sum where the statistic is one
	// that adds up; Before is the same of as much time right before.
	Whole  *float64 `json:"whole,omitempty"`
	Before *float64 `json:"before,omitempty"`
	// Failed says that it could not be read.
	Failed bool `json:"failed,omitempty"`
}

// Known reports whether there were data, and they were read.
func (m DigestMetric) Known() bool {
	return !m.Failed && m.Whole != nil && m.Min != nil && m.Max != nil && m.Last != nil
}

// Adds reports whether values of a statistic add up to one of a longer time.
func Adds(stat string) bool { return stat == "Sum" || stat == "SampleCount" }

// Trouble is how long something was wrong.
type Trouble struct {
	// Key is what it was about, see Alert.
	Key string `json:"key"`
	// Device says that it is a device that was without connection.
	Device bool `json:"device,omitempty"`
	// Since is when it was last wrong from, Until when that ended; zero if it has not.
	Since time.Time `json:"since"`
	Until time.Time `json:"until,omitzero"`
	// Times is how often it was wrong, Lasted for how long in all.
	Times  int           `json:"times"`
	Lasted time.Duration `json:"lasted"`
}

// Subject is the name that a person knows it by.
func (t Trouble) Subject() string { return SubjectOf(t.Key) }

// Over reports whether it has ended.
func (t Trouble) Over() bool { return !t.Until.IsZero() }
