package replay_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"bongsu/shared/replay"
)

// looking is a client that looks at a request once more when its caller has closed
// the body, as net/http does that looks whether a body has ended.
type looking struct{ seen *http.Request }

func (l *looking) Do(r *http.Request) (*http.Response, error) {
	l.seen = r
	return nil, errors.New("not sent")
}

// single is a body that is an error to read once it is closed.
type single struct {
	io.Reader
	closed bool
}

func (s *single) Read(p []byte) (int, error) {
	if s.closed {
		return 0, errors.New("read on a closed body")
	}
	return s.Reader.Read(p)
}

func (s *single) Close() error {
	s.closed = true
	return nil
}

func TestABodyOutlivesItsClosing(t *testing.T) {
	body := &single{Reader: strings.NewReader("what is asked")}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://example.com", body)
	if err != nil {
		t.Fatal(err)
	}
	l := new(looking)
	res, err := replay.Client{Doer: l}.Do(r)
	if err == nil {
		_ = res.Body.Close()
		t.Fatal("the client's own answer is lost")
	}
	if err := errors.Join(r.Body.Close(), l.seen.Body.Close()); err != nil || !body.closed {
		t.Fatalf("closed %v, %v", body.closed, err)
	}
	for range 2 { // again on another connection
		got, err := io.ReadAll(l.seen.Body)
		if err != nil || string(got) != "what is asked" {
			t.Fatalf("%q, %v", got, err)
		}
		if l.seen.Body, err = l.seen.GetBody(); err != nil {
			t.Fatal(err)
		}
	}
	if l.seen.ContentLength != int64(len("what is asked")) {
		t.Errorf("%d bytes", l.seen.ContentLength)
	}
	if _, replayable := l.seen.Header["Idempotency-Key"]; !replayable {
		t.Error("net/http would not send it again")
	}
}
