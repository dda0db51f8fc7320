// Package picture draws series of values as PNG and JPEG. It is pure: the same
// drawing makes the same bytes. It does no I/O, knows no clock and no language:
// every word and number comes from the caller.
package picture

import (
	"time"

	"bongsu/shared/alert"
)

// Chart is one picture of values over time.
type Chart struct {
	// Title is the subject; Subtitle says what is measured. Each is one line,
	// cut visibly at the picture's width.
	Title, Subtitle string
	// Facts are written as a line of names and values.
	Facts []alert.Field
	// Series are drawn in this order. Of more than MaxSeries those stay that are
	// furthest beyond in the breach, and the rest is counted.
	Series []Series
	Bounds []Bound
	// Band is what was expected, nil if there was no expectation.
	Band   *Band
	Breach *Breach
	// From and To are the ends of the time axis; zero means those of the points.
	From, To time.Time
	// Period is how far apart two neighbours are at most that a line joins, give
	// or take half of it; zero joins all.
	Period time.Duration
	// Zone is the reader's; nil is UTC.
	Zone *time.Location
	// Scale says of what kind the values are.
	Scale Scale
	Words Words
}

// MaxSeries is how many series a chart shows.
const MaxSeries = 5

// Series is a line. A NaN, an infinite value, or a hole of more than the
// chart's period is a gap.
type Series struct {
	Name string
	// Points may come in any order.
	Points []alert.Point
}

// Bound is a constant limit; Wrong says which side of it is wrong. Label is
// written at its line, with the value in it ("limit 300 ms"); if empty, the
// value alone is.
type Bound struct {
	Value float64
	Label string
	Wrong alert.Comparison
}

// Band is a range; Wrong says which side of it is wrong, if any. An edge judges
// the points until the next one, a single edge all of the chart. Label explains
// it ("expected").
type Band struct {
	Label string
	Edges []Edge
	Wrong alert.Comparison
}

// Edge is the expected range at one time. NaN is a gap.
type Edge struct {
	At           time.Time
	Lower, Upper float64
}

// Breach is the time for which it was wrong, from the first point that was; the
// worst point in it is marked. A zero To is a breach that goes on.
type Breach struct {
	From, To time.Time
}

// Scale says what the values are.
type Scale struct {
	// Number writes a value with its unit ("812 ms"); nil writes bare digits.
	Number func(value float64) string
	// Second is how much one second is where values are durations (1000 for
	// milliseconds): ticks above a minute then fall on whole minutes and hours.
	Second float64
	// Most is the greatest value that can be (100 for percentages); zero if
	// there is none.
	Most float64
}

// Words are the texts that belong to no single value, in the reader's language.
type Words struct {
	// Empty is written into a chart without a point, and into a breach without
	// one ("no data").
	Empty string
	// Zone is written at the time axis ("KST").
	Zone string
	// More counts what is not shown ("and 3 more"); nil writes "+3".
	More func(n int) string
}

// Sheet is a picture of several charts under each other, all over the same time:
// what a digest shows. Its charts have no legend.
type Sheet struct {
	Title, Subtitle string
	// Panels are shown up to MaxPanels; the rest is counted.
	Panels []Chart
	// From, To, Zone and Words hold for all panels.
	From, To time.Time
	Zone     *time.Location
	Words    Words
}

// MaxPanels is how many charts a sheet shows.
const MaxPanels = 6

// Drawing is a Chart or a Sheet.
type Drawing interface {
	// size is in units, of which a phone shows about 600 across.
	size() (width, height float64)
	paint(*canvas)
}
