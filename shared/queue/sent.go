package queue

import (
	"strconv"
	"time"
)

// LastTime is the end of the year 9999 in milliseconds; later times have no JSON
// form.
const LastTime = 253402300799999

// SentAt is when a message was put on its queue, the same on every delivery, by the
// attributes that SQS gives it; zero if they do not say.
func SentAt(attributes map[string]string) time.Time {
	ms, err := strconv.ParseInt(attributes["SentTimestamp"], 10, 64)
	if err != nil || ms <= 0 || ms > LastTime {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
