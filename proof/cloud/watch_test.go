package cloud

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestWatchingAFrozenProcess(t *testing.T) {
	var mu sync.Mutex
	var seen []Moment
	var c *Cloud
	c, err := Start(t.Context(), world(t), Options{Seed: 1, Watch: func(s Sight) {
		mu.Lock()
		defer mu.Unlock()
		if s.Function != "Worker" || s.Process == 0 || s.At.IsZero() {
			t.Errorf("saw %+v", s)
		}
		seen = append(seen, s.Moment)
		if len(seen) == 6 {
			if err := c.Thaw("Worker"); err != nil {
				t.Error(err)
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	c.Send("Jobs", "fine")
	settle(t, c)
	if err := c.Freeze("Worker"); err != nil {
		t.Fatal(err)
	}
	c.Send("Jobs", "fine")
	settle(t, c)
	want := []Moment{Starts, Asks, Gets, Answers, Asks, Gets, Answers, Asks}
	if !slices.Equal(seen, want) || c.Stats().Functions["Worker"].Errors > 0 {
		t.Errorf("saw %v, want %v; %+v", seen, want, c.Stats().Functions)
	}
}

func TestServicesWithTLS(t *testing.T) {
	// It lends its certificate and a client that trusts it.
	lender := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(lender.Close)
	c, err := Start(t.Context(), world(t), Options{TLS: lender.TLS})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	client := lender.Client()
	for range 2 {
		answer, err := client.Post(c.Endpoint(), "application/x-amz-json-1.0", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.TLS == nil || answer.StatusCode != http.StatusForbidden {
			t.Errorf("status %d, TLS %v", answer.StatusCode, answer.TLS != nil)
		}
		c.Hangup()
		client.CloseIdleConnections()
	}
}
