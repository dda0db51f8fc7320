// Package replay makes the requests of AWS's clients ones that net/http can send
// again, and that nobody takes away while they are sent.
package replay

import (
	"bytes"
	"io"
	"net/http"
)

// Doer sends requests; aws.HTTPClient is one.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Client is a client whose requests net/http itself sends again when the other
// side closed the connection while the function was frozen. The SDK does so too,
// but with one of its few attempts, and a wait, for each connection that has died.
//
// The SDK also closes a request's body as soon as an answer begins, and net/http,
// which may just be looking whether the body has ended, then gives up the
// connection in the middle of that answer. Here closing it does nothing.
type Client struct{ Doer }

// Do sends a request. What ours carry is small, and in memory already.
func (c Client) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil && req.Body != http.NoBody {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		_ = req.Body.Close() // it has been read
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
		req.ContentLength = int64(len(body))
	}
	// A nil value is not sent.
	req.Header["Idempotency-Key"] = nil
	return c.Doer.Do(req)
}
