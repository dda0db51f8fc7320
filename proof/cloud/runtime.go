package cloud

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxResponse is Lambda's limit of an answer.
const maxResponse = 6 << 20

// runtime is the Runtime API of one process:
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
func (c *Cloud) runtime(w http.ResponseWriter, r *http.Request) {
	id, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, environments), "/")
	c.mu.Lock()
	e := c.envs[id]
	c.mu.Unlock()
	if e == nil {
		abort(w)
		return
	}
	parts := strings.Split(strings.TrimPrefix(path, "2018-06-01/runtime/"), "/")
	switch {
	case r.Method == http.MethodGet && len(parts) == 2 && parts[0] == "invocation" && parts[1] == "next":
		c.hand(w, r, e)
	case r.Method == http.MethodPost && len(parts) == 3 && parts[0] == "invocation" && (parts[2] == "response" || parts[2] == "error"):
		c.take(w, r, e, parts[1], parts[2] == "error")
	case r.Method == http.MethodPost && len(parts) == 2 && parts[0] == "init" && parts[1] == "error":
		body, _ := io.ReadAll(io.LimitReader(r.Body, maxResponse)) // it ends in any case
		c.mu.Lock()
		c.end(e, "Runtime.InitError: "+string(body))
		c.mu.Unlock()
		abort(w)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// hand gives a process its next event, when there is one.
func (c *Cloud) hand(w http.ResponseWriter, r *http.Request, e *environment) {
	c.observe(e, Asks, time.Now())
	c.mu.Lock()
	e.init.Stop()
	e.ready = true
	if e.current != nil && e.current.finished {
		e.current = nil
		c.busy--
		e.used = c.Now()
		c.wake()
	}
	c.mu.Unlock()
	var at *invocation
	select {
	case at = <-e.work:
	case <-e.gone:
	case <-r.Context().Done():
	}
	if at == nil {
		abort(w)
		return
	}
	timeout := e.function.timeout
	at.began = time.Now()
	// The process measures its time by the real clock, which runs on while it stalls
	// and others are at work; it must not feel that where it could not be repeated.
	end := at.began.Add(timeout)
	if c.options.Repeatable {
		end = end.Add(time.Hour)
	}
	w.Header().Set("Lambda-Runtime-Aws-Request-Id", at.id)
	w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(end.UnixMilli(), 10))
	w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", e.function.arn)
	w.Header().Set("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0")
	w.Header().Set("Content-Type", "application/json")
	c.mu.Lock()
	if !at.finished {
		at.deadline = time.AfterFunc(timeout, func() { c.late(e, at) })
	}
	e.annoyed = false
	c.mu.Unlock()
	if c.options.Repeatable {
		time.Sleep(settling)
	}
	effect := c.suffer(e, AtInvoke, at.payload).Effect
	if effect == KillBefore {
		c.kill(e)
		abort(w)
		return
	}
	c.observe(e, Gets, time.Now())
	_, _ = w.Write(at.payload) // a process that is gone is noticed by its end
	if effect == KillAfter {
		c.kill(e)
	}
}

// take takes what a process answers.
func (c *Cloud) take(w http.ResponseWriter, r *http.Request, e *environment, id string, failed bool) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxResponse+1))
	if err != nil {
		abort(w)
		return
	}
	c.observe(e, Answers, time.Now())
	effect := c.suffer(e, AtResponse, body).Effect
	if effect == KillBefore {
		c.kill(e)
		abort(w)
		return
	}
	c.mu.Lock()
	at := e.current
	if at == nil || at.id != id || at.finished {
		c.mu.Unlock()
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	result := outcome{answer: body}
	switch {
	case len(body) > maxResponse:
		result = outcome{fault: "Function.ResponseSizeTooLarge"}
	case failed:
		result = outcome{fault: string(body)}
	}
	c.finish(at, result)
	c.mu.Unlock()
	if effect == KillAfter {
		c.kill(e)
		abort(w)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, `{"status":"OK"}`) // the process may be gone
}
