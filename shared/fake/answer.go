package fake

import (
	"io"
	"maps"
	"net"
	"net/http"
	"time"
)

// trickling is how long a slow answer takes.
const trickling = 100 * time.Millisecond

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

// asked is a dialect with requests that carry no message. It answers those; false
// leaves a request to judge.
type asked interface {
	ask(r *http.Request, body []byte) (answer, bool)
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
	begin(w, a)
	_, _ = io.WriteString(w, a.body) // the client may be gone
}

func begin(w http.ResponseWriter, a answer) {
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
}

// trickled is in how many pieces a slow answer comes.
const trickled = 20

// trickle answers in small pieces.
func trickle(w http.ResponseWriter, r *http.Request, a answer) {
	begin(w, a)
	size := 1 + len(a.body)/trickled
	pause := trickling / time.Duration(len(a.body)/size+1)
	for at := 0; at < len(a.body)+size; at += size {
		_ = http.NewResponseController(w).Flush() // the client may be gone
		select {
		case <-r.Context().Done():
			return
		case <-time.After(pause):
		}
		if at < len(a.body) {
			_, _ = io.WriteString(w, a.body[at:min(at+size, len(a.body))])
		}
	}
}

// stall begins an answer and hangs.
func stall(w http.ResponseWriter, r *http.Request, a answer) {
	begin(w, a)
	_ = http.NewResponseController(w).Flush() // the client may be gone
	hang(w, r)
}

// babble sends what no client can read as an answer.
func babble(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_, _ = conn.Write([]byte("\x16\x03\x01 200 ok\r\n\r\n")) // the client may be gone
	_ = conn.Close()
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
