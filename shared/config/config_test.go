package config_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/channel"
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

func TestHeartbeatsGoEverywhere(t *testing.T) {
	c := config.Config{
		Channels: []config.Channel{{Name: "a"}, {Name: "b"}},
		Routes:   config.Routes{"default": {Targets: []config.Target{{Channel: "a", After: time.Hour}}}},
		Repeat:   time.Hour,
	}
	if routes := c.AlarmSlice().Routes; len(routes) != 1 {
		t.Errorf("without a heartbeat: %v", routes)
	}
	c.Heartbeat = &config.ClockTime{Hour: 9}
	want := config.Route{Targets: []config.Target{{Channel: "a"}, {Channel: "b"}}}
	if diff := cmp.Diff(want, c.AlarmSlice().Routes[config.HeartbeatRoute]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(c.Routes) != 1 {
		t.Errorf("the configuration's own routes have changed: %v", c.Routes)
	}
}

// phones are settings that name their recipients.
type phones struct{ channel.Slack }

func (phones) Split() [][]string { return [][]string{{"1", "2"}, {"3"}} }

// TestFallback: what a channel could not tell goes to the others of the route,
// at once, and never back to itself.
func TestFallback(t *testing.T) {
	c := config.Config{
		Channels: []config.Channel{{Name: "sms", Fallback: "default", Settings: new(phones)}, {Name: "line", Settings: new(phones)}, {Name: "slack"}},
		Routes: config.Routes{"default": {Targets: []config.Target{
			{Channel: "sms"}, {Channel: "line", After: time.Hour}, {Channel: "slack"},
		}}},
	}
	parts := new(phones).Split()
	want := config.Routes{
		"default": {Targets: []config.Target{{Channel: "sms", Parts: parts}, {Channel: "line", After: time.Hour, Parts: parts}, {Channel: "slack"}}},
		"!sms":    {Targets: []config.Target{{Channel: "line", Parts: parts}, {Channel: "slack"}}},
	}
	if diff := cmp.Diff(want, c.AlarmSlice().Routes); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := c.DeliverSlice(c.Channels[0]).Channel.Fallback; got != "!sms" {
		t.Errorf("sms falls back to %q", got)
	}
	if got := c.DeliverSlice(c.Channels[1]).Channel.Fallback; got != "" {
		t.Errorf("line falls back to %q", got)
	}
	if !c.Channels[0].Named() || c.Channels[2].Named() {
		t.Error("who names recipients?")
	}
}
