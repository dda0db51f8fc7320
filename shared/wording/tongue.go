package wording

import (
	"time"
	"unicode"
	"unicode/utf8"

	"bongsu/shared/alert"
)

// tongue is one language: every word that the product says. A word missing in
// one of them shows in the test that fills in all of them.
type tongue struct {
	firing, notice, severity map[alert.Severity]string
	recovered, noData        string
	deviceLost, deviceBack   string
	recoveredAfter           func(word, span string) string

	test, testLead, noDataLead, compositeLead string
	childrenLead                              func(n int, back bool) string
	toldInOne, beginUnknown                   string
	awsState                                  func(string) string

	labels  labels
	linkTo  map[alert.LinkTo]string
	account string

	stats          map[string]string
	metricName     func(names) string
	comparisons    map[alert.Comparison]sides
	plainThreshold sides
	expected       string
	expression     string
	value          string
	needed         func(n, of int) string
	more           func(n int, kind alert.Kind) string
	counted        func(word string, n int, kind alert.Kind) string

	reasons                   map[string]string
	otherReason               func(code string) string
	goneFor, alreadyBack      func(string) string
	back                      string
	day, hour, minute, second string
	date                      func(time.Time) string
	cutMark                   string
}

// labels are the names of facts.
type labels struct {
	state, severity, since, lasted, at  string
	datapoints, resource, metric, input string
	expression, rule, reason            string
	client, session, address            string
}

// sides are the two ways to be beside a threshold; % stands for it.
type sides struct{ wrong, right string }

// stat is the word for a CloudWatch statistic; percentiles are their own word.
func (t tongue) stat(name string) string {
	if word, known := t.stats[name]; known {
		return word
	}
	return name
}

// metric is the word for a metric; one that we do not know, by its own name.
func (t tongue) metric(namespace, name string) string {
	if known, ok := metricNames[namespace+" "+name]; ok {
		return t.metricName(known)
	}
	return name
}

// capital begins a sentence.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
