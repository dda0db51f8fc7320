package wording

import (
	"slices"
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

	stats map[string]string
	// statLast are the statistics that stand behind the metric.
	statLast       []string
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

// named is statistic and metric; a metric that we do not know goes by its own name.
func (t tongue) named(m alert.Measurement) string {
	name, stat := m.Metric, t.stat(m.Stat)
	if known, ok := metricNames[m.Namespace+" "+m.Metric]; ok {
		name = t.metricName(known)
		if known.bare {
			return name
		}
	}
	switch {
	case stat == "":
		return name
	case slices.Contains(t.statLast, m.Stat):
		return name + " " + stat
	}
	return stat + " " + name
}

// capital begins a sentence.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
