package fake

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

type kind int

const (
	healthy kind = iota
	status
	timeout
	reset
	refuseBody
	acceptThenTimeout
	acceptThenStall
	slow
	garbage
)

// Mode is a way to fail. The zero value is OK.
type Mode struct {
	kind   kind
	status int
	reason string
	after  time.Duration
}

// OK is not to fail at all.
func OK() Mode { return Mode{} }

// Status answers with an HTTP status and the body that the provider has for it.
func Status(code int) Mode { return Mode{kind: status, status: code} }

// StatusReason answers with an HTTP status and a reason of one's own: Slack's body
// or, with 200, an error of its Web API, the code of Teams or SNS; of SENS 202 with
// the result that an accepted message ends with.
func StatusReason(code int, reason string) Mode {
	return Mode{kind: status, status: code, reason: reason}
}

// Timeout reads the request and never answers.
func Timeout() Mode { return Mode{kind: timeout} }

// Reset reads the request and resets the connection.
func Reset() Mode { return Mode{kind: reset} }

// RefuseBody refuses rich bodies as bodies, and takes plain ones: text without
// blocks or attachments in Slack, a card of nothing but text and buttons in
// Teams, an ASCII subject in mail, a text message of at most two lines without a
// subject or a picture and AlimTalk variables of at most thirty characters in SENS.
func RefuseBody() Mode { return Mode{kind: refuseBody} }

// AcceptThenTimeout takes the message, and never says so.
func AcceptThenTimeout() Mode { return Mode{kind: acceptThenTimeout} }

// AcceptThenStall takes the message, begins its answer, and never ends it.
func AcceptThenStall() Mode { return Mode{kind: acceptThenStall} }

// Slow takes the message and answers in small pieces, for a tenth of a second.
func Slow() Mode { return Mode{kind: slow} }

// Garbage reads the request and answers with what is not HTTP.
func Garbage() Mode { return Mode{kind: garbage} }

// After makes a status carry Retry-After, in whole seconds. Slack's 429 has one
// without being told.
func (m Mode) After(d time.Duration) Mode {
	m.after = d
	return m
}

func named() map[string]kind {
	return map[string]kind{
		"ok":                  healthy,
		"timeout":             timeout,
		"reset":               reset,
		"refuse-body":         refuseBody,
		"accept-then-timeout": acceptThenTimeout,
		"accept-then-stall":   acceptThenStall,
		"slow":                slow,
		"garbage":             garbage,
	}
}

// ParseMode reads what String writes: a status (429), a status with its reason
// (404/no_active_hooks), or the name of another mode.
func ParseMode(s string) (Mode, error) {
	if k, ok := named()[s]; ok {
		return Mode{kind: k}, nil
	}
	number, reason, _ := strings.Cut(s, "/")
	code, err := strconv.Atoi(number)
	if err != nil || code < 200 || code > 599 {
		return Mode{}, fmt.Errorf("no failure mode %q: say an HTTP status (404, 429, 503), a status with a reason (404/no_active_hooks), or one of %s", s, strings.Join(slices.Sorted(maps.Keys(named())), ", "))
	}
	return StatusReason(code, reason), nil
}

// String is the mode's name.
func (m Mode) String() string {
	if m.kind == status {
		if m.reason != "" {
			return fmt.Sprintf("%d/%s", m.status, m.reason)
		}
		return strconv.Itoa(m.status)
	}
	for name, k := range named() {
		if k == m.kind {
			return name
		}
	}
	return "unknown"
}

// reasonOr is the mode's own reason, or what the provider says of its status.
func (m Mode) reasonOr(usual map[int]string) string {
	if m.reason != "" {
		return m.reason
	}
	return usual[m.status]
}

// header carries Retry-After where the mode or the provider has one.
func (m Mode) header(usual time.Duration) http.Header {
	h := http.Header{}
	if m.after > 0 {
		usual = m.after
	}
	if usual > 0 {
		h.Set("Retry-After", wholeSeconds(usual))
	}
	return h
}

func wholeSeconds(d time.Duration) string {
	return strconv.Itoa(int((d + time.Second - 1) / time.Second))
}
