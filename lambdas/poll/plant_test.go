package poll_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

// plant is the product around the function: a device that answers, a store that
// counts, a queue that may fail.
type plant struct {
	poll.Handler
	device *httptest.Server
	lock   sync.Mutex
	answer string
	status int
	// store and queue refuse while these are set.
	deaf, jammed bool
	saved, reads int
	jobs         []queue.Job
	incident.Store
	log bytes.Buffer
	now time.Time
}

func newPlant(t *testing.T, polls ...config.Poll) *plant {
	t.Helper()
	p := &plant{Store: incident.NewMemory(), now: time.Date(2026, 9, 25, 12, 0, 0, 0, time.UTC), status: 200, answer: `{"data": {"temp": 82}}`}
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
		Polls: polls, Fetch: poll.NewFetcher(home()).Fetch, Store: p, Region: "ap-northeast-2",
		Teller: source.Teller{
			Store: p, Queue: p, Address: func(channel string) string { return channel },
			Routes: config.Routes{config.DefaultRoute: {Targets: []config.Target{{Channel: "ops"}}}},
		},
		Log: slog.New(slog.NewJSONHandler(&p.log, nil)), Now: func() time.Time { return p.now },
	}
	return p
}

func (p *plant) Records(ctx context.Context, keys []string) (map[string]incident.Record, error) {
	p.lock.Lock()
	p.reads++
	p.lock.Unlock()
	return p.Store.Records(ctx, keys)
}

func (p *plant) Save(ctx context.Context, r incident.Record) error {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.deaf {
		return errors.New("the table does not answer")
	}
	p.saved++
	return p.Store.Save(ctx, r)
}

func (p *plant) Send(_ context.Context, _ string, m queue.Message) error {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.jammed {
		return errors.New("the queue does not answer")
	}
	job, err := queue.Decode(m.Body)
	if err != nil {
		return err
	}
	p.jobs = append(p.jobs, job)
	return nil
}

// run lets a minute pass and gives what was put on the queue, and the error.
func (p *plant) run(answer string) (string, error) {
	p.now = p.now.Add(time.Minute)
	return p.again(answer)
}

// again is another try of the same run.
func (p *plant) again(answer string) (string, error) {
	p.lock.Lock()
	p.status, p.answer, p.jobs = 200, answer, nil
	if answer == "down" {
		p.status = 503
	}
	p.lock.Unlock()
	p.saved, p.reads = 0, 0
	in, err := json.Marshal(config.PollRun{Every: 60, At: p.now.Add(-time.Second)})
	if err == nil {
		_, err = p.Handle(context.Background(), in)
	}
	var told []string
	for _, job := range p.jobs {
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
