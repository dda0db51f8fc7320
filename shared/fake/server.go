package fake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// maxBody is far above what any of the providers takes.
const maxBody = 4 << 20

// elsewhere is where a 3xx answer points. It says yes to everything and keeps
// nothing, so a client that follows redirects loses its message.
const elsewhere = "/elsewhere"

type server struct {
	name    string
	opts    Options
	talk    dialect
	pace    *pace
	origin  string
	conns   Conns
	http    *http.Server
	cancel  context.CancelFunc
	closing func() error
	running sync.WaitGroup

	mu      sync.Mutex
	mode    Mode
	left    int
	got     []Received
	refused []Refusal
	ended   bool
}

// serve starts the server. A nil pace is no limit.
func serve(name string, opts Options, talk dialect, p *pace) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the fake of %s: %w", name, err)
	}
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if p != nil && opts.Burst > 0 {
		p.burst = opts.Burst
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &server{name: name, opts: opts, talk: talk, pace: p, origin: "http://" + l.Addr().String(), cancel: cancel}
	if opts.TLS != nil {
		s.origin = "https://" + l.Addr().String()
	}
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.handle),
		ReadHeaderTimeout: time.Minute,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ConnState:         s.conns.Note,
		TLSConfig:         opts.TLS.Clone(), // net/http adds to it
	}
	s.http.SetKeepAlivesEnabled(!opts.Fresh)
	served := make(chan error, 1)
	go func() {
		if opts.TLS != nil {
			served <- s.http.ServeTLS(l, "", "")
			return
		}
		served <- s.http.Serve(l)
	}()
	s.closing = sync.OnceValue(func() error {
		s.cancel()
		err := s.http.Close()
		if end := <-served; !errors.Is(end, http.ErrServerClosed) {
			err = errors.Join(err, end)
		}
		s.mu.Lock()
		s.ended = true
		s.mu.Unlock()
		s.running.Wait()
		return err
	})
	return s, nil
}

// Name says whom it stands in for.
func (s *server) Name() string { return s.name }

// Hangup closes the connections on which nothing is under way.
func (s *server) Hangup() { s.conns.Hangup() }

// Close ends the server and every request that still hangs.
func (s *server) Close() error { return s.closing() }

// Fail makes the next requests fail.
func (s *server) Fail(mode Mode, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode, s.left = mode, times
}

// Messages returns what was accepted so far.
func (s *server) Messages() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// Refusals returns what was not accepted so far.
func (s *server) Refusals() []Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.refused)
}

// take uses up one failure, if there is one for such a request.
func (s *server) take(rich bool) Mode {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left == 0 || s.mode.kind == refuseBody && !rich {
		return OK()
	}
	if s.left > 0 {
		s.left--
	}
	return s.mode
}

// enter counts a request in, unless the server has ended.
func (s *server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		s.running.Add(1)
	}
	return !s.ended
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		abort(w)
		return
	}
	defer s.running.Done()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		a := s.talk.failure(Status(http.StatusRequestEntityTooLarge))
		a.why = fmt.Sprintf("read the body: %v", err)
		s.refuse(w, body, a)
		return
	}
	if r.URL.Path == elsewhere {
		_, _ = io.WriteString(w, "ok") // the client may be gone
		return
	}
	if no := s.talk.admit(r); no != nil {
		s.refuse(w, body, *no)
		return
	}

	mode := s.take(s.talk.rich(r, body))
	switch mode.kind {
	case timeout:
		s.note(body, answer{why: "made to time out"})
		hang(w, r)
		return
	case reset:
		s.note(body, answer{why: "made to reset the connection"})
		abort(w)
		return
	case garbage:
		s.note(body, answer{why: "made to answer with what is not HTTP"})
		babble(w)
		return
	case refuseBody:
		s.refuse(w, body, s.talk.refusal())
		return
	case status:
		a := s.talk.failure(mode)
		if a.posts {
			if m, no := s.talk.judge(r, body); no == nil {
				s.keep(r, body, m)
			}
		}
		if a.status >= 300 && a.status < 400 {
			a.header.Set("Location", s.origin+elsewhere)
		}
		a.why = "made to answer " + mode.String()
		s.refuse(w, body, a)
		return
	}

	if asked, ok := s.talk.(asked); ok {
		if a, is := asked.ask(r, body); is {
			if a.status >= 300 {
				s.note(body, a)
			}
			say(w, r, mode, a)
			return
		}
	}
	m, no := s.talk.judge(r, body)
	if no == nil {
		no = s.throttle()
	}
	if no != nil {
		s.refuse(w, body, *no)
		return
	}
	say(w, r, mode, s.talk.accepted(s.keep(r, body, m)))
}

// say answers in a mode that does not refuse.
func say(w http.ResponseWriter, r *http.Request, mode Mode, a answer) {
	switch mode.kind {
	case acceptThenTimeout:
		hang(w, r)
	case acceptThenStall:
		stall(w, r, a)
	case slow:
		trickle(w, r, a)
	default:
		respond(w, a)
	}
}

func (s *server) throttle() *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pace == nil {
		return nil
	}
	wait := s.pace.take(s.opts.Clock())
	if wait == 0 {
		return nil
	}
	a := s.talk.throttled(wait)
	a.why = fmt.Sprintf("%s too early", wait)
	return &a
}

func (s *server) keep(r *http.Request, body []byte, m Received) Received {
	m.Provider, m.Time, m.Header, m.Body = s.name, s.opts.Clock(), r.Header.Clone(), body
	s.mu.Lock()
	s.talk.deliver(&m)
	m.Nth = len(s.got) + len(s.refused)
	s.got = append(s.got, m)
	s.mu.Unlock()
	if s.opts.OnReceive != nil {
		s.opts.OnReceive(m)
	}
	return m
}

func (s *server) refuse(w http.ResponseWriter, body []byte, a answer) {
	s.note(body, a)
	respond(w, a)
}

func (s *server) note(body []byte, a answer) {
	r := Refusal{Provider: s.name, Time: s.opts.Clock(), Status: a.status, Why: a.why, Body: body}
	if r.Why == "" {
		r.Why = a.body
	}
	s.mu.Lock()
	r.Nth = len(s.got) + len(s.refused)
	s.refused = append(s.refused, r)
	s.mu.Unlock()
	if s.opts.OnRefuse != nil {
		s.opts.OnRefuse(r)
	}
}
