package config_test

import (
	"testing"
	"time"

	"bongsu/shared/config"
)

func TestQuietHoursEnd(t *testing.T) {
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	night, lunch := &config.Hours{From: 22 * 60, To: 7 * 60}, &config.Hours{From: 12 * 60, To: 13*60 + 30}
	for _, test := range []struct {
		hours *config.Hours
		now   time.Time
		want  string
	}{
		{night, time.Date(2026, 9, 25, 22, 0, 0, 0, seoul), "2026-09-26T07:00:00+09:00"},
		{night, time.Date(2026, 9, 25, 6, 59, 59, 0, seoul), "2026-09-25T07:00:00+09:00"},
		{night, time.Date(2026, 9, 25, 7, 0, 0, 0, seoul), ""},
		{night, time.Date(2026, 9, 25, 21, 59, 0, 0, seoul), ""},
		{lunch, time.Date(2026, 9, 25, 12, 30, 0, 0, seoul), "2026-09-25T13:30:00+09:00"},
		{lunch, time.Date(2026, 9, 25, 13, 30, 0, 0, seoul), ""},
		// The clocks go back at three that night: it is still seven on the wall.
		{night, time.Date(2026, 10, 24, 23, 0, 0, 0, berlin), "2026-10-25T07:00:00+01:00"},
		{nil, time.Date(2026, 9, 25, 3, 0, 0, 0, seoul), ""},
	} {
		got := ""
		if end := test.hours.End(test.now); !end.IsZero() {
			got = end.Format(time.RFC3339)
		}
		if got != test.want {
			t.Errorf("%v at %s: ends %q, want %q", test.hours, test.now, got, test.want)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		pattern, name string
		want          bool
	}{
		{"*", "anything", true}, {"orders-*", "orders-latency", true}, {"orders-*", "my-orders-latency", false},
		{"*-latency", "orders-latency", true}, {"a*b*c", "a/1/b[2]c", true}, {"a*b*c", "acb", false},
		{"exact", "exact", true}, {"exact", "exact2", false}, {"a*a", "a", false},
	} {
		if got := config.Match(test.pattern, test.name); got != test.want {
			t.Errorf("%q, %q: %v", test.pattern, test.name, got)
		}
	}
}

func TestTicksOnlyIfSomethingWaits(t *testing.T) {
	hour := time.Hour
	target := func(after time.Duration) config.Routes {
		return config.Routes{"default": {Targets: []config.Target{{Channel: "a", After: after}}}}
	}
	for name, test := range map[string]struct {
		c    config.Config
		want bool
	}{
		"nothing":      {config.Config{Routes: target(15 * time.Minute)}, false},
		"after":        {config.Config{Routes: target(16 * time.Minute)}, true},
		"repeat":       {config.Config{Repeat: hour}, true},
		"route repeat": {config.Config{Routes: config.Routes{"default": {Repeat: &hour}}}, true},
		"mute":         {config.Config{Mute: config.Mutes{{}}}, true},
		"quiet":        {config.Config{Channels: []config.Channel{{Quiet: &config.Hours{}}}}, true},
	} {
		if got := test.c.Ticks(); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
