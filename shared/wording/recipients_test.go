package wording

import (
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
)

// untoldAlert is what a channel could not tell of an alarm.
func untoldAlert(channel string, to ...string) alert.Alert {
	at := time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC)
	return alert.Alert{
		Key: alert.UndeliveredKey(channel, "1"), Kind: alert.Undelivered, State: alert.Notice, Severity: alert.Critical, Subject: channel, At: at,
		Untold: &alert.Untold{Channel: channel, Type: "sens", To: to, Code: "3018", Alerts: []alert.Alert{
			{Key: "a", Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: "orders-latency", At: at},
		}},
	}
}

// TestRecipientsAreMasked: a colleague knows who it is, a stranger does not.
func TestRecipientsAreMasked(t *testing.T) {
	m := voice(t, "ko", "UTC").Compose(Story{Alerts: []alert.Alert{
		untoldAlert("duty-sms", "01012345678", "01012345679", "C0123456789abcdef0123456789abcdef", "1", "2", "3", "4"),
	}})
	text := m.Items[0].Facts[0].Value
	for _, hidden := range []string{"1234567", "0123456789abcdef"} {
		if strings.Contains(text, hidden) {
			t.Errorf("%q shows %s", text, hidden)
		}
	}
	if !strings.Contains(text, "5678") || !strings.Contains(text, "외 2") {
		t.Errorf("got %q", text)
	}
}
