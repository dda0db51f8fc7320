package wording

import (
	"strings"
	"time"

	"bongsu/shared/alert"
)

func (v Voice) alarm(a alert.Alert, it *Item) {
	var lead []string
	if a.Test {
		lead = append(lead, v.testLead)
	}
	if a.State == alert.NoData && !over(a) {
		lead = append(lead, v.noDataLead)
	}
	if m := a.Measurement; m != nil {
		lead = append(lead, v.measurement(*m, a.State))
	}
	if a.Rule != "" && len(a.Children) == 0 && a.Measurement == nil {
		lead = append(lead, v.compositeLead)
	}
	if len(a.Children) > 0 {
		lead = append(lead, v.childrenLead(len(a.Children), a.State == alert.Recovered))
	}
	it.Lead = strings.Join(lead, "\n")
	if it.Lead == "" {
		it.Lead = a.Reason
	} else {
		it.fact(v.labels.reason, a.Reason)
	}
	v.when(a, it)
	if a.Old != "" && a.New != "" {
		it.fact(v.labels.state, v.awsState(a.Old)+" → "+v.awsState(a.New))
	}
	if !over(a) {
		it.fact(v.labels.severity, v.severity[a.Severity])
	}
	for _, c := range a.Children {
		value := v.awsState(c.State)
		if !c.At.IsZero() {
			value += ", " + v.clock(c.At, a.At)
		}
		it.fact(c.Name, value)
	}
	for _, f := range a.Contributor {
		it.fact(f.Name, f.Value)
	}
	if m := a.Measurement; m != nil {
		if points := v.points(*m, a.At); !over(a) && len(m.Points) > 0 && !m.Points[0].At.IsZero() || len(m.Points) > 1 {
			it.fact(v.labels.datapoints, points)
		}
		v.source(*m, it)
	}
	it.fact(v.labels.rule, a.Rule)
}

// when says since when, or from when to when.
func (v Voice) when(a alert.Alert, it *Item) {
	lasted := duration(a)
	switch {
	case over(a) && lasted > 0:
		from, to := a.Since, a.At
		if !a.Until.IsZero() {
			from, to = a.At, a.Until
			it.Lead = strings.TrimPrefix(it.Lead+"\n"+v.toldInOne, "\n")
		}
		it.fact(v.labels.lasted, v.moment(from)+" → "+v.clock(to, from)+" ("+v.span(lasted)+")")
	case a.At.IsZero():
	case over(a):
		it.fact(v.labels.since, v.moment(a.At)+" ("+v.beginUnknown+")")
	case a.State == alert.Notice:
		it.fact(v.labels.at, v.moment(a.At))
	default:
		it.fact(v.labels.since, v.moment(a.At))
	}
}

// fact adds a fact that has a value.
func (it *Item) fact(label, value string) {
	if value != "" {
		it.Facts = append(it.Facts, Fact{label, value})
	}
}

// measurement says in one sentence what was measured against what: "평균 지연
// 812 ms, 기준 300 ms 초과, 5분 평균".
func (v Voice) measurement(m alert.Measurement, state alert.State) string {
	unit := unitOf(m)
	parts := []string{v.what(m)}
	if len(m.Points) > 0 && state != alert.NoData {
		parts[0] += " " + v.valueAgainst(m, unit)
	}
	if against := v.against(m, unit, state == alert.Recovered); against != "" {
		parts = append(parts, against)
	}
	if m.Period > 0 {
		window := v.span(m.Period)
		if stat := v.stat(m.Stat); stat != "" {
			window += " " + stat
		}
		parts = append(parts, window)
	}
	if m.Needed > 0 && m.Evaluated > 1 {
		parts = append(parts, v.needed(m.Needed, m.Evaluated))
	}
	return capital(strings.Join(parts, ", "))
}

// what names the measured thing: statistic and metric, or a label of the owner's.
func (v Voice) what(m alert.Measurement) string {
	if m.Metric == "" {
		if m.Label != "" {
			return m.Label
		}
		if m.Expression != "" {
			return v.expression
		}
		return v.value
	}
	return v.named(m)
}

// against says which side of what the value is on.
func (v Voice) against(m alert.Measurement, unit string, back bool) string {
	words, known := v.comparisons[m.Comparison]
	if !known {
		if m.Threshold == nil {
			return ""
		}
		words = v.plainThreshold
	}
	word := words.wrong
	if back {
		word = words.right
	}
	bound := v.expected
	if m.Threshold != nil {
		bound = v.number(*m.Threshold, unit)
	} else if m.Lower != nil && m.Upper != nil {
		bound = v.number(*m.Lower, unit) + "–" + v.number(*m.Upper, unit)
	}
	return strings.ReplaceAll(word, "%", bound)
}

// valueAgainst is the newest value, exact enough to differ from the threshold
// where it does.
func (v Voice) valueAgainst(m alert.Measurement, unit string) string {
	value := m.Points[0].Value
	text := v.number(value, unit)
	if m.Threshold != nil && *m.Threshold != value && text == v.number(*m.Threshold, unit) {
		return v.exact(value, unit)
	}
	return text
}

// shownPoints is how many data a message lists.
const shownPoints = 5

func (v Voice) points(m alert.Measurement, about time.Time) string {
	unit := unitOf(m)
	var parts []string
	for i, p := range m.Points {
		if i == shownPoints {
			parts = append(parts, v.more(len(m.Points)-i, alert.Alarm))
			break
		}
		text := v.number(p.Value, unit)
		if !p.At.IsZero() {
			text += " (" + v.clock(p.At, about) + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// source says which metric of what was looked at.
func (v Voice) source(m alert.Measurement, it *Item) {
	it.fact(v.labels.resource, fields(m.Dimensions))
	if m.Metric != "" {
		it.fact(v.labels.metric, strings.TrimSpace(m.Namespace+" "+m.Metric))
	}
	it.fact(v.labels.expression, m.Expression)
	for _, in := range m.Inputs {
		name := v.named(in)
		if in.Metric == "" {
			name = in.Expression
		}
		if d := fields(in.Dimensions); d != "" {
			name += " (" + d + ")"
		}
		label := in.Label
		if label == "" {
			label = v.labels.input
		}
		it.fact(label, name)
	}
}

// fields writes names and values in one line.
func fields(list []alert.Field) string {
	parts := make([]string, len(list))
	for i, f := range list {
		parts[i] = f.Name + " " + f.Value
	}
	return strings.Join(parts, ", ")
}

func joinDots(parts []string) string { return strings.Join(parts, " · ") }
