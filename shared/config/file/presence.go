package file

import (
	"regexp"
	"strconv"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// defaultHold rides out the reconnect of a device that changes its network.
const defaultHold = 30 * time.Second

// maxUnstable bounds the times that the record of a device holds.
const maxUnstable = 60

var perHour = regexp.MustCompile(`^([0-9]{1,6})/h$`)

// presence reads which devices are told of. Without the key none is.
func (r *reader) presence(root *section) {
	v, ok := root.get("presence")
	if !ok {
		return
	}
	s, ok := r.section(v)
	if !ok {
		return
	}
	p := &config.Presence{Severity: alert.Warning, Hold: defaultHold}
	p.Route = r.routed(s, "route")
	if severity, ok := r.severity(s); ok {
		p.Severity = severity
	}
	if v, ok := s.get("hold"); ok {
		if d, ok := r.hold(v); ok {
			p.Hold = d
		}
	}
	if v, ok := s.get("holds"); ok {
		p.Holds = r.holds(v)
	}
	if v, ok := s.get("clean"); ok {
		p.Clean, _ = r.boolean(v)
	}
	if v, ok := s.get("unstable"); ok {
		p.Unstable = r.unstable(v)
	}
	s.done()
	r.config.Presence = p
}

// holds keeps the order of the file: the first match counts.
func (r *reader) holds(v value) []config.Hold {
	s, ok := r.section(v)
	if !ok {
		return nil
	}
	var holds []config.Hold
	for _, e := range s.entries {
		if e.key == "" {
			r.faultAt(e.value.head, e.value.path, "matches no client id", `e.g. "sensor-*": 5m`)
			continue
		}
		if !r.given(e.value) {
			continue
		}
		if d, ok := r.hold(e.value); ok {
			holds = append(holds, config.Hold{Match: e.key, For: d})
		}
	}
	return holds
}

func (r *reader) hold(v value) (time.Duration, bool) {
	d, ok := r.duration(v)
	if ok && d > longestDelay {
		r.fault(v, "is longer than 15m", "a hold is the delay of an SQS message, which ends at 15m")
		return 0, false
	}
	if ok && d%time.Second != 0 {
		r.fault(v, "is not a whole number of seconds", "e.g. 30s")
		return 0, false
	}
	return d, ok
}

// unstable reads how many losses an hour are too many.
func (r *reader) unstable(v value) int {
	text, ok := r.line(v)
	if !ok {
		return 0
	}
	m := perHour.FindStringSubmatch(text)
	if m == nil {
		r.fault(v, quoted(text)+" is not a number of losses an hour", "e.g. 6/h")
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n < 1 {
		r.fault(v, "is less than 1/h", "e.g. 6/h, or remove the line")
		return 0
	}
	if n > maxUnstable {
		r.fault(v, "is more than 60/h", "a device that drops once a minute is unstable; e.g. 6/h")
		return 0
	}
	return n
}

func (r *reader) severity(s *section) (alert.Severity, bool) {
	v, ok := s.get("severity")
	if !ok {
		return "", false
	}
	text, ok := r.choice(v, string(alert.Critical), string(alert.Warning), string(alert.Info))
	return alert.Severity(text), ok
}
