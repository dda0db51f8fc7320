package wording

import (
	"bongsu/shared/alert"
)

// Chart are the words and numbers of a picture of what an alarm measures.
type Chart struct {
	// Title is the alarm's name; Subtitle says what is measured, of what.
	Title, Subtitle string
	// Bound is written at the threshold, Band explains what was expected.
	Bound, Band string
	// Empty stands where there are no data, Zone at the time axis.
	Empty, Zone string
	// More counts what is not shown.
	More func(n int) string
	// Number writes a value with its unit.
	Number func(value float64) string
	// Second is how much one second is where values are durations; zero where
	// they are none. Most is the greatest value that can be, zero if there is none.
	Second, Most float64
}

// Chart puts into words what a picture of an alert shows. m is what is drawn: the
// alert's own measurement, or that of a child.
func (v Voice) Chart(a alert.Alert, m alert.Measurement) Chart {
	unit := unitOf(m)
	c := Chart{
		Title: name(a), Subtitle: v.measured(m), Band: v.expected,
		Empty: v.noData, Zone: zoneName(a.At.In(v.zone)), More: v.moreThings,
		Number: func(value float64) string { return v.onAxis(value, m.Threshold, unit) },
	}
	for _, f := range a.Contributor {
		c.Title += " · " + f.Value
	}
	if m.Threshold != nil {
		c.Bound = v.against(alert.Measurement{Threshold: m.Threshold}, unit, false)
	}
	switch unit {
	case "Milliseconds":
		c.Second = 1000
	case "Microseconds":
		c.Second = 1e6
	case "Seconds":
		c.Second = 1
	case "Percent":
		c.Most = 100
	case alert.Share:
		c.Most = 1
	}
	return c
}

// onAxis writes a value like the threshold. Zero has no unit, which would be another
// one than that of its neighbours (0 s, 200 ms).
func (v Voice) onAxis(value float64, threshold *float64, unit string) string {
	if value == 0 {
		return "0"
	}
	return v.numberLike(value, threshold, unit)
}

// measured is what is measured over which time, and of what.
func (v Voice) measured(m alert.Measurement) string {
	text, windowed := v.what(m)
	if m.Period > 0 && !windowed {
		text += ", " + v.window(v.span(m.Period), m.Stat)
	}
	parts := []string{text}
	for _, d := range m.Dimensions {
		parts = append(parts, d.Value)
	}
	return joinDots(parts)
}

// illustrate adds an alert's picture to a message that has none yet.
func (v Voice) illustrate(m *Message, a alert.Alert) {
	if m.Picture == nil && a.Picture != nil {
		m.Picture, m.Alt = a.Picture, v.chart(name(a))
	}
}
