package config

import (
	"slices"
	"time"

	"bongsu/shared/alert"
)

// Alarm is one CloudWatch alarm to make. It watches one metric, or the result of
// an expression (Math), or other alarms (Rule).
type Alarm struct {
	// Name is the alarm's own in CloudWatch, and unique. An alarm with both above
	// and below in the file is two here: NAME is above, "NAME (below)" below. Each
	// then is in one state, shows the bound that was crossed, and has an incident
	// of its own; the one above keeps its name, and what is known by it, if the
	// other side is added later. What names NAME elsewhere in the file (mute,
	// all-of, any-of) means both.
	Name string
	// API is a REST API's name, Stage its stage ("" for all of it); HTTPAPI an
	// HTTP API's id. Namespace and Metric are set in these cases too.
	API, Stage, HTTPAPI string
	Namespace, Metric   string
	Dimensions          []alert.Field
	// Unit is CloudWatch's name of what the value is in, where the file says it:
	// for metrics that AWS does not define, and expressions. It is for people; the
	// alarm looks at data of any unit.
	Unit string
	// Stat is CloudWatch's name: Average, Sum, Maximum, p95, …
	Stat string
	// Math is an expression over Inputs, in CloudWatch's language; Namespace,
	// Metric, Dimensions and Stat are then empty. Label is what people are shown
	// as its name.
	Math, Label string
	Inputs      []Input
	// Comparison is with Threshold, or with an expected band.
	Comparison alert.Comparison
	// Threshold is in the metric's own unit.
	Threshold float64
	// Band is half the width of the expected band, in standard deviations; zero
	// where there is a threshold instead.
	Band   float64
	Period time.Duration
	// Evaluated periods, of which Needed must breach.
	Evaluated, Needed int
	// Missing is CloudWatch's treatMissingData.
	Missing string
	// Rule makes it a composite alarm; it is in CloudWatch's language. Children
	// are the alarms of this configuration that it names. Of the above only Name
	// is set then.
	Rule     string
	Children []string
	// Silent says that it tells nobody: a composite alarm tells for it.
	Silent bool
	// Global says that its metric exists in GlobalRegion only.
	Global      bool
	Route       string
	Severity    alert.Severity
	Description string
	Runbook     string
}

// Input is one metric of an expression.
type Input struct {
	// ID is what the expression calls it.
	ID                string
	Namespace, Metric string
	Dimensions        []alert.Field
	Stat              string
}

// GlobalRegion is where AWS keeps the metrics of what belongs to no region:
// billing, CloudFront and its certificates.
const GlobalRegion = "us-east-1"

// Global reports whether any alarm must be made in GlobalRegion.
func (c Config) Global() bool {
	return slices.ContainsFunc(c.Alarms, func(a Alarm) bool { return a.Global })
}
