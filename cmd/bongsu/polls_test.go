package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// polled is a configuration that watches a value at a URL.
func polled(url string) string {
	return smallConfig + `polls:
  - {name: boiler, url: "` + url + `/status?key=very-secret-word", secret-header: /bongsu/boiler, fields: {temp: {path: data.temp, above: 90, below: 10, unit: °C}}}
  - {name: roof, url: "https://roof.example.com/status", every: 5m, datapoints: 2/3, fields: {wind: {path: wind, above: 20}}}
`
}

// A value that is served on this machine and leaves its bounds reaches the chat, and
// so does its return. Nothing else is asked.
func TestPolledValue(t *testing.T) {
	t.Parallel()
	var answer atomic.Value
	answer.Store(`{"data": {"temp": 91.5}}`)
	device := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, answer.Load().(string))
	}))
	defer device.Close()

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended, out := make(chan error, 1), newTranscript()
	go func() {
		ended <- runAll(ctx, streams{strings.NewReader(""), out, io.Discard}, runOptions{
			speed: 120, http: "127.0.0.1:0", mqtt: "127.0.0.1:0", config: writeConfig(t, polled(device.URL)),
		})
	}()
	out.await(t, "boiler  "+device.URL+"/status")
	out.await(t, "roof")
	out.await(t, "Above limit: boiler temp · 91.5 °C (limit 90 °C)")
	answer.Store(`{"data": {"temp": "82"}}`)
	out.await(t, ": boiler temp · 82 °C")
	answer.Store(`down for maintenance`)
	out.await(t, "The answer is not JSON")
	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	out.mu.Lock()
	defer out.mu.Unlock()
	if strings.Contains(out.text.String(), "very-secret-word") {
		t.Error("the query is shown")
	}
}

func TestCheckListsPolls(t *testing.T) {
	got := call(t, "", "check", "--config", writeConfig(t, polled("https://boiler.example.com")))
	got.wants(t, 0)
	for _, said := range []string{
		"poll boiler: https://boiler.example.com/status every 1m, with the header in /bongsu/boiler\n    temp: data.temp, at most 90 °C, at least 10 °C\n",
		"poll roof: https://roof.example.com/status every 5m, told after 2 of 3\n    wind: wind, at most 20\n",
	} {
		if !strings.Contains(got.out, said) {
			t.Errorf("lacks %q: %s", said, got.out)
		}
	}
	got.hides(t)
}

func TestSecretHeaderIsStoredAndChecked(t *testing.T) {
	s := newStore(t)
	config := writeConfig(t, strings.NewReplacer("type: slack", "type: email", "secret: /bongsu/chat", "to: [ops@example.com]").Replace(polled("https://boiler.example.com")))
	got := call(t, "", "check", "--live", "--config", config)
	got.wants(t, 1, "poll boiler: parameter /bongsu/boiler does not exist")
	got = call(t, "very-secret-word", "secret", "set", "/bongsu/boiler", "--config", config)
	got.wants(t, 2, "poll boiler: holds no headers")
	got.hides(t)
	got = call(t, "X-Api-Key: very-secret-word\n", "secret", "set", "/bongsu/boiler", "--config", config)
	got.wants(t, 0)
	got.hides(t)
	if s.values["/bongsu/boiler"] != "X-Api-Key: very-secret-word" {
		t.Error("not stored as it is")
	}
	got = call(t, "", "check", "--live", "--config", config)
	if !strings.Contains(got.out, "live poll boiler: the secret header /bongsu/boiler has the right shape") {
		t.Errorf("%+v", got)
	}
	got.hides(t)
}
