package wording

import (
	"slices"
	"time"

	"bongsu/shared/alert"
)

// heartbeat is one quiet line: it is read every day. Its title says the time.
func (v Voice) heartbeat(at time.Time) Message {
	title := v.alive(at.In(v.zone).Format("15:04"))
	return Message{Tone: Green, Title: title, State: v.notice[alert.Info], Subject: title, When: v.moment(at)}
}

// withoutHeartbeats leaves the signs of life out of a story, and gives the time
// of the newest; zero if there is none. A message that tells anything else is a
// sign of life itself.
func withoutHeartbeats(s Story) (Story, time.Time) {
	var newest time.Time
	isHeartbeat := func(a alert.Alert) bool { return a.Kind == alert.Heartbeat }
	for _, a := range s.Alerts {
		if isHeartbeat(a) && a.At.After(newest) {
			newest = a.At
		}
	}
	if !newest.IsZero() {
		s.Alerts = slices.DeleteFunc(slices.Clone(s.Alerts), isHeartbeat)
	}
	return s, newest
}
