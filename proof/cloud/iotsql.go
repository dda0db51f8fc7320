package cloud

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// iotSQL is one of IoT SQL, as far as this cloud knows it: everything, or a list
// of functions, which alone may be put beside a payload that is no JSON.
// https://docs.aws.amazon.com/iot/latest/developerguide/binary-payloads.html
type iotSQL struct {
	filter string
	// items are the functions by the names of what they give; none is everything.
	items map[string]column
}

// column gives the value of a function for a message.
type column func(topic string, payload []byte, now time.Time) any

var (
	selects = regexp.MustCompile(`^SELECT (.+) FROM '([^']+)'$`)
	named   = regexp.MustCompile(`^(.+) AS ([a-z]+)$`)
	literal = regexp.MustCompile(`^concat\('([^']*)'\)$`)
)

func parseSQL(sql string) (iotSQL, error) {
	found := selects.FindStringSubmatch(sql)
	if found == nil {
		return iotSQL{}, fmt.Errorf("this cloud does not know the SQL %q", sql)
	}
	s := iotSQL{filter: found[2]}
	if found[1] == "*" {
		return s, nil
	}
	s.items = map[string]column{}
	// encode has a comma of its own.
	list := strings.ReplaceAll(found[1], "encode(*, 'base64')", "encode(*)")
	for item := range strings.SplitSeq(list, ", ") {
		parts := named.FindStringSubmatch(item)
		if parts == nil || selected(parts[1]) == nil {
			return iotSQL{}, fmt.Errorf("this cloud does not know %q in the SQL %q", item, sql)
		}
		s.items[parts[2]] = selected(parts[1])
	}
	return s, nil
}

// selected gives a function by how it is written; nil if it is not known.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html
func selected(written string) column {
	switch written {
	case "encode(*)":
		return func(_ string, payload []byte, _ time.Time) any { return base64.StdEncoding.EncodeToString(payload) }
	case "topic()":
		return func(topic string, _ []byte, _ time.Time) any { return topic }
	case "timestamp()":
		return func(_ string, _ []byte, now time.Time) any { return now.UnixMilli() }
	case "clientid()":
		// Nothing here comes over MQTT.
		return func(string, []byte, time.Time) any { return "n/a" }
	}
	if found := literal.FindStringSubmatch(written); found != nil {
		return func(string, []byte, time.Time) any { return found[1] }
	}
	return nil
}

// of is what the iotSQL makes of a message.
func (s iotSQL) of(topic string, payload []byte, now time.Time) string {
	if s.items == nil {
		return string(payload)
	}
	made := make(map[string]any, len(s.items))
	for name, item := range s.items {
		made[name] = item(topic, payload, now)
	}
	data, _ := json.Marshal(made) // texts and numbers always encode
	return string(data)
}
