package file

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/config"
)

const (
	// maxTelemetry is how many rules of AWS IoT the stack makes at most.
	maxTelemetry = 40
	// maxDevices is how many devices of an entry the tick can begin to expect within
	// a minute.
	maxDevices = 500
	// shortestSilence is as often as the tick looks; longestSilence as long as an
	// entry of the table that waits for its time may wait.
	shortestSilence = time.Minute
	longestSilence  = 7 * 24 * time.Hour
)

const deviceHint = "topic(2), the second level of the topic, or clientid(), the MQTT client id"

// byLevel is how the level of a topic is named, as in the SQL of AWS IoT.
var byLevel = regexp.MustCompile(`^topic\(([0-9]{1,3})\)$`)

// telemetry reads which topics devices send values on.
func (r *reader) telemetry(root *section) {
	v, ok := root.get("telemetry")
	if !ok {
		return
	}
	elements, ok := r.list(v, `e.g. telemetry: [{name: boiler, topic: "plant/+/status", silence: 5m, fields: {temp: {path: data.temp, above: 90}}}]`)
	if !ok {
		return
	}
	if len(elements) > maxTelemetry {
		r.fault(v, fmt.Sprintf("lists more than %d topics", maxTelemetry), "watch several with one filter, e.g. plant/+/status")
	}
	names := map[string]int{}
	var topics []value
	for _, e := range elements {
		s, ok := r.section(e)
		if !ok {
			continue
		}
		t, topic := r.telemetryEntry(s, names)
		for i, other := range r.config.Telemetry {
			r.twice(t, topic, other, topics[i])
		}
		r.config.Telemetry, topics = append(r.config.Telemetry, t), append(topics, topic)
	}
}

func (r *reader) telemetryEntry(s *section, names map[string]int) (t config.Telemetry, topic value) {
	if v, ok := s.need("name", "what people know it by, e.g. name: boiler"); ok {
		if t.Name, ok = r.line(v); ok && !pollName.MatchString(t.Name) {
			r.fault(v, quoted(t.Name)+" is not a name for telemetry", pollNameHint)
		} else if ok {
			r.once(v, t.Name, names)
		}
	}
	if v, ok := s.need("topic", `what the devices publish on, e.g. topic: "plant/+/status"`); ok {
		topic = v
		t.Topic = r.topicFilter(v)
	}
	r.telemetryDevice(s, &t)
	if v, ok := s.get("devices"); ok {
		t.Devices = r.devices(v, t)
	}
	if v, ok := s.get("silence"); ok {
		d, ok := r.duration(v)
		switch {
		case ok && (d < shortestSilence || d > longestSilence || d%time.Second != 0):
			r.fault(v, "is not a silence that is noticed", "whole seconds from 1m to 7d, and longer than a device usually waits from one message to the next, e.g. 5m")
		case ok:
			t.Silence = d
		}
	}
	if v, ok := s.get("metrics"); ok {
		if all, ok := r.boolean(v); ok {
			t.Metrics = &all
		}
	}
	t.Looks = r.looks(s, "messages", "e.g. datapoints: 3/5")
	t.Route = r.routed(s, "route")
	t.Severity, _ = r.severity(s)
	if v, ok := s.need("fields", "the values to watch, e.g. fields: {temp: {path: data.temp, above: 90}}"); ok {
		t.Fields = r.values(v, "the message", true)
	}
	s.done()
	return t, topic
}

// telemetryDevice reads what names the device; the only level that may be anything
// does so by itself.
func (r *reader) telemetryDevice(s *section, t *config.Telemetry) {
	v, ok := s.get("device")
	levels := strings.Split(t.Topic, "/")
	if !ok {
		if s.has("device") || t.Topic == "" {
			return
		}
		for i, level := range levels {
			switch {
			case level == "#", level == "+" && t.Level > 0:
				t.Level = 0
				s.missing("device", "the topic does not say which: "+deviceHint)
				return
			case level == "+":
				t.Level = i + 1
			}
		}
		return
	}
	text, ok := r.line(v)
	if !ok {
		return
	}
	if t.ByClient = text == "clientid()"; t.ByClient {
		return
	}
	m := byLevel.FindStringSubmatch(text)
	if m == nil {
		r.fault(v, quoted(text)+" names no device", deviceHint)
		return
	}
	n, _ := strconv.Atoi(m[1]) // up to three digits
	switch {
	case t.Topic == "":
	case n < 1 || n > len(levels):
		r.fault(v, fmt.Sprintf("the topic has no level %d", n), fmt.Sprintf("its levels are 1 to %d: topic(1) is %s", len(levels), levels[0]))
	case levels[n-1] == "#":
		r.fault(v, fmt.Sprintf("level %d of the topic may be missing, or several", n), "write + for it and # behind, e.g. plant/+/#, or say clientid()")
	case levels[n-1] != "+":
		r.fault(v, fmt.Sprintf("level %d of the topic is always %s", n, levels[n-1]), "name a level that is +, or leave it out where all messages come from one device")
	default:
		t.Level = n
	}
}

// devices reads who must be heard.
func (r *reader) devices(v value, t config.Telemetry) []string {
	texts, at := r.lines(v, "e.g. devices: [boiler-1, boiler-2]")
	if t.Topic != "" && !strings.ContainsAny(t.Topic, "+#") && !t.ByClient && len(texts) > 0 {
		r.fault(v, "has no use: the topic is that of one device", "it is expected by itself, under the name of the entry")
		return nil
	}
	if len(texts) > maxDevices {
		r.fault(v, fmt.Sprintf("lists more than %d devices", maxDevices), "those that are not listed are watched too, once they have been heard")
	}
	for i, text := range texts {
		if len(text) > maxTopic || t.Level > 0 && strings.ContainsAny(text, "/+#") {
			r.fault(at[i], quoted(text)+" can be no level of a topic", "as it stands in the topic, e.g. boiler-1")
		}
	}
	return texts
}

// twice refuses what would be told twice.
func (r *reader) twice(t config.Telemetry, at value, other config.Telemetry, first value) {
	if t.Topic == "" || other.Topic == "" || !overlap(strings.Split(t.Topic, "/"), strings.Split(other.Topic, "/")) {
		return
	}
	for _, f := range t.Fields {
		for _, g := range other.Fields {
			if f.Name == g.Name {
				r.fault(at, fmt.Sprintf("overlaps with the topic in line %d, and both watch %s: it would be told twice", first.at.line, f.Name), "narrow one of the topics, or watch the fields in one entry")
				return
			}
		}
	}
}
