package wording

import (
	"strings"
	"testing"

	"bongsu/shared/alert"
)

func untold(code string, to ...string) alert.Alert {
	return alert.Alert{
		Kind: alert.Undelivered, State: alert.Notice, Severity: alert.Critical, Subject: "duty-sms", At: began,
		Untold: &alert.Untold{Channel: "duty-sms", Type: "sens", To: to, Code: code, Alerts: []alert.Alert{
			{Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: "orders-latency", At: began},
		}},
	}
}

// TestUntold says what was not told, why, and to whom.
func TestUntold(t *testing.T) {
	one := Story{Alerts: []alert.Alert{untold("2003", "01012345678", "U00000000000000000000000000000001")}}
	many := Story{}
	for range fullItems + 1 {
		many.Alerts = append(many.Alerts, untold("2003"))
	}
	for language, want := range map[string]struct{ title, lead, many, line string }{
		"ko": {
			"전달 실패: duty-sms – 긴급 경보: orders-latency", "휴대폰이 꺼져 있습니다.\n받지 못한 사람: 010-****-5678, U00…0001",
			"전달 실패 6건: duty-sms", "• duty-sms – 긴급 경보: orders-latency – 휴대폰이 꺼져 있습니다.\n",
		},
		"en": {
			"Not delivered: duty-sms – ALARM: orders-latency", "The phone is switched off.\nNot reached: 010-****-5678, U00…0001",
			"6 not delivered: duty-sms", "• duty-sms – ALARM: orders-latency – The phone is switched off.\n",
		},
	} {
		v := voice(t, language, "UTC")
		if m := v.Compose(one); m.Title != want.title || m.Items[0].Lead != want.lead {
			t.Errorf("got %q, %q", m.Title, m.Items[0].Lead)
		}
		if m := v.Compose(many); m.Title != want.many || !strings.HasPrefix(m.Items[0].Text, want.line) {
			t.Errorf("got %q, %q", m.Title, m.Items[0].Text)
		}
	}
}

func TestMasked(t *testing.T) {
	for in, want := range map[string]string{
		"01012345678": "010-****-5678", "0111234567": "011-***-4567", "+819012345678": "+81…5678", "short": "short",
	} {
		if got := masked(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
