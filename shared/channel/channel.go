// Package channel lays messages out for a provider and hands them over. Each
// destination is one file: its settings, their check, its layout, its request.
// The package decides nothing about what is told to whom, or when.
package channel

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// Channel is one destination that messages can be sent to.
type Channel interface {
	// Send makes one request to the provider. A nil error means that the
	// provider has accepted the message. Any error means: try again later;
	// only if it wraps an *Error with Permanent set can the same request never
	// succeed. No error shows the destination's secret, or a recipient.
	//
	// A body that is refused as a body is sent once more as plain text before
	// Send gives up, unless the caller divides it.
	Send(ctx context.Context, d Delivery) (Receipt, error)
}

// Delivery is one message on its way.
type Delivery struct {
	// ID is the same on every try; channels derive their retry key from it.
	ID string
	// To are the recipients, for kinds that name them (Splitter).
	To      []string
	Message wording.Message
	// Body is what Layout gave on the first try, for channels that are Careful.
	Body []byte
	// Tried is when an earlier try began of which nobody knows whether the
	// provider accepted it; zero if there was none.
	Tried time.Time
	// Divides says that the message tells several things, each of which the caller
	// sends alone if the body is refused: it is not sent as plain text then.
	Divides bool
	// Ends are earlier messages that are over by what this one tells, the oldest
	// first, for channels that are Updaters.
	Ends []Ended
}

// Ended is an earlier message that is over.
type Ended struct {
	// Reference is that of its receipt, Message what it is to say now.
	Reference string
	Message   wording.Message
	// Reply says that it was the last word so far, and now says all that there is
	// to say: a short reply to it then stands in the place of a new message.
	Reply bool
	// Patient says that there is time for another try of the delivery, should it be
	// for the moment only that such a message cannot be changed.
	Patient bool
}

// Updater is a channel whose messages can be changed once they are there. Send
// changes those that a delivery ends. Whatever is in the way of that, it tells the
// delivery as a new message rather than not at all. As strings, the references of
// its messages are in the order in which people read them.
type Updater interface {
	Channel
	// Illustrate adds a message's picture to what Send has told, by the reference
	// of its receipt. It is for afterwards: no text waits for a picture. Its
	// errors are those of Send, and nothing to try again for.
	Illustrate(ctx context.Context, reference string, m wording.Message) error
}

// Careful is a channel that can send again what may have been accepted without
// telling anybody twice, as long as it sends the very same: by a retry key, or
// because it can ask what became of the first try.
type Careful interface {
	Channel
	// Layout gives the body that Send hands over for a delivery without one. It
	// is pure. The caller keeps it, and gives it back with every try.
	Layout(d Delivery) ([]byte, error)
}

// Reporter is a channel whose provider accepts a message first and says later
// whom it reached.
type Reporter interface {
	Channel
	// Report asks what became of the message that a receipt's Reference names; to
	// are those it was sent to. Its errors are those of Send.
	Report(ctx context.Context, reference string, to []string) (Report, error)
	// Resends is how often a recipient who could not be reached for the moment
	// is sent the message again.
	Resends() int
}

// Reported are settings of a kind whose channels are Reporters.
type Reported interface {
	// Resends is the Reporter's.
	Resends() int
}

// Report is what became of an accepted message.
type Report struct {
	// Pending says that the provider does not know of everybody yet.
	Pending bool
	// Failed are the recipients who will not get it.
	Failed []Failure
}

// Failure is one recipient who did not get a message.
type Failure struct {
	To string `json:"to"`
	// Code is the provider's.
	Code string `json:"code"`
	// Again says that the recipient could not be reached for the moment only.
	Again bool `json:"again,omitempty"`
}

// Receipt is what a provider said of a message that it accepted.
type Receipt struct {
	// Reference names the message, for a later update or question; empty if it has
	// no name.
	Reference string
	// Warning is set where it was accepted but something is odd.
	Warning string
}

// Error is a provider's or the network's refusal.
type Error struct {
	// Permanent is claimed only where the same request can never succeed.
	Permanent bool
	// RefusedBody says that the message itself was refused, not the sender.
	RefusedBody bool
	// RefusedSecret says that the credential was refused.
	RefusedSecret bool
	// Unsure says that the provider may have accepted the message all the same.
	Unsure bool
	// Code is the provider's own for the case, or one of ours; empty if it has
	// none that says more than Err.
	Code string
	// RetryAfter is the provider's wish; zero if it named none.
	RetryAfter time.Duration
	// Err says what happened.
	Err error
}

// Error describes the refusal.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeQuota is the code of a refusal because what was paid for is used up.
const CodeQuota = "quota"

// Unsure reports whether the message may have been accepted in spite of the error.
func Unsure(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Unsure
}

// Permanent reports whether the error says that trying again is of no use.
func Permanent(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Permanent
}

// RetryAfter gives the time the provider asked us to wait, zero if none.
func RetryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// Settings are what the configuration says of one channel of one kind. They
// are plain data: they travel as JSON to the function that serves the channel.
type Settings interface {
	// Check returns all that is wrong with the settings.
	Check() []Fault
	// SecretName is the SSM parameter that holds the channel's secret, empty
	// if it needs none.
	SecretName() string
	// CheckSecret says what is wrong with a secret's shape: a retired host, a
	// URL of another product. The error does not show it.
	CheckSecret(s secret.Text) error
	// Body is the exact body of the request that Send would make, one JSON
	// document. It is pure.
	Body(m wording.Message) ([]byte, error)
	// Open makes the channel. It calls nobody.
	Open(w World) (Channel, error)
}

// Splitter are settings of a kind that names its recipients.
type Splitter interface {
	// Split gives the recipients of each request that one message takes.
	Split() [][]string
}

// Resolver are settings that name another channel.
type Resolver interface {
	// Resolve takes over what it needs of the other channels, which go by their
	// names; the settings of one whose type is unknown are nil. It returns what
	// is wrong with the reference.
	Resolve(others map[string]Settings) []Fault
}

// Lines is a text of one or more lines in settings.
type Lines string

// Prober is a channel whose life can be tested without sending anything.
type Prober interface {
	// Probe returns what the provider's answer means, or why the channel is dead.
	Probe(ctx context.Context) (string, error)
}

// ErrUntestable says that a provider offers no way to test a channel without
// sending a message.
var ErrUntestable = errors.New("cannot be tested without sending a message")

// Fault is one thing that is wrong with settings.
type Fault struct {
	// Key is the settings key in question, empty for the channel as a whole.
	Key string
	// Problem says what is wrong, Hint the way out.
	Problem, Hint string
}

// World is what a channel may touch.
type World struct {
	HTTP *http.Client
	// Secret reads the channel's secret. It may be called for every message;
	// caching is its own affair.
	Secret func(ctx context.Context) (secret.Text, error)
	// Forget makes the next Secret read anew: somebody may have replaced the
	// one that the provider refuses. Nil where secrets never change.
	Forget func()
	// Base is where the provider's API is, empty for its own host.
	Base string
	// Now tells the time, for signatures; nil is time.Now.
	Now func() time.Time
	// Publisher and Topic belong to e-mail.
	Publisher Publisher
	Topic     string
}

// Publisher puts a message on an SNS topic. Its errors are *Error where the
// provider said something that the queue should know.
type Publisher interface {
	Publish(ctx context.Context, topic, subject, body string) (id string, err error)
}

// Kind is one sort of channel.
type Kind struct {
	// Type is its name in the configuration.
	Type string
	// New returns empty settings to decode into.
	New func() Settings
	// Pictures says whether its messages show charts.
	Pictures Showing
}

// Showing says whether messages of a kind show pictures.
type Showing int

const (
	// Never is a kind that has no place for one.
	Never Showing = iota
	// IfAsked is one that shows them where the configuration says so.
	IfAsked
	// Always is one that shows them unless the configuration says otherwise.
	Always
)

// Kinds lists every sort of channel there is. A new one is a file and a line here.
func Kinds() []Kind {
	return []Kind{
		{"slack", func() Settings { return new(Slack) }, Always},
		{"teams", func() Settings { return new(Teams) }, Always},
		{"line", func() Settings { return new(Line) }, Always},
		// A message with a picture costs many times one of text.
		{"sens", func() Settings { return new(Sens) }, IfAsked},
		{"alimtalk", func() Settings { return new(AlimTalk) }, Never},
		{"email", func() Settings { return new(Email) }, Always},
	}
}

// KindOf finds a kind by its type.
func KindOf(name string) (Kind, error) {
	for _, k := range Kinds() {
		if k.Type == name {
			return k, nil
		}
	}
	return Kind{}, fmt.Errorf("no channel type %q", name)
}

// RefusedBody reports whether the message itself was refused, so that another
// form of it may pass.
func RefusedBody(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.RefusedBody
}
