package fake

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// withTLS is a workspace with a client that trusts it.
func withTLS(t *testing.T) (*Slack, *http.Client) {
	t.Helper()
	lender := httptest.NewUnstartedServer(http.NotFoundHandler())
	lender.EnableHTTP2 = true
	lender.StartTLS()
	t.Cleanup(lender.Close)
	s, err := NewSlack(Options{Burst: 10, TLS: lender.TLS})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, lender.Client()
}

func TestTLS(t *testing.T) {
	s, client := withTLS(t)
	answer, err := client.Post(s.URL(), "application/json", strings.NewReader(`{"text":"hello"}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.ProtoMajor != 2 || len(s.Messages()) != 1 {
		t.Errorf("status %d over %s, %d messages", answer.StatusCode, answer.Proto, len(s.Messages()))
	}
}

func TestHangup(t *testing.T) {
	s, client := withTLS(t)
	roots := client.Transport.(*http.Transport).TLSClientConfig.RootCAs
	conn, err := tls.Dial("tcp", strings.TrimPrefix(s.origin, "https://"), &tls.Config{RootCAs: roots, ServerName: "example.com"})
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_, _ = io.Copy(io.Discard, conn)
		_ = conn.Close()
	}()
	for open := true; open; {
		s.Hangup() // the server may not have noted it yet
		select {
		case <-closed:
			open = false
		case <-time.After(time.Millisecond):
		}
	}
}
