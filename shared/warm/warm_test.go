package warm

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// host counts the connections that it gets, and the requests.
type host struct {
	*httptest.Server
	conns, requests atomic.Int32
}

func newHost(t *testing.T, start func(*httptest.Server)) *host {
	t.Helper()
	h := &host{}
	h.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.requests.Add(1)
		_, _ = io.Copy(w, r.Body)
	}))
	h.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			h.conns.Add(1)
		}
	}
	start(h.Server)
	t.Cleanup(h.Close)
	return h
}

func post(t *testing.T, do func(*http.Request) (*http.Response, error), to, kind string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	answer, err := do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", answer.StatusCode, err)
	}
	return string(text)
}

func TestARehearsalConnectsAndSendsNothing(t *testing.T) {
	for name, start := range map[string]func(*httptest.Server){
		"plain": (*httptest.Server).Start,
		"TLS":   (*httptest.Server).StartTLS,
		"HTTP/2": func(s *httptest.Server) {
			s.EnableHTTP2 = true
			s.StartTLS()
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t, start)
			client := h.Client()
			client.Timeout = time.Minute
			r := New(client)
			if got := post(t, r.Do, h.URL+"/a?b=c", "application/json"); got != "ok" {
				t.Errorf("answer %q", got)
			}
			if got := post(t, r.Do, h.URL, "application/x-amz-json-1.0"); got != "{}" {
				t.Errorf("answer %q", got)
			}
			// The client knows of a connection before the server does.
			for end := time.Now().Add(10 * time.Second); h.conns.Load() == 0 && time.Now().Before(end); {
				time.Sleep(time.Millisecond)
			}
			if c, n := h.conns.Load(), h.requests.Load(); c != 1 || n != 0 {
				t.Fatalf("%d connections, %d requests", c, n)
			}
			// It is kept a moment after it is open.
			for kept := false; !kept; {
				before := h.conns.Load()
				_ = post(t, client.Do, h.URL, "")
				kept = h.conns.Load() == before
				if h.conns.Load() > 2 {
					t.Fatal("no connection is kept")
				}
			}
		})
	}
}

func TestWithoutAConnection(t *testing.T) {
	gone := newHost(t, (*httptest.Server).Start)
	gone.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	for _, to := range []string{gone.URL, "https://no.such.host.invalid", "https://%zz"} {
		req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
		req.URL.Scheme, req.URL.Host, _ = strings.Cut(to, "://")
		answer, err := New(http.DefaultClient).RoundTrip(req)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v", to, err)
		}
		_ = answer.Body.Close()
	}
}
