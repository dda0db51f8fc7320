package wording

import (
	"strings"
	"time"

	"bongsu/shared/alert"
)

// shortText is up to how many characters an owner's description is a fact among
// others; a longer one stands by itself.
const shortText = 200

func (v Voice) alarm(a alert.Alert, it *Item) {
	it.Lead = strings.Join(v.alarmLead(a), "\n")
	reason := a.Reason
	if it.Lead == "" {
		it.Lead, reason = reason, ""
	}
	v.when(a, it)
	if text := strings.TrimSpace(a.Text); text != "" && a.Cut == 0 && len([]rune(text)) <= shortText && !strings.Contains(text, "\n") {
		it.fact(v.labels.description, text)
		it.Text = ""
	}
	if a.State.Open() || !over(a) {
		it.fact(v.labels.severity, v.severity[a.Severity])
	}
	for _, f := range a.Contributor {
		it.fact(f.Name, f.Value)
	}
	for _, c := range a.Children {
		v.child(c, a.At, it)
	}
	if m := a.Measurement; m != nil {
		v.data(*m, a, it)
		it.fact(v.labels.resource, fields(m.Dimensions))
	}
	if a.Old != "" && a.New != "" && a.Until.IsZero() {
		it.fact(v.labels.state, v.awsState(a.Old)+" → "+v.awsState(a.New))
	}
	it.fact(v.labels.reason, reason)
	if m := a.Measurement; m != nil {
		v.source(*m, it)
	}
	it.fact(v.labels.rule, a.Rule)
	for _, f := range a.Fields {
		it.fact(f.Name, f.Value)
	}
}

// alarmLead are the sentences to read first.
func (v Voice) alarmLead(a alert.Alert) []string {
	var lead []string
	add := func(s string) {
		if s != "" {
			lead = append(lead, s)
		}
	}
	if !a.Until.IsZero() {
		add(v.toldInOne)
	}
	if a.Test {
		add(v.testLead)
	}
	switch {
	case a.State == alert.NoData:
		add(v.noDataLead)
	case a.State == alert.Recovered && a.Old == "INSUFFICIENT_DATA":
		add(v.dataBack)
	case a.Measurement != nil && a.Measurement.Missing && a.State == alert.Firing:
		add(v.missingLead)
	}
	if s := a.Series; s != nil {
		add(v.series(alert.Series{In: s.In, Of: s.Of, State: v.awsState(s.State)}, len(a.Contributor) > 0, a.State == alert.Recovered))
	}
	switch {
	case a.Measurement != nil:
		add(v.measurement(*a.Measurement, a))
	case len(a.Children) > 0:
		named, more := names(a.Children)
		add(v.childrenLead(named, more, a.State == alert.Recovered))
	case a.Rule != "":
		add(v.compositeLead(a.State == alert.Recovered))
	}
	return lead
}

// namedChildren is up to how many children a sentence names; more are counted.
const namedChildren = 3

// names lists the children that a sentence names, and counts the others.
func names(children []alert.Child) (named []string, more int) {
	shown := min(len(children), namedChildren)
	for _, c := range children[:shown] {
		named = append(named, c.Name)
	}
	return named, len(children) - shown
}

func (v Voice) child(c alert.Child, about time.Time, it *Item) {
	value := v.awsState(c.State)
	if !c.At.IsZero() {
		value = v.stateSince(value, v.clock(c.At, about))
	}
	it.fact(c.Name, value)
}

// when says since when, or from when to when.
func (v Voice) when(a alert.Alert, it *Item) {
	lasted := duration(a)
	switch {
	case over(a) && lasted > 0:
		from, to := a.Since, a.At
		if !a.Until.IsZero() {
			from, to = a.At, a.Until
		}
		v.time(it, v.labels.lasted, from, " → "+v.clock(to, from)+" ("+v.span(lasted)+")")
	case a.At.IsZero():
	case over(a):
		v.time(it, v.labels.ended, a.At, " ("+v.beginUnknown+")")
	case a.State == alert.Notice:
		v.time(it, v.labels.at, a.At, "")
	default:
		v.time(it, v.labels.since, a.At, "")
	}
}

// time adds a time and what is to be said behind it.
func (v Voice) time(it *Item, label string, t time.Time, more string) {
	it.Facts = append(it.Facts, Fact{label, v.moment(t) + more, v.tick(t) + more})
}

// fact adds a fact that has a value.
func (it *Item) fact(label, value string) {
	if value != "" {
		it.Facts = append(it.Facts, Fact{Label: label, Value: value})
	}
}

// shownPoints is how many data a message lists.
const shownPoints = 5

// data lists the data that the platform decided by, where they say more than the
// first sentence.
func (v Voice) data(m alert.Measurement, a alert.Alert, it *Item) {
	if len(m.Points) == 0 || len(m.Points) == 1 && (m.Points[0].At.IsZero() || over(a)) {
		return
	}
	unit := unitOf(m)
	var parts []string
	for i, p := range m.Points {
		if i == shownPoints {
			parts = append(parts, v.moreThings(len(m.Points)-i))
			break
		}
		text := v.numberLike(p.Value, m.Threshold, unit)
		if !p.At.IsZero() {
			text += " (" + v.clock(p.At, a.At) + ")"
		}
		parts = append(parts, text)
	}
	label := v.labels.datapoints
	if len(parts) > 1 {
		label = v.labels.manyPoints
	}
	it.fact(label, strings.Join(parts, ", "))
}

// source says which metric was looked at, or what was computed from which.
func (v Voice) source(m alert.Measurement, it *Item) {
	if m.Metric != "" {
		it.fact(v.labels.metric, strings.TrimSpace(m.Namespace+" "+m.Metric))
	}
	it.fact(v.labels.expression, m.Expression)
	for _, in := range m.Inputs {
		name := in.Expression
		if in.Metric != "" {
			name = v.named(in)
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
