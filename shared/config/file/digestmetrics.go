package file

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// digestMetrics reads of what a digest says how it went: the metrics of alarms first,
// then those of its own, then the values of polls.
func (r *reader) digestMetrics(s *section) []config.DigestMetric {
	titles := map[string]int{}
	var all []config.DigestMetric
	if v, ok := s.get("alarms"); ok {
		names, places := r.lines(v, "e.g. alarms: [orders-latency]")
		for i, name := range names {
			all = append(all, r.alarmMetrics(places[i], name, titles)...)
		}
	}
	if v, ok := s.get("metrics"); ok {
		elements, _ := r.list(v, "e.g. metrics: [{title: Orders, api: orders, stat: p95}]")
		for _, e := range elements {
			if one, ok := r.section(e); ok {
				all = append(all, r.digestMetric(one, titles))
			}
		}
	}
	if v, ok := s.get("polls"); ok {
		names, places := r.lines(v, "e.g. polls: [boiler/temp]")
		for i, name := range names {
			all = append(all, r.polledMetrics(places[i], name, titles)...)
		}
	}
	if len(all) > maxDigestMetrics {
		r.faultAt(s.self.head, s.self.path, fmt.Sprintf("comes to %d metrics, more than %d", len(all), maxDigestMetrics), "nobody reads more at once: make two digests")
	}
	return all
}

// digestMetric reads one metric in the words that alarms have.
func (r *reader) digestMetric(s *section, titles map[string]int) config.DigestMetric {
	a := config.Alarm{Stat: "Average"}
	if v, ok := s.need("title", "what people know it by, e.g. title: Orders"); ok {
		if a.Name, ok = r.line(v); ok && utf8.RuneCountInString(a.Name) > maxDigestTitle {
			r.fault(v, fmt.Sprintf("is longer than %d characters", maxDigestTitle), "")
		} else if ok {
			r.once(v, a.Name, titles)
		}
	}
	var given []string
	for _, key := range []string{"api", "http-api", "metric", "math"} {
		if s.has(key) {
			given = append(given, key)
		}
	}
	const hint = "one of api: NAME (a REST API), http-api: ID (an HTTP API), metric: NAMESPACE METRIC, math: EXPRESSION; that of an alarm is named under alarms:"
	switch len(given) {
	case 1:
		r.watched(s, &a)
		r.unit(s, &a)
		r.stat(s, &a)
		s.done()
	case 0:
		r.faultAt(s.self.head, s.self.path, "measures nothing", hint)
	default:
		r.faultAt(s.self.head, s.self.path, "measures "+strings.Join(given, " and ")+" at once", hint)
	}
	if a.Math != "" {
		a.Stat = ""
	}
	a.Global = a.Namespace == "AWS/Billing" || a.Namespace == "AWS/CloudFront"
	return digestMetric(a)
}

// digestMetric is what an alarm measures, with its bound if it has one.
func digestMetric(a config.Alarm) config.DigestMetric {
	m := alert.Measurement{
		Namespace: a.Namespace, Metric: a.Metric, Dimensions: a.Dimensions, Stat: a.Stat, Unit: a.ValueUnit(),
		Expression: a.Math, Comparison: a.Comparison,
	}
	if a.Math != "" {
		m.ID, m.Label = "value", a.Name
		for slices.ContainsFunc(a.Inputs, func(in config.Input) bool { return in.ID == m.ID }) {
			m.ID += "_"
		}
	}
	for _, in := range a.Inputs {
		m.Inputs = append(m.Inputs, alert.Measurement{
			ID: in.ID, Namespace: in.Namespace, Metric: in.Metric, Dimensions: in.Dimensions, Stat: in.Stat,
		})
	}
	switch {
	case a.Comparison != "" && a.Band == 0:
		m.Threshold = &a.Threshold
	case a.Band > 0:
		m.Comparison = ""
	}
	d := config.DigestMetric{Title: a.Name, Measurement: m}
	if a.Global {
		d.Region = config.GlobalRegion
	}
	return d
}

// alarmMetrics are those of an entry under alarms. Of an alarm with two sides the
// one below is left out: its metric is the same.
func (r *reader) alarmMetrics(v value, name string, titles map[string]int) []config.DigestMetric {
	byName := map[string]int{}
	for i, a := range r.config.Alarms {
		byName[a.Name] = i
	}
	members := r.familyOf(name, byName)
	if len(members) == 0 && r.wrong("alarms") {
		return nil // it may be there, and be wrong
	}
	if len(members) == 0 {
		r.fault(v, quoted(name)+" is not an alarm of this file", cmp.Or(closest(name, slices.Sorted(maps.Keys(r.alarmLines))), "name it under alarms:, or its metric under metrics:"))
	}
	var all []config.DigestMetric
	for _, member := range members {
		a := r.config.Alarms[byName[member]]
		switch {
		case a.Rule != "":
			r.fault(v, quoted(name)+" is a composite alarm, which measures nothing itself", "name the alarms that it is of")
		case len(members) > 1 && strings.HasSuffix(member, belowSuffix):
		case r.once(v, member, titles):
			all = append(all, digestMetric(a))
		}
	}
	return all
}

// polledMetrics are those of a poll, by its name, or of one of its fields, by both.
func (r *reader) polledMetrics(v value, name string, titles map[string]int) []config.DigestMetric {
	poll, field, one := strings.Cut(name, "/")
	var all []config.DigestMetric
	var known []string
	for _, p := range r.config.Polls {
		known = append(known, p.Name)
		for _, f := range p.Fields {
			known = append(known, p.Name+"/"+f.Name)
			if title := p.Name + " " + f.Name; p.Name == poll && (!one || f.Name == field) && r.once(v, title, titles) {
				all = append(all, polledMetric(title, p, f))
			}
		}
	}
	if !slices.Contains(known, name) && !r.wrong("polls") {
		r.fault(v, quoted(name)+" is not a poll of this file, or a field of one", cmp.Or(closest(name, known), "e.g. boiler for all that is asked of it, boiler/temp for one field"))
	}
	return all
}

func polledMetric(title string, p config.Poll, f config.PollField) config.DigestMetric {
	d := config.DigestMetric{Title: title, Measurement: alert.Measurement{
		Namespace: config.PollNamespace, Metric: config.PollMetric, Stat: "Average", Unit: f.Unit,
		Dimensions: []alert.Field{{Name: config.PollDimension, Value: p.Name}, {Name: config.FieldDimension, Value: f.Name}},
	}}
	switch {
	case f.Above != nil:
		d.Measurement.Threshold, d.Measurement.Comparison = f.Above, alert.Above
	case f.Below != nil:
		d.Measurement.Threshold, d.Measurement.Comparison = f.Below, alert.Below
	}
	return d
}
