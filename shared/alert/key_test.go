package alert_test

import (
	"testing"

	"bongsu/shared/alert"
)

func TestKeys(t *testing.T) {
	for _, test := range []struct {
		key     string
		kind    alert.Kind
		subject string
	}{
		{"arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:결제: a/b", alert.Alarm, "결제: a/b"},
		{alert.NamedAlarmKey("123456789012", "a/b"), alert.Alarm, "a/b"},
		{alert.PresenceKey("a/b"), alert.Presence, "a/b"},
		{alert.LogKey("결제", "3195"), alert.Log, "결제"},
		{alert.PollKey("boiler", "temp"), alert.Polled, "boiler temp"},
		{alert.PollKey("boiler", ""), alert.Polled, "boiler"},
		{alert.TelemetryKey("boiler", "temp", "boiler-1"), alert.Telemetry, "boiler-1 temp"},
		{alert.TelemetryKey("plant", "temp", "a/보일러 2"), alert.Telemetry, "plant a/보일러 2 temp"},
		{alert.TelemetryKey("boiler", "", "boiler"), alert.Telemetry, "boiler"},
		{alert.TelemetryKey("boiler", "temp", ""), alert.Telemetry, "boiler temp"},
		{alert.RawKey("1234"), alert.Raw, "raw/1234"},
	} {
		if kind, subject := alert.KindOf(test.key), alert.SubjectOf(test.key); kind != test.kind || subject != test.subject {
			t.Errorf("%s: %s, %s", test.key, kind, subject)
		}
	}
}
