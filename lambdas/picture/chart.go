package picture

import (
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
	"bongsu/shared/picture"
	"bongsu/shared/wording"
)

// values are what was read of one measurement.
type values struct {
	lines []metric.Series
	band  []metric.Edge
}

// take takes apart what came back.
func take(q metric.Asked, series []metric.Series) values {
	v := values{lines: metric.Of(series, q.Line)}
	if q.Band != "" {
		v.band = metric.Band(metric.Of(series, q.Band))
	}
	return v
}

func (v values) empty() bool {
	return !slices.ContainsFunc(v.lines, func(s metric.Series) bool { return len(s.Points) > 0 })
}

// add puts in the data by which the alarm decided: those it had before CloudWatch
// gave them to whoever asks. Of several lines nobody can say whose they are.
func (v *values) add(m alert.Measurement, span span) {
	if len(v.lines) > 1 {
		return
	}
	if len(v.lines) == 0 {
		v.lines = []metric.Series{{}}
	}
	points := v.lines[0].Points
	for _, p := range m.Points {
		known := slices.ContainsFunc(points, func(o alert.Point) bool { return o.At.Equal(p.At) })
		if !known && !p.At.Before(span.from) && p.At.Before(span.to) {
			points = append(points, p)
		}
	}
	slices.SortStableFunc(points, func(a, b alert.Point) int { return a.At.Compare(b.At) })
	v.lines[0].Points = points
}

// chart draws values with the words for them.
func (v values) chart(voice wording.Voice, a alert.Alert, m alert.Measurement, span span) picture.Chart {
	words := voice.Chart(a, m)
	c := picture.Chart{
		Title: words.Title, Subtitle: words.Subtitle,
		From: span.from, To: span.to, Period: m.Period, Zone: voice.Zone(),
		Scale: picture.Scale{Number: words.Number, Second: words.Second, Most: words.Most},
		Words: picture.Words{Empty: words.Empty, Zone: words.Zone, More: words.More},
	}
	for _, s := range v.lines {
		c.Series = append(c.Series, picture.Series{Name: s.Label, Points: s.Points})
	}
	if m.Threshold != nil {
		c.Bounds = []picture.Bound{{Value: *m.Threshold, Label: words.Bound, Wrong: m.Comparison}}
	}
	if len(v.band) > 0 {
		c.Band = &picture.Band{Label: words.Band, Wrong: m.Comparison}
		for _, e := range v.band {
			c.Band.Edges = append(c.Band.Edges, picture.Edge(e))
		}
	}
	if a.State.Open() {
		c.Breach = &picture.Breach{From: v.began(a, m, span)}
	}
	return c
}

// began is since when it is wrong: the first point of the last stretch that is,
// with as many good ones in it as the alarm lets pass.
func (v values) began(a alert.Alert, m alert.Measurement, span span) time.Time {
	first := span.to
	if a.At.Before(first) {
		first = a.At
	}
	if len(v.lines) != 1 {
		return first
	}
	good, spared := 0, max(0, m.Evaluated-max(m.Needed, 1))
	points := v.lines[0].Points
	for i := len(points) - 1; i >= 0 && good <= spared; i-- {
		if v.wrong(points[i], m) {
			first, good = points[i].At, 0
		} else {
			good++
		}
	}
	return first
}

// wrong reports whether a point is on the wrong side of the threshold or the band.
func (v values) wrong(p alert.Point, m alert.Measurement) bool {
	var lower, upper float64
	if m.Threshold != nil {
		lower, upper = *m.Threshold, *m.Threshold
	} else {
		i := slices.IndexFunc(v.band, func(e metric.Edge) bool { return e.At.Equal(p.At) })
		if i < 0 {
			return false
		}
		lower, upper = v.band[i].Lower, v.band[i].Upper
	}
	excess, judged := picture.Past(p.Value, lower, upper, m.Comparison)
	return judged && excess > 0
}
