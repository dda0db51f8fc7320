// Package fake holds servers on loopback that answer as Slack, Teams Workflows,
// LINE, SENS and Amazon SNS do: as strict, as slow and as broken as those can be. They keep
// what they accepted, as a person would see it. They know nothing of our channels.
package fake

import (
	"crypto/tls"
	"net/http"
	"time"
)

// Provider is a fake of one provider.
type Provider interface {
	// Name says whom it stands in for: slack, teams, line, sens, mail.
	Name() string
	// Fail makes the next requests fail: so many of them, or all with Forever.
	// It replaces the mode before; OK ends it.
	Fail(mode Mode, times int)
	// Messages returns what was accepted so far, oldest first. A message whose
	// Lost is set was accepted, but nobody will ever see it.
	Messages() []Received
	// Refusals returns the requests that were not accepted, oldest first.
	Refusals() []Refusal
	// Close ends the server and every request that still hangs.
	Close() error
}

// Forever makes a failure last.
const Forever = -1

// Options are what all fakes have in common. The zero value is the provider at
// its strictest.
type Options struct {
	// Clock tells the time, for the pace and for what is recorded. Nil is time.Now.
	Clock func() time.Time
	// Burst is how many messages the provider takes at once, above its steady
	// pace. Zero is the least that it promises.
	Burst int
	// TLS, if set, is how it answers, over HTTP/2 with who wants that. The modes
	// that break a connection cannot break HTTP/2's.
	TLS *tls.Config
	// Fresh has every request come over a connection of its own.
	Fresh bool
	// OnReceive and OnRefuse, if set, are told of every message and refusal just
	// before it is answered, possibly by several goroutines at once.
	OnReceive func(Received)
	OnRefuse  func(Refusal)
}

// Received is a message that a provider accepted.
type Received struct {
	// Provider is the name of the fake.
	Provider string
	Time     time.Time
	// Nth is its place among all that the provider accepted or refused.
	Nth    int
	Header http.Header
	// Body is the request's, byte for byte.
	Body []byte
	// Lines are what a person sees.
	Lines []Line
	// Mentions are the control sequences that ring at somebody, as they stood
	// in the message: <!channel>, <at>Kim</at>.
	Mentions []string
	// Formatting is all that the provider shows as something else than the
	// characters sent, as it stood in the message: **bold**, [text](url).
	Formatting []string
	// Lost says why an accepted message is never shown, or not whole; empty if it is.
	Lost string
	// Topic and Subject belong to mail: the topic's ARN and the subject line.
	Topic, Subject string
	// To are the recipients, for providers that are told them; in SENS those whom
	// it reached.
	To []string
	// ID is the provider's name for it, where it says one.
	ID string
	// Thread is the ID of the message under which it stands, for providers that
	// have threads. Edits says that it stands in the place of what had its ID.
	Thread string
	Edits  bool
}

// Refusal is a request that a provider did not accept.
type Refusal struct {
	Provider string
	Time     time.Time
	// Nth is its place among all that the provider accepted or refused.
	Nth int
	// Status is the HTTP status answered, zero if there was no answer.
	Status int
	// Why is what is wrong, in more words than the provider would give.
	Why string
	// Body is the request's.
	Body []byte
}
