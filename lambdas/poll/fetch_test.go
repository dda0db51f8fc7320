package poll_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bongsu/lambdas/poll"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/secret"
)

const (
	token = "t0ken-in-the-query"
	key   = "k3y-in-the-header"
)

// device is a monitoring server with a path for each way to answer.
func device(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	answer := func(path string, status int, kind, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		})
	}
	answer("/ok", 200, "application/json", `{"data": {"temp": 82}}`)
	answer("/plain", 200, "text/plain; charset=utf-8", `{"data": {"temp": 82}}`)
	answer("/html", 200, "text/html", "<html>")
	answer("/created", 201, "application/json", `{}`)
	answer("/empty", 204, "", "")
	answer("/broken", 500, "application/json", `{"data": {"temp": 82}}`)
	answer("/gone", 404, "text/html", "no such page")
	answer("/huge", 200, "application/json", `["`+strings.Repeat("x", 300<<10)+`"]`)
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusFound) })
	mux.HandleFunc("/slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/drip", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"data":`))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/short", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte(`{"data":`))
	})
	mux.HandleFunc("/asked", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != key {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = fmt.Fprintf(w, `{"query": %q, "header": %q, "host": %q}`, r.URL.Query().Get("k"), r.Header.Get("X-Api-Key"), r.Host)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// home is a world in which this machine may be asked.
func home() poll.World {
	return poll.World{Home: true, Lookup: poll.Lookup}
}

func TestFetch(t *testing.T) {
	s := device(t)
	closed := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	nobody := "http://" + closed.Addr().String()
	_ = closed.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	odd := oddServer(t)
	for _, c := range []struct {
		url    string
		fault  alert.PollFault
		detail string
	}{
		{s.URL + "/ok", "", ""},
		{s.URL + "/plain", "", ""},
		{s.URL + "/html", "", ""},
		{s.URL + "/created", "", ""},
		{s.URL + "/empty", "", ""},
		{s.URL + "/broken", alert.PollStatus, "500"},
		{s.URL + "/gone", alert.PollStatus, "404"},
		{s.URL + "/away", alert.PollRedirect, "302"},
		{s.URL + "/slow", alert.PollNoAnswer, ""},
		{s.URL + "/drip", alert.PollNoAnswer, ""},
		{s.URL + "/short", alert.PollUnreachable, ""},
		{s.URL + "/huge", alert.PollTooLarge, "256"},
		{nobody, alert.PollUnreachable, "connection refused"},
		{odd, alert.PollUnreachable, ""},
		{secure.URL, alert.PollTLS, "x509: certificate signed by unknown authority"},
		{strings.Replace(s.URL, "http:", "https:", 1), alert.PollTLS, "not TLS"},
	} {
		w := home()
		if c.fault == alert.PollNoAnswer {
			w.Limit = 200 * time.Millisecond
		}
		a, err := poll.NewFetcher(w).Fetch(t.Context(), config.Poll{Name: "p", URL: c.url + "?k=" + token})
		if err != nil || a.Fault != c.fault || !strings.HasPrefix(a.Detail, c.detail) || c.detail == "" && a.Detail != "" {
			t.Errorf("%s: %q (%q), want %q (%q), error %v", c.url, a.Fault, a.Detail, c.fault, c.detail, err)
		}
		if strings.Contains(a.Detail, token) {
			t.Errorf("%s: the detail shows the query: %s", c.url, a.Detail)
		}
		if (a.Fault == "") != (a.Body != nil) {
			t.Errorf("%s: fault %q with the body %q", c.url, a.Fault, a.Body)
		}
	}
}

// oddServer answers everything with what came, which is no HTTP.
func oddServer(t *testing.T) string {
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			b := make([]byte, 500)
			n, _ := c.Read(b)
			_, _ = c.Write(b[:n])
			_ = c.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

func TestSecretHeader(t *testing.T) {
	s := device(t)
	w := home()
	var kept string
	forgotten := ""
	w.Header = func(_ context.Context, name string) (http.Header, error) {
		if kept == "" {
			return nil, errors.New("parameter " + name + " does not exist")
		}
		return poll.ParseHeader(secret.New(kept))
	}
	w.Forget = func(name string) { forgotten = name }
	p := config.Poll{Name: "p", URL: s.URL + "/asked?k=" + token, SecretHeader: "/bongsu/boiler", Fields: []config.PollField{
		{Name: "q", Path: "query"}, {Name: "h", Path: "header"}, {Name: "host", Path: "host"},
	}}
	fetch := func() poll.Answer {
		a, err := poll.NewFetcher(w).Fetch(t.Context(), p)
		if (err == nil) != (kept != "") {
			t.Errorf("error %v", err)
		}
		return a
	}
	if a := fetch(); a.Fault != alert.PollSecret || a.Detail != "/bongsu/boiler" {
		t.Errorf("without the parameter: %+v", a)
	}
	kept = "X-Api-Key: wrong"
	if a := fetch(); a.Fault != alert.PollStatus || a.Detail != "401" || forgotten != "/bongsu/boiler" {
		t.Errorf("with another key: %+v, forgotten %q", a, forgotten)
	}
	for _, kept = range []string{"x-api-key: " + key, `{"X-Api-Key": "` + key + `", "Authorization": "Bearer b"}`} {
		a := fetch()
		if a.Fault != "" {
			t.Errorf("%+v", a)
		}
		// The device quotes what it was asked with.
		for _, r := range poll.Read(p, a)[1:] {
			if r.Facts.Fault != alert.PollNotNumber || strings.Contains(r.Facts.Detail, token) || strings.Contains(r.Facts.Detail, key) {
				t.Errorf("%+v", r.Facts)
			}
		}
	}
}

func TestParseHeader(t *testing.T) {
	for kept, want := range map[string]string{
		"X-Key: v": "map[X-Key:[v]]", " x-key:v\n": "map[X-Key:[v]]", "Authorization: Basic a:b": "map[Authorization:[Basic a:b]]",
		`{"X-Key": "v", "Y": "w"}`: "map[X-Key:[v] Y:[w]]",
	} {
		if got, err := poll.ParseHeader(secret.New(kept)); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v", kept, got, err)
		}
	}
	for _, kept := range []string{
		"", "s3cret", ": s3cret", "a b: s3cret", "X-Key:", "X-Key: a\r\nHost: s3cret", `{"X": 1}`, "{}", `{"X": "s3cret"`, "Host: s3cret", `{"Content-Length": "s3cret"}`,
	} {
		if got, err := poll.ParseHeader(secret.New(kept)); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: %v, %v", kept, got, err)
		}
	}
}
