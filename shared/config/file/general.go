package file

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	// A zone must load on a machine without a zone database too.
	_ "time/tzdata"

	"bongsu/shared/config"
)

const (
	defaultTimezone = "Asia/Seoul"
	defaultLanguage = "ko"
)

// address is a plausible e-mail address. Whether it exists shows when SNS asks
// for its confirmation.
var address = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$`)

// general reads what applies to everything. It goes first: others default to it.
func (r *reader) general(s *section) {
	r.config.Timezone, r.config.Language = defaultTimezone, defaultLanguage
	if v, ok := s.get("timezone"); ok {
		if name, ok := r.timezone(v); ok {
			r.config.Timezone = name
		}
	}
	if v, ok := s.get("language"); ok {
		if language, ok := r.choice(v, "ko", "en"); ok {
			r.config.Language = language
		}
	}
	// timezone has loaded it before, and the default is in the zone database.
	zone, err := time.LoadLocation(r.config.Timezone)
	if err != nil {
		zone = time.UTC
	}
	r.zone = zone
	if v, ok := s.get("heartbeat"); ok {
		r.config.Heartbeat = r.clock(v)
	}
	if v, ok := s.need("watchdog", "who is told when Bongsu itself is in trouble, e.g. watchdog: [oncall@example.com]"); ok {
		texts, at := r.lines(v, "e.g. watchdog: [oncall@example.com]")
		for i, text := range texts {
			if !address.MatchString(text) || strings.Contains(text, "..") {
				r.fault(at[i], quoted(text)+" is not an e-mail address", "e.g. oncall@example.com")
			}
		}
		r.config.Watchdog = texts
	}
}

func (r *reader) timezone(v value) (string, bool) {
	const hint = "an IANA name such as Asia/Seoul, Asia/Tokyo or UTC"
	name, ok := r.line(v)
	if !ok {
		return "", false
	}
	// Local is whatever the machine has, and differs from one to the next.
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		r.fault(v, quoted(name)+" is not a time zone", hint)
		return "", false
	}
	return name, true
}

var clockTime = regexp.MustCompile(`^([01]?[0-9]|2[0-3]):([0-5][0-9])$`)

// clock reads a time of day such as 09:00.
func (r *reader) clock(v value) *config.ClockTime {
	const hint = `e.g. heartbeat: "09:00"`
	text, ok := r.line(v)
	if !ok {
		return nil
	}
	m := clockTime.FindStringSubmatch(text)
	if m == nil {
		r.fault(v, quoted(text)+" is not a time of day", hint)
		return nil
	}
	var c config.ClockTime
	// The pattern admits only digits, which always convert.
	c.Hour, _ = strconv.Atoi(m[1])
	c.Minute, _ = strconv.Atoi(m[2])
	return &c
}
