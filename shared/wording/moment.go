package wording

import (
	"strconv"
	"strings"
	"time"
)

// span writes a duration in its two largest units: "7분 12초", "7 min 12 s".
func (v Voice) span(d time.Duration) string {
	if d < time.Second {
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	}
	d = d.Round(time.Second)
	if d >= 24*time.Hour {
		d = d.Round(time.Hour)
	} else if d >= time.Hour {
		d = d.Round(time.Minute)
	}
	units := []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, v.day}, {time.Hour, v.hour}, {time.Minute, v.minute}, {time.Second, v.second}}
	var parts []string
	for _, u := range units {
		if n := d / u.size; n > 0 {
			parts = append(parts, digits(float64(n), significant)+u.name)
			d -= n * u.size
		}
	}
	return strings.Join(parts, " ")
}

// moment writes a time in full, in the reader's zone; one that is not known is
// empty.
func (v Voice) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(v.zone)
	return v.date(t) + " " + t.Format(time.TimeOnly) + " " + zoneName(t)
}

// tick writes a time without its year, weekday and zone.
func (v Voice) tick(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(v.zone).Format("01-02 15:04:05")
}

// clock writes the time of day, with the day where it is not the day of about.
func (v Voice) clock(t, about time.Time) string {
	t, about = t.In(v.zone), about.In(v.zone)
	text := t.Format("15:04")
	if t.Second() != 0 {
		text = t.Format(time.TimeOnly)
	}
	if t.Format(time.DateOnly) != about.Format(time.DateOnly) {
		text = t.Format("01-02 ") + text
	}
	return text
}

// zoneName is the zone's short name; where it has none but its offset, that.
func zoneName(t time.Time) string {
	name, _ := t.Zone()
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		return "UTC" + name
	}
	return name
}
