package file

import (
	"fmt"
	"regexp"
	"time"

	"bongsu/shared/config"
)

const (
	// maxPolls and maxPollFields are what one run of the function can ask, and
	// write, within its time.
	maxPolls      = 40
	maxPollFields = 20
	// longestPoll is beyond what anybody would call watching.
	longestPoll = 24 * time.Hour
	// maxLooks bounds the record of a value.
	maxLooks = 10
	maxUnit  = 12
)

var (
	// pollName is the value of a dimension in CloudWatch, which takes ASCII only.
	// Source: Dimension, Value.
	pollName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)
	// parameterName is what a parameter may be called. Source: PutParameter, Name.
	parameterName = regexp.MustCompile(`^/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$`)
)

const pollNameHint = "1 to 64 of A-Z, a-z, 0-9 and - _ .: a metric is called after it"

// polls reads what is fetched and watched.
func (r *reader) polls(root *section) {
	v, ok := root.get("polls")
	if !ok {
		return
	}
	elements, ok := r.list(v, `e.g. polls: [{name: boiler, url: "https://boiler.example.com/status", fields: {temp: {path: data.temp, above: 90}}}]`)
	if !ok {
		return
	}
	if len(elements) > maxPolls {
		r.fault(v, fmt.Sprintf("lists more than %d polls", maxPolls), "one run asks them all, a few at a time, and has a minute; ask whatever collects such values already")
	}
	names := map[string]int{}
	for _, e := range elements {
		if s, ok := r.section(e); ok {
			r.config.Polls = append(r.config.Polls, r.poll(s, names))
		}
	}
}

func (r *reader) poll(s *section, names map[string]int) config.Poll {
	p := config.Poll{Every: time.Minute}
	if v, ok := s.need("name", "what people know it by, e.g. name: boiler"); ok {
		if p.Name, ok = r.line(v); ok && !pollName.MatchString(p.Name) {
			r.fault(v, quoted(p.Name)+" is not a name for a poll", pollNameHint)
		} else if ok {
			r.once(v, p.Name, names)
		}
	}
	if v, ok := s.get("every"); ok {
		d, ok := r.duration(v)
		switch {
		case ok && (d < time.Minute || d%time.Minute != 0 || d > longestPoll):
			r.fault(v, "is not an interval that a schedule has", "whole minutes from 1m to 1d, e.g. 1m or 5m")
		case ok:
			p.Every = d
		}
	}
	if v, ok := s.get("private"); ok {
		p.Private, _ = r.boolean(v)
	}
	if v, ok := s.get("secret-header"); ok {
		if p.SecretHeader, ok = r.line(v); ok && (!parameterName.MatchString(p.SecretHeader) || len(p.SecretHeader) > 1000) {
			r.fault(v, "is not the name of an SSM parameter", "e.g. /bongsu/boiler; store the header itself with `bongsu secret set /bongsu/boiler`, as Name: value")
			p.SecretHeader = ""
		}
	}
	if v, ok := s.need("url", `what is asked, e.g. url: "https://boiler.example.com/status"`); ok {
		r.pollURL(v, &p)
	}
	p.Looks = r.looks(s, "answers", "ask less often, e.g. every: 5m, with datapoints: 3/5")
	p.Route = r.routed(s, "route")
	p.Severity, _ = r.severity(s)
	if v, ok := s.need("fields", "the values to watch, e.g. fields: {temp: {path: data.temp, above: 90}}"); ok {
		p.Fields = r.values(v, "the answer", false)
	}
	s.done()
	return p
}
