package boot

import (
	"bytes"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// replaying is a client whose requests net/http itself sends again when the other
// side closed the connection while the function was frozen. The SDK does so too,
// but with one of its few attempts, and a wait, for each connection that has died.
type replaying struct{ aws.HTTPClient }

// Do sends a request. What ours carry is small, and in memory already.
func (r replaying) Do(req *http.Request) (*http.Response, error) {
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
	return r.HTTPClient.Do(req)
}
