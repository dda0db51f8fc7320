package sample

import (
	"regexp"
	"strconv"
	"time"

	"bongsu/cmd/bongsu/internal/subscription"
)

// Forms of time in what AWS sends: of fields, of an alarm's reason
// (day/month/year), and milliseconds (of a device's event, of an SQS record).
var (
	fieldTime  = regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`)
	reasonTime = regexp.MustCompile(`\b\d\d/\d\d/\d\d \d\d:\d\d:\d\d\b`)
	eventTime  = regexp.MustCompile(`([tT]imestamp\\?"\s*:\s*\\?"?)(\d{13})\b`)
)

// Moved is a payload with every time in it moved by whole seconds. Fractions and
// zones stay as they are written.
func Moved(payload []byte, by time.Duration) []byte {
	by = by.Truncate(time.Second)
	if moved, ok := subscription.Moved(payload, by); ok {
		return moved
	}
	payload = moveText(payload, fieldTime, "2006-01-02T15:04:05", by)
	payload = moveText(payload, reasonTime, "02/01/06 15:04:05", by)
	return eventTime.ReplaceAllFunc(payload, func(text []byte) []byte {
		parts := eventTime.FindSubmatch(text)
		ms, err := strconv.ParseInt(string(parts[2]), 10, 64)
		if err != nil {
			return text // thirteen digits always fit
		}
		return strconv.AppendInt(parts[1][:len(parts[1]):len(parts[1])], ms+by.Milliseconds(), 10)
	})
}

func moveText(payload []byte, form *regexp.Regexp, layout string, by time.Duration) []byte {
	return form.ReplaceAllFunc(payload, func(text []byte) []byte {
		at, err := time.Parse(layout, string(text))
		if err != nil {
			return text // looks like a time, and is none
		}
		return []byte(at.Add(by).Format(layout))
	})
}
