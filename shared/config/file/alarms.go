package file

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// maxAlarmName is how many characters an alarm's name may have. Source:
// PutMetricAlarm, AlarmName.
const maxAlarmName = 255

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
	names := map[string]int{}
	for _, e := range elements {
		if s, ok := r.section(e); ok {
			r.config.Alarms = append(r.config.Alarms, r.alarm(s, names))
		}
	}
}

func (r *reader) alarm(s *section, names map[string]int) config.Alarm {
	a := config.Alarm{}
	if v, ok := s.need("name", "what people will know it by, e.g. orders-latency"); ok {
		a.Name, ok = r.line(v)
		if ok && utf8.RuneCountInString(a.Name) > maxAlarmName {
			r.fault(v, "is longer than 255 characters", "")
		} else if ok {
			r.once(v, a.Name, names)
		}
	}
	r.watched(s, &a)
	r.stat(s, &a)
	r.compared(s, &a)
	r.evaluated(s, &a)
	a.Missing = r.missingData(s, a)
	a.Severity, _ = r.severity(s)
	a.Route = r.routed(s, "route")
	if v, ok := s.get("runbook"); ok {
		a.Runbook = r.link(v)
	}
	r.description(s, &a)
	s.done()
	return a
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
var trailer = regexp.MustCompile(`(?i)^\s*(severity|runbook|route)\s*:`)

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

// missingData reads what missing data means. An API without traffic has no
// latency, which is no news; of any other metric CloudWatch's own default holds.
func (r *reader) missingData(s *section, a config.Alarm) string {
	text := "missing"
	if a.API != "" || a.HTTPAPI != "" {
		text = "notBreaching"
	}
	if v, ok := s.get("missing"); ok {
		if word, ok := r.choice(v, "missing", "notBreaching", "breaching", "ignore", "alarm"); ok {
			text = word
		}
	}
	if text == "alarm" {
		return "breaching"
	}
	return text
}

// compared reads the threshold: exactly one of above and below.
func (r *reader) compared(s *section, a *config.Alarm) {
	unitName := r.unit(s, a)
	above, isAbove := s.get("above")
	below, isBelow := s.get("below")
	switch {
	case s.has("above") && s.has("below"):
		r.faultAt(s.self.head, s.self.path, "has both above and below", "one alarm watches one side; make two")
		return
	case !s.has("above") && !s.has("below"):
		s.missing("above", "the threshold, e.g. above: 300ms, or below: 1")
		return
	}
	a.Comparison = alert.Above
	v := above
	if isBelow {
		a.Comparison, v = alert.Below, below
	}
	if !isAbove && !isBelow {
		return
	}
	text, ok := r.line(v)
	// Without the metric and its unit nobody can say what the threshold means.
	if !ok || a.Metric == "" || r.wrong(s.self.path+".unit") || r.wrong(s.self.path+".metric") {
		return
	}
	n, wrong := threshold(text, unitName, a.Metric)
	if wrong != nil {
		r.fault(v, wrong.problem, wrong.hint)
		return
	}
	a.Threshold = n
}
