package poll_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/lambdas/poll"
	"bongsu/shared/config"
	"bongsu/shared/source/sourcetest"
)

// plant is the product around the function, and a device that answers.
type plant struct {
	poll.Handler
	*sourcetest.World
	device *httptest.Server
	lock   sync.Mutex
	answer string
	status int
	log    bytes.Buffer
	now    time.Time
}

func newPlant(t *testing.T, polls ...config.Poll) *plant {
	t.Helper()
	p := &plant{World: sourcetest.New(), now: time.Date(2026, 9, 25, 12, 0, 0, 0, time.UTC), status: 200, answer: `{"data": {"temp": 82}}`}
	p.device = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p.lock.Lock()
		defer p.lock.Unlock()
		w.WriteHeader(p.status)
		_, _ = w.Write([]byte(p.answer))
	}))
	t.Cleanup(p.device.Close)
	for i := range polls {
		polls[i].URL = p.device.URL + "/status?k=" + token
		if polls[i].Every == 0 {
			polls[i].Every = time.Minute
		}
	}
	p.Handler = poll.Handler{
		Polls: polls, Fetch: poll.NewFetcher(home()).Fetch, Store: p.World, Region: "ap-northeast-2",
		Teller: p.World.Teller(),
		Log:    slog.New(slog.NewJSONHandler(&p.log, nil)), Now: func() time.Time { return p.now },
	}
	return p
}

// run lets a minute pass and gives what was put on the queue, and the error.
func (p *plant) run(answer string) (string, error) {
	p.now = p.now.Add(time.Minute)
	return p.again(answer)
}

// again is another try of the same run.
func (p *plant) again(answer string) (string, error) {
	p.lock.Lock()
	p.status, p.answer, p.Jobs = 200, answer, nil
	if answer == "down" {
		p.status = 503
	}
	p.lock.Unlock()
	p.Saved, p.Reads = 0, 0
	in, err := json.Marshal(config.PollRun{Every: 60, At: p.now.Add(-time.Second)})
	if err == nil {
		_, err = p.Handle(context.Background(), in)
	}
	var told []string
	for _, job := range p.Jobs {
		for _, a := range job.Alerts {
			told = append(told, fmt.Sprintf("%s %s %s/%s", a.Subject, a.State, a.Poll.Fault, a.Severity))
		}
	}
	return strings.Join(told, ", "), err
}

func temp(value string) string { return `{"data": {"temp": ` + value + `}}` }

func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
