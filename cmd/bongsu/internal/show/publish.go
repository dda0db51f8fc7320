package show

import (
	"encoding/json"
	"net"
	"strings"

	"bongsu/shared/config"
)

// publish announces a value that is out of its bounds, and gives the message that
// says it: one that is told at once, and in which nothing else is wrong. The topic is
// empty where there is none.
func (s *stage) publish(c config.Config) (topic, payload string) {
	for _, t := range c.Telemetry {
		needed, _ := t.Values()
		if payload = example(t.Fields[0]); payload == "" || needed > 1 || len(t.Fields) > 1 {
			continue
		}
		targets := c.Routes.Of(t.Route)
		for _, target := range targets {
			s.expected[target.Channel] += s.parts(target.Channel)
		}
		topic = topicOf(t)
		s.step(s.words.published(topic, payload))
		s.announce(targets)
		return topic, payload
	}
	return "", ""
}

// publishing is a command line that sends a value which is out of its bounds, as far
// as it is plain how.
func publishing(address string, t config.Telemetry) string {
	host, port, _ := net.SplitHostPort(address) // the broker's own
	payload := ""
	for _, f := range t.Fields {
		if payload = example(f); payload != "" {
			break
		}
	}
	return "mosquitto_pub -h " + host + " -p " + port + " -t " + quoted(topicOf(t)) + " -m " + quoted(payload)
}

// topicOf is a topic that the filter matches.
func topicOf(t config.Telemetry) string {
	device := t.Name + "-1"
	if len(t.Devices) > 0 && t.Level > 0 {
		device = t.Devices[0]
	}
	levels := strings.Split(t.Topic, "/")
	for i, level := range levels {
		if level == "+" || level == "#" {
			levels[i] = device
		}
	}
	return strings.Join(levels, "/")
}

// example is a message in which a field is wrong: beyond its bound, or no number;
// empty where its path is none of plain names.
func example(f config.PollField) string {
	var document any = "ERR"
	switch {
	case f.Above != nil:
		document = *f.Above + 1.5
	case f.Below != nil:
		document = *f.Below - 1.5
	}
	path := strings.TrimPrefix(strings.TrimPrefix(f.Path, "$"), ".")
	if strings.ContainsAny(path, "['\"") {
		return ""
	}
	if path != "" {
		names := strings.Split(path, ".")
		for i := len(names) - 1; i >= 0; i-- {
			document = map[string]any{names[i]: document}
		}
	}
	data, err := json.Marshal(document)
	if err != nil {
		return ""
	}
	return string(data)
}
