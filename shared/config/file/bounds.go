package file

import (
	"strconv"

	"github.com/goccy/go-yaml/ast"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// belowSuffix is behind the name of the alarm that watches the lower side of an
// entry with both, see config.Alarm.
const belowSuffix = " (below)"

// bounds reads what the value is compared with, and gives an alarm for each side.
// need says that something must stand there.
func (r *reader) bounds(s *section, a config.Alarm, need bool) []config.Alarm {
	above, isAbove := s.get("above")
	below, isBelow := s.get("below")
	switch {
	case s.has("anomaly"):
		r.anomaly(s, &a)
	case need && !s.has("above") && !s.has("below"):
		s.missing("above", "the threshold, e.g. above: 300ms, or below: 1, or anomaly: 2")
	case isAbove && isBelow:
		low := a
		low.Name, low.Comparison = a.Name+belowSuffix, alert.Below
		a.Comparison = alert.Above
		if r.bound(above, &a) && r.bound(below, &low) && low.Threshold > a.Threshold {
			r.fault(below, "is more than above: no value would be right", "below: the least that is right, above: the most")
		}
		return []config.Alarm{a, low}
	case isAbove:
		a.Comparison = alert.Above
		r.bound(above, &a)
	case isBelow:
		a.Comparison = alert.Below
		r.bound(below, &a)
	}
	return []config.Alarm{a}
}

// bound reads a threshold.
func (r *reader) bound(v value, a *config.Alarm) bool {
	text, ok := r.line(v)
	if !ok {
		return false
	}
	a.Band = 0
	// Without the metric and its unit nobody can say what the threshold means.
	if a.Metric == "" && a.Math == "" || r.unsure {
		return false
	}
	n, wrong := threshold(text, a.ValueUnit(), measured(*a))
	if wrong != nil {
		r.fault(v, wrong.problem, wrong.hint)
		return false
	}
	a.Threshold = n
	return true
}

// measured is what faults call what the alarm looks at.
func measured(a config.Alarm) string {
	if a.Math != "" {
		return "the expression"
	}
	return a.Metric
}

// maxBand is far beyond what leaves anything outside of the band.
const maxBand = 100

// anomaly reads how far from the expected the value may be, in standard
// deviations: a number, or {band: 2, side: above}.
func (r *reader) anomaly(s *section, a *config.Alarm) {
	v, ok := s.get("anomaly")
	for _, key := range []string{"above", "below"} {
		if other, there := s.find(key); there {
			r.faultAt(other.head, other.path, "does not go with anomaly", "make two alarms")
		}
	}
	if a.Math != "" {
		r.faultAt(v.head, v.path, "does not go with math", "anomaly takes api, http-api or metric")
		return
	}
	if !ok {
		return
	}
	a.Comparison, a.Threshold = alert.OutsideBand, 0
	if _, isSection := v.node.(*ast.MappingNode); isSection {
		band, ok := r.section(v)
		if !ok {
			return
		}
		if side, ok := band.get("side"); ok {
			word, _ := r.choice(side, "above", "below", "outside")
			a.Comparison = map[string]alert.Comparison{"above": alert.AboveBand, "below": alert.BelowBand}[word]
			if a.Comparison == "" {
				a.Comparison = alert.OutsideBand
			}
		}
		v, ok = band.need("band", "in standard deviations, e.g. band: 2")
		band.done()
		if !ok {
			return
		}
	}
	text, ok := r.line(v)
	if !ok {
		return
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !number.MatchString(text) || n <= 0 || n > maxBand {
		r.fault(v, quoted(text)+" is not a number of standard deviations", "e.g. anomaly: 2; more lets the value stray further")
		return
	}
	a.Band = n
}
