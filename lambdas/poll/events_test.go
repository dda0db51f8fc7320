package poll_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bongsu/events/eventstest"
	"bongsu/lambdas/poll"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

var update = flag.Bool("update", false, "write the golden files")

// samples are the events on file.
const samples eventstest.Folder = "../../events"

// polled is an invocation by a schedule, and what the address then answers.
type polled struct {
	config.PollRun
	Answer struct {
		Status     int
		Type, Body string
	}
}

// facts are what an answer says, and what is told if the next one says it too.
type facts struct {
	Readings []alert.Poll  `json:"readings"`
	Alerts   []alert.Alert `json:"alerts,omitempty"`
}

func TestEventsAreUnderstood(t *testing.T) {
	for _, s := range samples.Of(t, "poll") {
		t.Run(s.File, func(t *testing.T) {
			var in polled
			payload := samples.Read(t, s.File)
			if err := json.Unmarshal(payload, &in); err != nil {
				t.Fatal(err)
			}
			device := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", in.Answer.Type)
				w.WriteHeader(in.Answer.Status)
				_, _ = w.Write([]byte(in.Answer.Body))
			}))
			defer device.Close()
			p := newPlant(t, boiler())
			p.Polls[0].URL = device.URL + "/status"
			answer, err := p.Fetch(t.Context(), p.Polls[0])
			if err != nil {
				t.Fatal(err)
			}
			var f facts
			for _, r := range poll.Read(p.Polls[0], answer) {
				f.Readings = append(f.Readings, r.Facts)
			}
			p.now = in.At.Add(time.Second)
			if _, err := p.Handle(t.Context(), payload); err != nil {
				t.Fatal(err)
			}
			p.now = p.now.Add(time.Minute)
			if _, err := p.Handle(t.Context(), []byte(`{"every": 60}`)); err != nil {
				t.Fatal(err)
			}
			for _, job := range p.Jobs {
				f.Alerts = append(f.Alerts, job.Alerts...)
			}
			// The port is another one each time.
			var plain facts
			written := strings.ReplaceAll(eventstest.Encode(t, f), device.URL, "https://boiler.example.com")
			if err := json.Unmarshal([]byte(written), &plain); err != nil {
				t.Fatal(err)
			}
			samples.Compare(t, s, plain, len(f.Alerts) > 0, *update)
		})
	}
}
