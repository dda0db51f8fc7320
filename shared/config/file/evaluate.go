package file

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/config"
)

const (
	defaultPeriod = 5 * time.Minute
	day           = 24 * time.Hour
)

var (
	percentile = regexp.MustCompile(`^(p|tm)([0-9]{1,3}(?:\.[0-9]{1,10})?)$`)
	mOfN       = regexp.MustCompile(`^([0-9]{1,5})(?:/([0-9]{1,5}))?$`)
)

// stat reads the statistic and gives it CloudWatch's name.
func (r *reader) stat(s *section, a *config.Alarm) {
	v, ok := s.get("stat")
	if !ok {
		return
	}
	text, ok := r.line(v)
	if !ok {
		return
	}
	word := strings.ToLower(text)
	switch word {
	case "avg", "average":
		a.Stat = "Average"
		return
	case "min", "minimum":
		a.Stat = "Minimum"
		return
	case "max", "maximum":
		a.Stat = "Maximum"
		return
	case "sum":
		a.Stat = "Sum"
		return
	case "count", "samplecount":
		a.Stat = "SampleCount"
		return
	}
	if m := percentile.FindStringSubmatch(word); m != nil {
		if n, err := strconv.ParseFloat(m[2], 64); err == nil && n > 0 && n <= 100 {
			a.Stat = word
			return
		}
	}
	r.fault(v, quoted(text)+" is not a statistic", "one of avg, min, max, sum, count, p95 (or another percentile), tm99 (or another trimmed mean)")
}

// evaluated reads the period and how many periods must breach. The limits are
// PutMetricAlarm's (Period, EvaluationPeriods).
func (r *reader) evaluated(s *section, a *config.Alarm) {
	v, ok := s.get("period")
	if ok {
		if d, ok := r.duration(v); ok && r.allowed(v, d, *a) {
			a.Period = d
		}
	}
	m, given := s.get("datapoints")
	if given {
		a.Needed, a.Evaluated = r.datapoints(m)
	}
	limit, said := day, "a day (a week from a period of 1h on)"
	if a.Period >= time.Hour {
		limit, said = 7*day, "a week"
	}
	if total := a.Period * time.Duration(a.Evaluated); total > limit {
		at := s.self
		if given {
			at = m
		}
		r.fault(at, "looks back over "+config.FormatDuration(total)+", more than "+said, "period × datapoints must be less")
	}
}

func (r *reader) allowed(v value, d time.Duration, a config.Alarm) bool {
	space := a.Namespace
	for _, in := range a.Inputs {
		if strings.HasPrefix(in.Namespace, "AWS/") {
			space = in.Namespace
		}
	}
	short := d == 10*time.Second || d == 30*time.Second
	switch {
	case short && strings.HasPrefix(space, "AWS/"):
		r.fault(v, "is too short for a metric of "+space, "1m or more: AWS measures its own services once a minute")
	case !short && (d < time.Minute || d%time.Minute != 0):
		r.fault(v, "is not a period that CloudWatch has", "10s, 30s, or whole minutes up to 1d")
	case d > day:
		r.fault(v, "is longer than 1d", "10s, 30s, or whole minutes up to 1d")
	default:
		return true
	}
	return false
}

// datapoints reads "3/5", 3 of 5 periods, or "3", all of 3.
func (r *reader) datapoints(v value) (needed, evaluated int) {
	const hint = "e.g. 3/5: 3 of the last 5 periods"
	text, ok := r.line(v)
	if !ok {
		return 1, 1
	}
	m := mOfN.FindStringSubmatch(text)
	if m == nil {
		r.fault(v, quoted(text)+" is not a number of periods", hint)
		return 1, 1
	}
	// The pattern admits up to five digits, which always convert.
	needed, _ = strconv.Atoi(m[1])
	evaluated = needed
	if m[2] != "" {
		evaluated, _ = strconv.Atoi(m[2])
	}
	if needed < 1 || evaluated < needed {
		r.fault(v, quoted(text)+" can never be met", hint)
		return 1, 1
	}
	return needed, evaluated
}
