package file

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"bongsu/shared/config"
)

const (
	// maxMathMetrics is how many metrics one alarm on an expression may watch.
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
	maxMathMetrics = 10
	// maxExpression is how many characters an expression may have. Source:
	// MetricDataQuery, Expression.
	maxExpression = 2048
)

var (
	// metricID is what an expression can call a metric. Source: MetricDataQuery, Id.
	metricID = regexp.MustCompile(`^[a-z][A-Za-z0-9_]{0,254}$`)
	// literals are the texts in an expression, words its names and functions.
	literals = regexp.MustCompile(`"[^"]*"|'[^']*'`)
	words    = regexp.MustCompile(`[A-Za-z0-9_.]+`)
)

// math reads an expression and the metrics that it is of.
func (r *reader) math(s *section, a *config.Alarm) {
	v, ok := s.get("math")
	if ok {
		a.Math, ok = r.line(v)
	}
	all, given := s.get("metrics")
	switch {
	case s.has("math") && !s.has("metrics"):
		s.missing("metrics", "what the expression is of, e.g. metrics: {errors: {metric: AWS/Lambda Errors, dimensions: {FunctionName: orders}, stat: sum}}")
		return
	case !given || !s.has("math"):
		return
	}
	metrics, isSection := r.section(all)
	if !isSection {
		return
	}
	switch n := len(metrics.entries); {
	case n == 0:
		r.fault(all, "names no metric", "e.g. {errors: {metric: AWS/Lambda Errors, stat: sum}}")
	case n > maxMathMetrics:
		r.fault(all, "has more than 10 metrics, which is CloudWatch's limit for an alarm", "make several alarms, and join them with any-of")
	}
	for _, e := range metrics.entries {
		a.Inputs = append(a.Inputs, r.input(e))
	}
	if ok {
		r.expression(v, a.Math, metrics)
	}
}

// input reads one metric of an expression.
func (r *reader) input(e entry) config.Input {
	if !metricID.MatchString(e.key) {
		r.faultAt(e.value.head, e.value.path, "is not a name that an expression can use", "a small letter, then letters, digits and _, e.g. errors")
	}
	if !r.given(e.value) {
		return config.Input{}
	}
	s, ok := r.section(e.value)
	if !ok {
		return config.Input{}
	}
	one := config.Alarm{Stat: "Average"}
	if !s.has("metric") {
		s.missing("metric", "its namespace, a space and its name, e.g. AWS/Lambda Errors")
	}
	r.metric(s, &one)
	r.stat(s, &one)
	s.done()
	return config.Input{ID: e.key, Namespace: one.Namespace, Metric: one.Metric, Dimensions: one.Dimensions, Stat: one.Stat}
}

// expression checks what can be known of an expression without CloudWatch: its
// length, its parentheses, and that it names exactly the metrics that are there.
func (r *reader) expression(v value, text string, metrics *section) {
	if utf8.RuneCountInString(text) > maxExpression {
		r.fault(v, "is longer than 2048 characters", "")
		return
	}
	bare := literals.ReplaceAllString(text, `""`)
	used := words.FindAllString(bare, -1)
	is := func(word string) bool {
		return slices.ContainsFunc(used, func(u string) bool { return strings.EqualFold(u, word) })
	}
	switch {
	case is("SEARCH"), is("SELECT"):
		r.fault(v, "is a query; an alarm of this file takes an expression over its metrics:", "name each metric under metrics:")
		return
	case is("ANOMALY_DETECTION_BAND"):
		r.fault(v, "is an anomaly band", "write metric: and anomaly: 2 instead")
		return
	case strings.IndexFunc(bare, func(c rune) bool { return c < ' ' || c > '~' }) >= 0:
		r.fault(v, "holds a character that no expression has", "names of metrics, numbers, functions and operators; texts stand in quotes")
		return
	case !balanced(bare):
		r.fault(v, "has parentheses that do not match", "")
		return
	}
	var ids []string
	for _, e := range metrics.entries {
		ids = append(ids, e.key)
		if !slices.Contains(used, e.key) && !slices.Contains(used, "METRICS") && metricID.MatchString(e.key) {
			r.faultAt(e.value.head, e.value.path, "does not stand in the expression", "use it there, or remove it")
		}
	}
	// Functions are written in capitals, metrics begin with a small letter.
	for _, word := range slices.Compact(used) {
		if word[0] >= 'a' && word[0] <= 'z' && !slices.Contains(ids, word) {
			r.fault(v, quoted(word)+" is not one of the metrics", suggest(word, ids))
		}
	}
}

func balanced(text string) bool {
	depth := 0
	for _, c := range text {
		switch c {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}
