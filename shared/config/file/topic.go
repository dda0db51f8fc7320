package file

import (
	"strings"
	"unicode"
)

const (
	// maxTopic and maxLevels are AWS IoT's limits of a topic, in bytes of UTF-8 and
	// in levels. Source: AWS IoT Core endpoints and quotas, message broker.
	maxTopic  = 256
	maxLevels = 8
)

// topicFilter reads an MQTT topic filter that a rule of AWS IoT can have; empty if
// it is none.
func (r *reader) topicFilter(v value) string {
	text, ok := r.line(v)
	if !ok {
		return ""
	}
	problem, hint := badTopic(text)
	if problem != "" {
		r.fault(v, problem, hint)
		return ""
	}
	return text
}

func badTopic(text string) (problem, hint string) {
	levels := strings.Split(text, "/")
	switch {
	case len(text) > maxTopic:
		return "is longer than 256 bytes", "AWS IoT takes no longer ones"
	case len(levels) > maxLevels:
		return "has more than 8 levels", "AWS IoT takes no more"
	case strings.HasPrefix(text, "$") && !strings.HasPrefix(text, "$aws/things/"):
		return "begins with $, as only topics of AWS IoT itself do", `e.g. plant/+/status, or $aws/things/+/shadow/update/accepted`
	case strings.ContainsAny(text, `'"\`) || strings.ContainsFunc(text, unicode.IsControl):
		return "holds a quote, a backslash or a control character", "a rule of AWS IoT cannot name such a topic"
	}
	for i, level := range levels {
		if level == "#" && i < len(levels)-1 {
			return "has # before its last level", "# stands for all further levels: e.g. plant/#; + for one: e.g. plant/+/status"
		}
		if len(level) > 1 && strings.ContainsAny(level, "+#") {
			return quoted(level) + " is no level of a topic filter", "+ and # stand for a whole level, e.g. plant/+/status"
		}
	}
	return "", ""
}

// overlap reports whether a topic can match both filters.
func overlap(a, b []string) bool {
	switch {
	case len(a) > 0 && a[0] == "#", len(b) > 0 && b[0] == "#":
		return true
	case len(a) == 0 || len(b) == 0:
		// # stands for its parent too.
		return len(a) == len(b)
	}
	return (a[0] == b[0] || a[0] == "+" || b[0] == "+") && overlap(a[1:], b[1:])
}
