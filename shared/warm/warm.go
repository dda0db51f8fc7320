// Package warm lets a function rehearse before its first event: all of its work
// is done once, nothing is sent, and what stays are open connections and code
// that has run. It knows neither AWS nor channels.
package warm

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
)

// Doer sends requests over connections that it keeps.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Rehearsal takes requests in the place of a client, sends none of them, and
// answers that all is well. To each host that a request is for, it opens a
// connection of the client's own, ready for the request that will come. The
// client must not have sent anything to that host before.
type Rehearsal struct {
	client Doer

	mu    sync.Mutex
	hosts map[string]*sync.Once
}

// New returns a rehearsal for a client.
func New(client Doer) *Rehearsal {
	return &Rehearsal{client: client, hosts: map[string]*sync.Once{}}
}

// Do answers a request.
func (r *Rehearsal) Do(req *http.Request) (*http.Response, error) { return r.RoundTrip(req) }

// RoundTrip answers a request. That there is no connection is no error: the
// request that will come then opens it.
func (r *Rehearsal) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body) // it is our own, in memory
		_ = req.Body.Close()
	}
	origin := url.URL{Scheme: req.URL.Scheme, Host: req.URL.Host}
	r.mu.Lock()
	once := r.hosts[origin.String()]
	if once == nil {
		once = new(sync.Once)
		r.hosts[origin.String()] = once
	}
	r.mu.Unlock()
	once.Do(func() { connect(req.Context(), r.client, origin.String()) })
	answer := "ok"
	if strings.HasPrefix(req.Header.Get("Content-Type"), "application/x-amz-json") {
		answer = "{}"
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer)), ContentLength: int64(len(answer)), Request: req,
	}, nil
}

// connect has a client open a connection and keep it, by a request that is given
// up as soon as it is on its way: net/http lets a connection that is being made
// become one for whoever comes next.
func connect(ctx context.Context, client Doer, origin string) {
	asking, giveUp := context.WithCancel(ctx)
	defer giveUp()
	returned, open := make(chan struct{}), make(chan struct{})
	var once, opened sync.Once
	dialled := false
	trace := &httptrace.ClientTrace{
		// The connection waits for the end of the request, so that it cannot carry it.
		ConnectStart: func(string, string) {
			once.Do(func() {
				dialled = true
				giveUp()
				<-returned
			})
		},
		ConnectDone: func(_, _ string, err error) {
			if err == nil && strings.HasPrefix(origin, "http:") {
				opened.Do(func() { close(open) })
			}
		},
		TLSHandshakeDone: func(tls.ConnectionState, error) { opened.Do(func() { close(open) }) },
	}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(asking, trace), http.MethodHead, origin, nil)
	if err != nil {
		return
	}
	if answer, err := client.Do(req); err == nil {
		_ = answer.Body.Close() // there was a connection, which carried it
	}
	// No dial begins from here on, so that the flag can be read.
	close(returned)
	once.Do(func() {})
	if !dialled {
		return
	}
	select {
	case <-open:
	case <-ctx.Done():
	}
}
