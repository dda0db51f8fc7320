package config_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/shared/config"
)

// TestPollMessage: the function reads what the scheduler makes of it.
func TestPollMessage(t *testing.T) {
	var in config.PollRun
	text := strings.Replace(config.PollMessage(5*time.Minute), "<aws.scheduler.scheduled-time>", "2026-09-25T04:12:00Z", 1)
	if err := json.Unmarshal([]byte(text), &in); err != nil {
		t.Fatal(err)
	}
	if want := (config.PollRun{Every: 300, At: time.Date(2026, 9, 25, 4, 12, 0, 0, time.UTC)}); in != want {
		t.Errorf("%+v, want %+v", in, want)
	}
}

func TestPollAddress(t *testing.T) {
	for url, want := range map[string]string{
		"https://boiler.example.com/status?key=s3cret": "https://boiler.example.com/status", "http://10.0.0.5:8080/a%20b?x": "http://10.0.0.5:8080/a%20b",
		"https://[2001:db8::1]/": "https://[2001:db8::1]/", "https://user:s3cret@example.com/": "https://example.com/", "https://example.com": "https://example.com", "%": "",
	} {
		if got := (config.Poll{URL: url}).Address(); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

func TestPollIntervals(t *testing.T) {
	got := config.PollIntervals([]config.Poll{{Every: 5 * time.Minute}, {Every: time.Minute}, {Every: 5 * time.Minute}})
	if want := []time.Duration{time.Minute, 5 * time.Minute}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
