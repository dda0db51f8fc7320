package config_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

func TestDeviceOf(t *testing.T) {
	m := config.TelemetryMessage{Topic: "plant/보일러 1//status", Client: "gateway/7"}
	for _, c := range []struct {
		t    config.Telemetry
		want string
	}{
		{config.Telemetry{Name: "boiler", Level: 2}, "보일러 1"},
		{config.Telemetry{Name: "boiler", Level: 3}, ""},
		{config.Telemetry{Name: "boiler", Level: 9}, ""},
		{config.Telemetry{Name: "boiler", ByClient: true}, "gateway/7"},
		{config.Telemetry{Name: "boiler"}, "boiler"},
	} {
		if got := c.t.DeviceOf(m); got != c.want {
			t.Errorf("%+v: %q, want %q", c.t, got, c.want)
		}
	}
}

// TestTakes: by the name that the rule gave, or else by the topic.
func TestTakes(t *testing.T) {
	for _, c := range []struct {
		filter, name, topic string
		want                bool
	}{
		{"plant/+/status", "boiler", "any", true},
		{"plant/+/status", "roof", "plant/a/status", false},
		{"plant/+/status", "", "plant/a/status", true},
		{"plant/+/status", "", "plant/a/b/status", false},
		{"plant/+/status", "", "plant/a", false},
		{"plant/#", "", "plant/a/b", true},
		{"plant/#", "", "plant", true},
		{"plant/a", "", "plant/b", false},
	} {
		if got := (config.Telemetry{Name: "boiler", Topic: c.filter}).Takes(config.TelemetryMessage{Telemetry: c.name, Topic: c.topic}); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}

func TestWhoIsExpectedAndMeasured(t *testing.T) {
	all, none := true, false
	for _, c := range []struct {
		t                 config.Telemetry
		device            string
		expects, measures bool
	}{
		{config.Telemetry{Name: "boiler"}, "boiler", true, true},
		{config.Telemetry{Name: "boiler", Level: 2}, "boiler", false, false},
		{config.Telemetry{Name: "boiler", Level: 2, Devices: []string{"a"}}, "a", true, true},
		{config.Telemetry{Name: "boiler", Level: 2, Devices: []string{"a"}, Metrics: &all}, "b", false, true},
		{config.Telemetry{Name: "boiler", Level: 2, Devices: []string{"a"}, Metrics: &none}, "a", true, false},
	} {
		if c.t.Expects(c.device) != c.expects || c.t.Measures(c.device) != c.measures {
			t.Errorf("%+v %s: expects %t, measures %t", c.t, c.device, c.t.Expects(c.device), c.t.Measures(c.device))
		}
	}
}

// TestMessageOfTheRule: the function reads what the statement selects, by the
// statement's own names.
func TestMessageOfTheRule(t *testing.T) {
	sql := config.Telemetry{Name: "boiler", Topic: "plant/+/status"}.SQL()
	if !strings.HasSuffix(sql, "concat('boiler') AS telemetry FROM 'plant/+/status'") {
		t.Error(sql)
	}
	var m config.TelemetryMessage
	if err := json.Unmarshal([]byte(`{"data":"OTEuNQ==","topic":"plant/a/status","ts":1790309527086,"client":"a","telemetry":"boiler"}`), &m); err != nil || string(m.Data) != "91.5" {
		t.Errorf("%+v, %v", m, err)
	}
	written, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var names map[string]any
	if err := json.Unmarshal(written, &names); err != nil {
		t.Fatal(err)
	}
	for name := range names {
		if !strings.Contains(sql, " AS "+name) {
			t.Errorf("the rule does not select %s: %s", name, sql)
		}
	}
}

func TestNoted(t *testing.T) {
	for silence, want := range map[time.Duration]time.Duration{0: 5 * time.Minute, time.Minute: 15 * time.Second, time.Hour: 15 * time.Minute} {
		if got := (config.Telemetry{Silence: silence}).Noted(); got != want {
			t.Errorf("%s: %s, want %s", silence, got, want)
		}
	}
}

// TestWatches: the tick knows what has left the configuration, without knowing any
// address.
func TestWatches(t *testing.T) {
	cfg := config.Config{
		Polls:     []config.Poll{{Name: "boiler", URL: "https://boiler.example.com/?key=s3cret", SecretHeader: "/b", Fields: []config.PollField{{Name: "temp"}}}},
		Telemetry: []config.Telemetry{{Name: "plant", Level: 2, Devices: []string{"a"}, Silence: time.Minute, Fields: []config.PollField{{Name: "flow"}}}, {Name: "roof", Level: 2}},
	}
	slice := cfg.TickSlice()
	if data, err := json.Marshal(slice); err != nil || strings.Contains(string(data), "s3cret") || strings.Contains(string(data), "https") {
		t.Errorf("%s, %v", data, err)
	}
	for _, c := range []struct {
		kind alert.Kind
		p    alert.Poll
		want bool
	}{
		{alert.Polled, alert.Poll{Name: "boiler"}, true},
		{alert.Polled, alert.Poll{Name: "boiler", Field: "temp"}, true},
		{alert.Polled, alert.Poll{Name: "boiler", Field: "flow"}, false},
		{alert.Polled, alert.Poll{Name: "plant"}, false},
		{alert.Telemetry, alert.Poll{Name: "plant", Device: "x", Field: "flow"}, true},
		{alert.Telemetry, alert.Poll{Name: "plant", Device: "x", Field: "temp"}, false},
		{alert.Telemetry, alert.Poll{Name: "boiler", Device: "x"}, false},
		{alert.Telemetry, alert.Poll{Name: "plant", Device: "x", Fault: alert.PollNotJSON}, true},
		{alert.Telemetry, alert.Poll{Name: "plant", Device: "x", Fault: alert.PollUnheard}, true},
		{alert.Telemetry, alert.Poll{Name: "plant", Device: "a", Fault: alert.PollUnheard, Listed: true}, true},
		// Taken off the list, which is how one says that it is gone for good.
		{alert.Telemetry, alert.Poll{Name: "plant", Device: "x", Fault: alert.PollUnheard, Listed: true}, false},
		{alert.Telemetry, alert.Poll{Name: "roof", Device: "x", Fault: alert.PollUnheard}, false},
	} {
		if got := slice.Watches(alert.Alert{Kind: c.kind, Poll: &c.p}); got != c.want {
			t.Errorf("%s %+v: %t", c.kind, c.p, got)
		}
	}
}
