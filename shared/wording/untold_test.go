package wording_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/wording"
)

// TestManyUntoldAreNamed: whoever reads that a dozen things were not delivered has
// to learn which.
func TestManyUntoldAreNamed(t *testing.T) {
	at := time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC)
	var s wording.Story
	for i := range 10 {
		inner := alert.Alert{Key: fmt.Sprint(i), Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: fmt.Sprintf("orders-%d", i), At: at}
		s.Alerts = append(s.Alerts, alert.Alert{
			Key: alert.UndeliveredKey("duty-line", fmt.Sprint(i)), Kind: alert.Undelivered, State: alert.Notice, Severity: alert.Critical,
			Subject: "duty-line", At: at, Untold: &alert.Untold{Channel: "duty-line", Code: "quota", Alerts: []alert.Alert{inner}},
		})
	}
	for _, language := range []string{"ko", "en"} {
		v, err := wording.NewVoice(language, "Asia/Seoul")
		if err != nil {
			t.Fatal(err)
		}
		m := v.Compose(s)
		if !strings.Contains(m.Title, "orders-0") || !strings.Contains(m.Title, "duty-line") {
			t.Errorf("titled %s", m.Title)
		}
		for i := range 10 {
			if !strings.Contains(m.Items[0].Text, fmt.Sprintf("orders-%d", i)) {
				t.Fatalf("does not name orders-%d:\n%s", i, m.Items[0].Text)
			}
		}
		for _, text := range []string{m.Title, m.Items[0].Headline} {
			if want := map[string]string{"ko": "전달 실패 10건", "en": "10 not delivered"}[language]; !strings.HasPrefix(text, want) {
				t.Errorf("%q does not begin with %q", text, want)
			}
		}
	}
}
