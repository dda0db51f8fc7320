package wording

import (
	"slices"
	"time"

	"bongsu/shared/alert"
)

// tongue is one language: every word that the product says. A word missing in
// one of them shows in the test that fills in all of them.
type tongue struct {
	firing, notice, severity map[alert.Severity]string
	logLine                  map[alert.Severity]string
	recovered, noData        string
	deviceLost, deviceBack   string
	unstable, stable         string
	recoveredAfter, stillFor func(word, span string) string

	// again stands before moreLines in a title.
	again             string
	moreLines         func(n int, span string) string
	emptyLine, unread string

	// alive is a sign of life, for a time of day.
	alive func(clock string) string

	test, testLead, noDataLead, missingLead, dataBack string
	compositeLead                                     func(back bool) string
	childrenLead                                      func(named []string, more int, back bool) string
	series                                            func(s alert.Series, one, back bool) string
	toldInOne, backInOne, beginUnknown, empty         string
	atTheTime                                         func(string) string
	awsState                                          func(string) string
	stateSince                                        func(state, clock string) string

	// undelivered is what a channel could not tell; undeliveredCodes are the
	// reasons that have a code.
	undelivered, missed                string
	undeliveredCodes                   map[string]string
	undeliveredCode, undeliveredReason func(string) string

	polls, telemetry pollWords
	digest           digestWords

	labels  labels
	linkTo  map[alert.LinkTo]string
	account string

	stats map[string]string
	// statLast are the statistics that stand behind the metric.
	statLast []string
	window   func(span, stat string) string
	// timed is a statistic with its window before it, in a language that says it so.
	timed                     func(span, stat string) string
	metricName                func(metricName) string
	comparisons               map[alert.Comparison]sides
	plainThreshold            sides
	condition                 func(what, bound string, c alert.Comparison) string
	noBand, expression, value string
	// expected explains a band in a chart, chart names a chart of a subject.
	expected               string
	chart                  func(subject string) string
	needed                 func(n, of int) string
	more                   func(n int, kind alert.Kind) string
	moreThings, morePeople func(n int) string
	counted                func(word string, n int, kind alert.Kind) string
	sentence               func(string) string

	reasons                   map[string]string
	otherReason               func(code string) string
	goneFor, alreadyBack      func(string) string
	drops                     func(int) string
	unstableLead, stableLead  string
	day, hour, minute, second string
	date                      func(time.Time) string
	cutMark, lineMark         string
}

// labels are the names of facts.
type labels struct {
	state, severity, description        string
	since, lasted, ended, at            string
	datapoints, manyPoints              string
	resource, metric, input             string
	expression, rule, reason, awsReason string
	client, session, address            string
	watch, file, group, stream, hidden  string
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
	text, _ := t.namedOver(m, "")
	return text
}

// namedOver is named, with the window that the statistic is over if its language
// says the two together; over tells whether it did.
func (t tongue) namedOver(m alert.Measurement, span string) (text string, over bool) {
	name, stat := m.Metric, t.stat(m.Stat)
	key := m.Namespace + " " + m.Metric
	if alert.IsShare(m.Namespace, m.Metric, m.Stat) {
		key += " " + m.Stat
	}
	if known, ok := metricNames[key]; ok {
		name = t.metricName(known)
		if known.bare {
			return name, false
		}
	}
	if stat == "" {
		return name, false
	}
	if timed := t.timed(span, stat); span != "" && timed != "" {
		stat, over = timed, true
	}
	if slices.Contains(t.statLast, m.Stat) {
		return name + " " + stat, over
	}
	return stat + " " + name, over
}
