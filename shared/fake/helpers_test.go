package fake

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 20, 4, 12, 7, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// got is an answer as its receiver sees it.
type got struct {
	Status     int
	Body       string
	RetryAfter string
}

func client(t *testing.T) *http.Client {
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func post(t *testing.T, url, contentType, body string) got {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	res, err := client(t).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got{res.StatusCode, string(b), res.Header.Get("Retry-After")}
}

func closed(t *testing.T, p Provider) {
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
}

func slackOf(t *testing.T, o Options) *Slack {
	t.Helper()
	s, err := NewSlack(o)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	return s
}

func teamsOf(t *testing.T, o Options) *Teams {
	t.Helper()
	s, err := NewTeams(o)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	return s
}

// many is a Burst that no test uses up.
const many = 1 << 20
