package wording

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
)

func TestHeartbeatIsOneLine(t *testing.T) {
	beat := func(at time.Time) alert.Alert {
		return alert.Alert{Key: alert.HeartbeatKey(at), Kind: alert.Heartbeat, State: alert.Notice, Severity: alert.Info, At: at}
	}
	nine := time.Date(2026, 9, 25, 0, 0, 41, 0, time.UTC)
	once := Story{Alerts: []alert.Alert{beat(nine)}}
	ko, en := voice(t, "ko", "Asia/Seoul"), voice(t, "en", "UTC")
	const alive = "봉수 정상 작동 중 · 09:00"
	want := Message{
		Tone: Green, Title: alive, State: "알림", Subject: alive, When: "2026-09-25 (금) 09:00:41 KST",
		CutMark: ko.cutMark, LineMark: ko.lineMark,
	}
	if diff := cmp.Diff(want, ko.Compose(once)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := en.Compose(once).Title; got != "Bongsu is alive · 00:00" {
		t.Errorf("got %q", got)
	}
	two := Story{Alerts: []alert.Alert{beat(nine), beat(nine.Add(-24 * time.Hour))}}
	if diff := cmp.Diff(want, ko.Compose(two)); diff != "" {
		t.Errorf("of two the newer counts (-want +got):\n%s", diff)
	}
	// Whatever else is told says as much.
	alarm := Story{Alerts: []alert.Alert{{Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: "x", At: began}}}
	if diff := cmp.Diff(en.Compose(alarm), en.Compose(Join(once, alarm))); diff != "" {
		t.Errorf("an alarm and a heartbeat (-alarm +both):\n%s", diff)
	}
	if len(once.Alerts) != 1 || once.Alerts[0].Kind != alert.Heartbeat {
		t.Error("the story itself was changed")
	}
}
