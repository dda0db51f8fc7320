package file

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"bongsu/shared/config"
)

// watchers are the keys that say what an alarm looks at, presets aside.
var watchers = []string{"api", "http-api", "metric", "math", "all-of", "any-of"}

// alarms reads the CloudWatch alarms to make.
func (r *reader) alarms(root *section) {
	v, ok := root.get("alarms")
	if !ok {
		return
	}
	elements, ok := r.list(v, "e.g. alarms: [{name: orders-latency, api: orders, above: 300ms}]")
	if !ok {
		return
	}
	r.alarmLines, r.families = map[string]int{}, map[string][]string{}
	for _, e := range elements {
		if s, ok := r.section(e); ok {
			r.alarm(s)
		}
	}
	r.compose()
	r.muteFamilies()
}

// alarm reads one entry, which may make several alarms.
func (r *reader) alarm(s *section) {
	var given []string
	for _, key := range slices.Concat(watchers, presetKeys()) {
		if s.has(key) {
			given = append(given, key)
		}
	}
	if len(given) > 1 {
		hint := watchHint()
		if given[0] == "all-of" {
			hint = "make two alarms, and let one name the other"
		}
		r.faultAt(s.self.head, s.self.path, "watches "+strings.Join(given, " and ")+" at once", hint)
		return
	}
	if len(given) == 0 {
		r.single(s)
		return
	}
	preset, ok := presetOf(s, given[0])
	switch {
	case ok:
		r.preset(s, preset)
	case given[0] == "all-of" || given[0] == "any-of":
		r.composite(s, given[0])
	default:
		r.single(s)
	}
}

func watchHint() string {
	return "one of api: NAME (a REST API), http-api: ID (an HTTP API), metric: NAMESPACE METRIC, math: EXPRESSION, all-of: or any-of: [ALARM, …], or a preset: " +
		strings.Join(presetKeys(), ", ")
}

// single reads an alarm on one metric or expression.
func (r *reader) single(s *section) {
	a := config.Alarm{Stat: "Average", Period: defaultPeriod, Evaluated: 1, Needed: 1, Missing: "missing"}
	at := r.named(s, &a, "")
	r.watched(s, &a)
	// An API without traffic has no latency, which is no news; of any other metric
	// CloudWatch's own default holds.
	if a.API != "" || a.HTTPAPI != "" {
		a.Missing = "notBreaching"
	}
	r.unit(s, &a)
	if a.Math != "" {
		a.Stat, a.Label = "", a.Name
	}
	made := r.tuned(s, a, true)
	s.done()
	r.make(at, a.Name, made)
}

// named reads an entry's name. It must have one unless there is another to fall
// back on.
func (r *reader) named(s *section, a *config.Alarm, otherwise string) value {
	v, ok := s.get("name")
	switch {
	case !s.has("name") && otherwise == "":
		s.missing("name", "what people will know it by, e.g. orders-latency")
	case !s.has("name"):
		a.Name = otherwise
	case ok:
		a.Name, _ = r.line(v)
		return v
	}
	return s.self
}

// tuned reads how a metric is judged and told, over what a holds already, and
// gives the alarms that come of it: one for each side. need says that a bound
// must stand there.
func (r *reader) tuned(s *section, a config.Alarm, need bool) []config.Alarm {
	r.stat(s, &a)
	r.evaluated(s, &a)
	r.missingData(s, &a)
	sides := r.bounds(s, a, need)
	for i := range sides {
		r.told(s, &sides[i])
	}
	return sides
}

// told reads how an alarm is told, over what it holds already.
func (r *reader) told(s *section, a *config.Alarm) {
	if severity, ok := r.severity(s); ok {
		a.Severity = severity
	}
	if route := r.routed(s, "route"); route != "" {
		a.Route = route
	}
	if v, ok := s.get("runbook"); ok {
		a.Runbook = r.link(v)
	}
	r.description(s, a)
}

func (r *reader) link(v value) string {
	text, ok := r.line(v)
	if !ok {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsAny(text, " <>|\"") {
		r.fault(v, "is not a web address", "e.g. https://wiki.example.com/orders")
		return ""
	}
	return text
}

// trailer is what FullDescription writes at the end of a description, and the
// alarm function reads there.
var trailer = regexp.MustCompile(`(?i)^\s*(unit|severity|runbook|route)\s*:`)

func (r *reader) description(s *section, a *config.Alarm) {
	v, ok := s.get("description")
	at := s.self
	if ok {
		at = v
		if a.Description, ok = r.text(v); !ok {
			return
		}
		a.Description = strings.TrimRight(a.Description, " \t\n")
		lines := strings.Split(a.Description, "\n")
		if m := trailer.FindStringSubmatch(lines[len(lines)-1]); m != nil {
			key := strings.ToLower(m[1])
			r.fault(v, "ends in a line "+key+":, which Bongsu writes there itself", "use the alarm's own key "+key)
			return
		}
	}
	if n := utf8.RuneCountInString(a.FullDescription()); n > config.MaxDescription {
		r.fault(at, fmt.Sprintf("makes a description of %d characters in CloudWatch, 1024 is the limit; severity, runbook and route count too", n), "shorten it, and put the rest into the runbook")
	}
}

// missingData reads what missing data means.
func (r *reader) missingData(s *section, a *config.Alarm) {
	if v, ok := s.get("missing"); ok {
		word, ok := r.choice(v, "missing", "notBreaching", "breaching", "ignore", "alarm")
		switch {
		case ok && word == "alarm":
			a.Missing = "breaching"
		case ok:
			a.Missing = word
		}
	}
}
