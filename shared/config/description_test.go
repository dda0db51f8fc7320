package config_test

import (
	"testing"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

func TestFullDescription(t *testing.T) {
	for _, c := range []struct {
		alarm config.Alarm
		want  string
	}{
		{config.Alarm{}, ""},
		{config.Alarm{Description: "주문이 느려짐\n\n"}, "주문이 느려짐"},
		{config.Alarm{Severity: alert.Warning}, "severity: warning"},
		{config.Alarm{Unit: "Percent", Severity: alert.Info}, "unit: Percent\nseverity: info"},
		{
			config.Alarm{Description: "a\nb", Route: "night", Severity: alert.Critical, Runbook: "https://example.com/r"},
			"a\nb\nseverity: critical\nrunbook: https://example.com/r\nroute: night",
		},
	} {
		if got := c.alarm.FullDescription(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
