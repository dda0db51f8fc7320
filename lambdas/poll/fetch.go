package poll

import (
	"context"
	"crypto/tls"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

const (
	// maxBody is how much of an answer is read, in bytes: a status page of a
	// device has some hundred, and eight may be read at once in 128 MB.
	maxBody = 256 << 10
	// maxHeaders bounds the header of an answer, in bytes.
	maxHeaders = 32 << 10
)

// Answer is what came of asking: a body, or a fault.
type Answer struct {
	Fault  alert.PollFault
	Detail string
	Body   []byte
	// Type is the Content-Type, without its parameters.
	Type string
	// Hidden are the texts that nothing of the answer may show, because the
	// request held them.
	Hidden []string
}

// World is what a fetcher runs in.
type World struct {
	// Lookup finds the addresses of a name.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	// Home says that this is somebody's own machine: its addresses, and those of
	// its networks, may be asked, and no others.
	Home bool
	// Header reads the headers that are kept under a parameter's name, and Forget
	// has them read again the next time; nil where there are none to be had, and
	// polls ask without them.
	Header func(ctx context.Context, name string) (http.Header, error)
	Forget func(name string)
	// Limit replaces alert.PollLimit, if it is not zero.
	Limit time.Duration
}

// Fetcher asks.
type Fetcher struct {
	world           World
	public, private *http.Client
}

// NewFetcher makes a fetcher. It calls nobody.
func NewFetcher(w World) Fetcher {
	if w.Limit == 0 {
		w.Limit = alert.PollLimit
	}
	return Fetcher{w, client(dialer{w.Lookup, false, w.Home}), client(dialer{w.Lookup, true, w.Home})}
}

// client makes a way out that follows no redirect, uses no proxy, which would be
// the one to choose the address, and keeps no connection: it would be dead when
// the function runs again.
func client(d dialer) *http.Client {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: d.dial, DisableKeepAlives: true, Protocols: &protocols, MaxResponseHeaderBytes: maxHeaders,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(0)},
		},
	}
}

// Fetch asks once. What it gives shows nothing of the headers and the query; the
// error is for the log, says why a secret could not be read, and shows as little.
func (f Fetcher) Fetch(ctx context.Context, p config.Poll) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, f.world.Limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL, nil)
	if err != nil {
		// The configuration was checked; the parser's own error quotes the URL.
		return Answer{Fault: alert.PollUnreachable}, nil
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "bongsu")
	if p.SecretHeader != "" && f.world.Header != nil {
		header, err := f.world.Header(ctx, p.SecretHeader)
		if err != nil {
			return Answer{Fault: alert.PollSecret, Detail: p.SecretHeader}, err
		}
		for name, values := range header {
			req.Header[name] = values
		}
	}
	way := f.public
	if p.Private {
		way = f.private
	}
	res, err := way.Do(req)
	if err != nil {
		return failed(err), nil
	}
	defer func() { _ = res.Body.Close() }()
	a := f.read(res, p)
	a.Hidden = hidden(req)
	return a, nil
}

// read takes what an answer says.
func (f Fetcher) read(res *http.Response, p config.Poll) Answer {
	switch s := res.StatusCode; {
	case s >= 300 && s < 400:
		return Answer{Fault: alert.PollRedirect, Detail: strconv.Itoa(s)}
	case s < 200 || s >= 300:
		if (s == http.StatusUnauthorized || s == http.StatusForbidden) && p.SecretHeader != "" && f.world.Forget != nil {
			f.world.Forget(p.SecretHeader)
		}
		return Answer{Fault: alert.PollStatus, Detail: strconv.Itoa(s)}
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	switch {
	case err != nil:
		return failed(err)
	case len(body) > maxBody:
		return Answer{Fault: alert.PollTooLarge, Detail: strconv.Itoa(maxBody >> 10)}
	}
	kind, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if err != nil {
		kind = ""
	}
	return Answer{Body: body, Type: kind}
}

// hidden are the values that only the request may hold.
func hidden(req *http.Request) []string {
	var all []string
	for name, values := range req.Header {
		if name != "Accept" && name != "User-Agent" {
			all = append(all, values...)
		}
	}
	for _, values := range req.URL.Query() {
		all = append(all, values...)
	}
	return all
}
