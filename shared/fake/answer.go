package fake

import (
	"io"
	"net"
	"net/http"
	"time"
)

// dialect is how one provider talks.
type dialect interface {
	// admit checks the door that was knocked on, nil if it is the right one.
	admit(r *http.Request) *answer
	// failure is the provider's answer in a failing mode with a status.
	failure(m Mode) answer
	// judge reads a body. The answer is nil if the message is accepted.
	judge(r *http.Request, body []byte) (Received, *answer)
	// rich reports whether RefuseBody refuses the body, with refusal.
	rich(r *http.Request, body []byte) bool
	refusal() answer
	// deliver does what follows acceptance. It is called one at a time.
	deliver(m *Received)
	// throttled is the answer to a message that came too early.
	throttled(wait time.Duration) answer
	// accepted is the answer to an accepted message.
	accepted(m Received) answer
}

// answer is an HTTP answer.
type answer struct {
	status int
	header http.Header
	body   string
	// why says more than the body, for who debugs.
	why string
	// posts is set where the provider takes the message and still says no.
	posts bool
}

func respond(w http.ResponseWriter, a answer) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body) // the client may be gone
}

// hang waits for the client to give up, or for the server's end. Without the
// abort, net/http would then answer 200.
func hang(w http.ResponseWriter, r *http.Request) {
	<-r.Context().Done()
	abort(w)
}

// abort resets the connection instead of closing it.
func abort(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the other side sees an orderly end
	}
	_ = conn.Close()
}
