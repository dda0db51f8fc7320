package channel

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/secret"
)

const (
	// RequestTimeout bounds a whole request: providers answer within a second
	// or are in trouble, and a function waits for nobody.
	RequestTimeout = 10 * time.Second
	dialTimeout    = 5 * time.Second
	// maxAnswer is how much of an answer is read.
	maxAnswer = 1 << 10
	// maxQuoted is how much of an answer stands in an error.
	maxQuoted = 200
)

// NewHTTPClient makes the only way out over HTTP: bounded in time, through the
// proxy that the environment names, never following a redirect (it would hand
// the message to somebody else), with connections kept for the next alert.
//
// It is HTTP/1.1, because net/http sends a request again only there when the
// provider closed the connection while the function was frozen; over HTTP/2 the
// alert would fail. One request at a time has no use for HTTP/2.
func NewHTTPClient() *http.Client {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Client{
		Timeout:       RequestTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   dialTimeout,
			TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(0)},
			Protocols:             &protocols,
			MaxIdleConnsPerHost:   8,
			IdleConnTimeout:       5 * time.Minute,
			ExpectContinueTimeout: time.Second,
		},
	}
}

// answer is what a provider said.
type answer struct {
	status int
	header http.Header
	// body is what it says, data the bytes as they came.
	body       string
	data       []byte
	retryAfter time.Duration
}

// post sends a JSON body to a secret URL. The error never shows the URL.
func post(ctx context.Context, client *http.Client, to secret.Text, body []byte) (answer, error) {
	return call{method: http.MethodPost, to: to, body: body, hidden: []secret.Text{to}}.send(ctx, client)
}

// call is one request.
type call struct {
	method string
	to     secret.Text
	// header is what the request carries besides; its Content-Type stands in
	// the place of JSON's.
	header http.Header
	body   []byte
	// hidden is what no error may show.
	hidden []secret.Text
	// most is how much of the answer is read; zero is maxAnswer.
	most int
	// once keeps net/http from making the request a second time by itself.
	once bool
}

// send makes the request.
func (c call) send(ctx context.Context, client *http.Client) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, c.method, c.to.Reveal(), bytes.NewReader(c.body))
	if err != nil {
		// The parser's own error quotes the URL.
		return answer{}, &Error{Permanent: true, RefusedSecret: true, Err: errors.New("the secret is not a URL")}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "bongsu")
	maps.Copy(req.Header, c.header)
	if c.once {
		req.Close = true // and no later one finds its connection closed by the provider
	} else {
		// Lets net/http replay the request on a fresh connection when the provider
		// closed the idle one while the function was frozen; a nil value is not sent.
		req.Header["Idempotency-Key"] = nil
	}
	res, err := client.Do(req)
	if err != nil {
		return answer{}, &Error{Unsure: !undialled(err), Err: hide(hideURL(err), c.hidden...)}
	}
	defer func() { _ = res.Body.Close() }()
	most := cmp.Or(c.most, maxAnswer)
	text, err := io.ReadAll(io.LimitReader(res.Body, int64(most)))
	said := string(text)
	if len(said) == most {
		said = withoutStump(said, c.hidden...)
	}
	a := answer{status: res.StatusCode, header: res.Header, body: strings.TrimSpace(said), data: text, retryAfter: wish(res.Header)}
	if err != nil {
		return a, &Error{Unsure: true, Err: fmt.Errorf("status %d, but the answer broke off: %w", res.StatusCode, hide(hideURL(err), c.hidden...))}
	}
	return a, nil
}

// undialled reports whether a request failed before there was a connection to
// send it over.
func undialled(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// hideURL drops the URL that net/http puts into its errors and keeps the cause.
func hideURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		if u.Timeout() {
			return fmt.Errorf("no answer within %s: %w", RequestTimeout, u.Err)
		}
		return u.Err
	}
	return err
}

// hide keeps an error whose text shows nothing of the secret, and makes a new one
// without causes of any other: net/http quotes headers and status lines, into
// which a proxy may have put the request's path.
func hide(err error, hidden ...secret.Text) error {
	if text := err.Error(); scrub(text, hidden...) != text {
		return errors.New(scrub(text, hidden...))
	}
	return err
}

// wish reads Retry-After: seconds, or a date by the provider's own clock.
func wish(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 && seconds < 1e6 {
		return time.Duration(seconds * float64(time.Second))
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, until.Sub(now))
}

// refusal makes an error of an answer that is not a success. What the provider
// said is quoted without anything that is hidden.
func refusal(a answer, hidden ...secret.Text) *Error {
	e := &Error{RetryAfter: a.retryAfter, Err: fmt.Errorf("status %d", a.status)}
	if said := quote(scrub(a.body, hidden...)); said != "" {
		e.Err = fmt.Errorf("status %d: %s", a.status, said)
	}
	switch a.status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		e.Permanent, e.RefusedBody = true, true
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		e.Permanent, e.RefusedSecret = true, true
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
	default:
		e.Permanent = a.status >= 400 && a.status < 500
		e.Unsure = !e.Permanent
	}
	return e
}

// quote makes one short line of what a provider said.
func quote(text string) string {
	text = strings.Join(strings.Fields(printable(text)), " ")
	if runes := []rune(text); len(runes) > maxQuoted {
		text = string(runes[:maxQuoted]) + "…"
	}
	return text
}

// shortestSecret is the shortest part of a URL that is worth hiding.
const shortestSecret = 6

// scrub removes every part of what is hidden from a text: an error page may well
// quote the path or the query of a URL back.
func scrub(text string, hidden ...secret.Text) string {
	const gone = "[secret]"
	for _, p := range secretParts(hidden...) {
		text = strings.ReplaceAll(text, p, gone)
	}
	return text
}

// withoutStump drops from the end of a text the beginning of a secret that was
// cut off there.
func withoutStump(text string, hidden ...secret.Text) string {
	for _, p := range secretParts(hidden...) {
		for n := len(p) - 1; n >= shortestSecret; n-- {
			if rest, cut := strings.CutSuffix(text, p[:n]); cut {
				return rest
			}
		}
	}
	return text
}

// secretParts are the parts of secrets that are worth hiding: of each the whole
// first, then what a URL is made of.
func secretParts(hidden ...secret.Text) []string {
	var parts []string
	for _, s := range hidden {
		parts = append(parts, s.Reveal())
		u, err := url.Parse(s.Reveal())
		if err != nil {
			continue
		}
		parts = append(parts, u.RequestURI(), u.EscapedPath(), u.Path, u.RawQuery)
		parts = append(parts, strings.Split(u.EscapedPath(), "/")...)
		for _, values := range u.Query() {
			for _, v := range values {
				parts = append(parts, v, url.QueryEscape(v))
			}
		}
	}
	return slices.DeleteFunc(parts, func(p string) bool {
		return len(p) < shortestSecret || p == "services" || p == "workflows"
	})
}
