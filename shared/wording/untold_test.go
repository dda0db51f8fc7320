package wording

import (
	"fmt"
	"strings"
	"testing"

	"bongsu/shared/alert"
)

// untoldAlert is what a channel could not tell of an alarm.
func untoldAlert(channel string, to ...string) alert.Alert {
	return alert.Alert{
		Key: alert.UndeliveredKey(channel, "1"), Kind: alert.Undelivered, State: alert.Notice, Severity: alert.Critical, Subject: channel, At: began,
		Untold: &alert.Untold{Channel: channel, Type: "sens", To: to, Code: "2003", Alerts: []alert.Alert{
			{Key: "a", Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: "orders-latency", At: began},
		}},
	}
}

// TestUntold says what was not told, why, and to whom.
func TestUntold(t *testing.T) {
	one := Story{Alerts: []alert.Alert{untoldAlert("duty-sms", "01012345678")}}
	many := Story{}
	for range fullItems + 1 {
		many.Alerts = append(many.Alerts, untoldAlert("duty-sms"))
	}
	for language, want := range map[string]struct{ title, lead, many, line string }{
		"ko": {
			"전달 실패: duty-sms – 긴급 경보: orders-latency", "휴대폰이 꺼져 있습니다.\n받지 못한 사람: 010-****-5678",
			"전달 실패 6건: duty-sms", "• duty-sms – 긴급 경보: orders-latency – 휴대폰이 꺼져 있습니다.\n",
		},
		"en": {
			"Not delivered: duty-sms – ALARM: orders-latency", "The phone is switched off.\nNot reached: 010-****-5678",
			"6 messages not delivered: duty-sms", "• duty-sms – ALARM: orders-latency – The phone is switched off.\n",
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

// TestUntoldAmongOthers: a merged title counts what was not delivered, in words.
func TestUntoldAmongOthers(t *testing.T) {
	for language, want := range map[string]string{"ko": "전달 실패 2건: duty-sms, duty-line", "en": "2 messages not delivered: duty-sms, duty-line"} {
		v := voice(t, language, "UTC")
		mild := untoldAlert("duty-line")
		mild.Severity = alert.Warning // in a colour of its own, and no other sort
		if got := v.Compose(Story{Alerts: []alert.Alert{untoldAlert("duty-sms"), mild}}).Title; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestRecipientsAreMasked: a colleague knows who it is, a stranger does not.
func TestRecipientsAreMasked(t *testing.T) {
	m := voice(t, "ko", "UTC").Compose(Story{Alerts: []alert.Alert{
		untoldAlert("duty-sms", "01012345678", "0111234567", "C0123456789abcdef0123456789abcdef", "+819012345678", "1", "2", "3"),
	}})
	if want := "받지 못한 사람: 010-****-5678, 011-***-4567, C01…cdef, +81…5678, 1 외 2명"; !strings.HasSuffix(m.Items[0].Lead, "\n"+want) {
		t.Errorf("got %q, want %q", m.Items[0].Lead, want)
	}
}

// TestManyUntoldAreNamed: whoever reads that a dozen things were not delivered has
// to learn which.
func TestManyUntoldAreNamed(t *testing.T) {
	var many Story
	for i := range 14 {
		a := untoldAlert("duty-line")
		a.Untold.Alerts[0].Subject = fmt.Sprintf("orders-%d.", i)
		many.Alerts = append(many.Alerts, a)
	}
	for _, language := range []string{"ko", "en"} {
		text := voice(t, language, "UTC").Compose(many).Items[0].Text
		for i := range 14 {
			if !strings.Contains(text, fmt.Sprintf("orders-%d.", i)) {
				t.Errorf("does not name orders-%d:\n%s", i, text)
			}
		}
	}
}
