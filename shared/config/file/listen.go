package file

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"bongsu/shared/config"
)

// topicARN is the ARN of an SNS topic. Source: SNS, CreateTopic.
var topicARN = regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:([A-Za-z0-9_-]{1,256})(\.fifo)?$`)

// listening reads what else is heard, and what is not told.
func (r *reader) listening(s *section) {
	if v, ok := s.get("mute"); ok {
		r.mute(v)
	}
	v, ok := s.get("topics")
	if !ok {
		return
	}
	const hint = `e.g. "arn:aws:sns:ap-northeast-2:123456789012:old-alarms"`
	texts, at := r.lines(v, hint)
	for i, text := range texts {
		m := topicARN.FindStringSubmatch(text)
		switch {
		case m == nil:
			r.fault(at[i], quoted(text)+" is not the ARN of an SNS topic", hint)
		case m[2] != "":
			r.fault(at[i], "is a FIFO topic, which CloudWatch alarms do not use", "name a standard topic")
		}
	}
	r.config.Topics = texts
}

func (r *reader) mute(v value) {
	const hint = `e.g. mute: [{match: "orders-*", until: 2026-12-01T09:00}]`
	elements, ok := r.list(v, hint)
	if !ok {
		return
	}
	for _, e := range elements {
		s, ok := r.section(e)
		if !ok {
			continue
		}
		m := config.Mute{}
		if v, ok := s.need("match", "a name, * standing for anything, e.g. orders-*"); ok {
			m.Match, _ = r.line(v)
		}
		if v, ok := s.need("until", "e.g. until: 2026-12-01T09:00"); ok {
			m.Until = r.moment(v)
		}
		s.done()
		r.config.Mute = append(r.config.Mute, m)
	}
}

// moment reads a time; without an offset it is in the configured zone.
func (r *reader) moment(v value) time.Time {
	text, ok := r.line(v)
	if !ok {
		return time.Time{}
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", time.RFC3339} {
		if at, err := time.ParseInLocation(layout, strings.Replace(text, " ", "T", 1), r.zone); err == nil {
			return at
		}
	}
	r.fault(v, quoted(text)+" is not a time", "e.g. 2026-12-01T09:00, in "+r.config.Timezone)
	return time.Time{}
}

var (
	eventName   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,39}$`)
	eventSource = regexp.MustCompile(`^[A-Za-z0-9_.\-/]{1,256}$`)
)

// events reads which EventBridge events are told.
func (r *reader) events(root *section) {
	v, ok := root.get("events")
	if !ok {
		return
	}
	elements, ok := r.list(v, "e.g. events: [{name: builds, source: aws.codebuild}]")
	if !ok {
		return
	}
	names, matches := map[string]int{}, map[string]int{}
	for _, e := range elements {
		s, ok := r.section(e)
		if !ok {
			continue
		}
		event := config.Event{}
		if v, ok := s.need("name", "a short name of your own, e.g. builds"); ok {
			event.Name, ok = r.line(v)
			if ok && !eventName.MatchString(event.Name) {
				r.fault(v, quoted(event.Name)+" is not a name for events", "1 to 40 letters, digits and -")
			} else if ok {
				r.once(v, event.Name, names)
			}
		}
		if v, ok := s.need("source", "what EventBridge calls the source, e.g. aws.codebuild"); ok {
			event.Source, ok = r.line(v)
			if ok && !eventSource.MatchString(event.Source) {
				r.fault(v, quoted(event.Source)+" is not a source of events", "e.g. aws.codebuild")
			}
		}
		event.DetailType = s.line("detail-type")
		event.Route = r.routed(s, "route")
		s.done()
		what := event.Source + "\x00" + event.DetailType
		if line, again := matches[what]; again && event.Source != "" {
			r.fault(e, fmt.Sprintf("matches the same events as line %d", line), "remove one, or name another detail-type")
		} else {
			matches[what] = e.at.line
		}
		r.config.Events = append(r.config.Events, event)
	}
}

// once reports a name that was used before; true if it was not.
func (r *reader) once(v value, name string, first map[string]int) bool {
	if line, again := first[name]; again {
		r.fault(v, fmt.Sprintf("%s is used twice, first in line %d", quoted(name), line), "choose another name")
		return false
	}
	first[name] = v.at.line
	return true
}
