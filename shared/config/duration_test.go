package config_test

import (
	"testing"
	"time"

	"bongsu/shared/config"
)

func TestParseDuration(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"30s": 30 * time.Second, "1h30m": 90 * time.Minute, "7d": 7 * day, "1d12h": 36 * time.Hour,
		"0.5d": 12 * time.Hour, "0": 0, "300ms": 300 * time.Millisecond, "-1d12h": -36 * time.Hour, "-5m": -5 * time.Minute,
	} {
		got, err := config.ParseDuration(text)
		if err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", text, got, err, want)
		}
		if again, err := config.ParseDuration(config.FormatDuration(got)); err != nil || again != got {
			t.Errorf("%q: written as %q it is %v, %v", text, config.FormatDuration(got), again, err)
		}
	}
	for _, text := range []string{"", "30", "5 m", "d", "1d-5m", "1d+5m", "1d1d", "m5", "nand", "infd", "0x1d", "1e400d", "9999999d", "106751d99999h", "한 시간"} {
		if got, err := config.ParseDuration(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func TestFormatDuration(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0s": 0, "15m": 15 * time.Minute, "4h": 4 * time.Hour, "1h30m": 90 * time.Minute,
		"7d": 168 * time.Hour, "36h": 36 * time.Hour, "1m30s": 90 * time.Second, "10s": 10 * time.Second,
	} {
		if got := config.FormatDuration(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
}
