package fake

import (
	"crypto/rand"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Mail stands in for Amazon SNS as far as e-mail needs it: Publish to a topic
// with e-mail subscriptions, in the query protocol.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
type Mail struct {
	*server
	box *mailbox
}

const (
	mailMost        = 262_144 // bytes of a message
	mailSubjectMost = 99      // characters; SNS says less than 100
	// mailPace is how many messages a second an address bears; above it SNS
	// suspends the subscription.
	mailPace = 10
)

// NewMail starts a region with the given topics: their ARNs, and the addresses
// that have confirmed their subscription. A Burst of Options has no meaning here.
func NewMail(o Options, topics map[string][]string) (*Mail, error) {
	box := &mailbox{topics: map[string][]string{}, recent: map[string][]time.Time{}, suspended: map[string]bool{}}
	for arn, to := range topics {
		box.topics[arn] = slices.Clone(to)
	}
	s, err := serve("mail", o, mailDialect{box}, nil)
	if err != nil {
		return nil, err
	}
	return &Mail{s, box}, nil
}

// Endpoint is the URL to give to the SNS client as its base endpoint.
func (m *Mail) Endpoint() string { return m.origin }

// Inbox returns what reached one address, oldest first.
func (m *Mail) Inbox(address string) []Received {
	return slices.DeleteFunc(m.Messages(), func(r Received) bool { return !slices.Contains(r.To, address) })
}

// Suspended reports whether an address got more than it bears and gets nothing
// until it confirms its subscription again.
func (m *Mail) Suspended(address string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.box.suspended[address]
}

// mailbox is guarded by the server's lock, but for topics, which never change.
type mailbox struct {
	topics    map[string][]string
	recent    map[string][]time.Time
	suspended map[string]bool
}

type mailDialect struct{ box *mailbox }

func mailCodes() map[int]string {
	return map[int]string{
		http.StatusBadRequest:          "InvalidParameter",
		http.StatusForbidden:           "AuthorizationError",
		http.StatusNotFound:            "NotFound",
		http.StatusTooManyRequests:     "Throttled",
		http.StatusInternalServerError: "InternalError",
		http.StatusServiceUnavailable:  "ServiceUnavailable",
	}
}

func mailError(status int, code, message string) *answer {
	type inner struct{ Type, Code, Message string }
	blame := "Sender"
	if status >= http.StatusInternalServerError {
		blame = "Receiver"
	}
	body, err := xml.Marshal(struct {
		XMLName   xml.Name `xml:"http://sns.amazonaws.com/doc/2010-03-31/ ErrorResponse"`
		Error     inner
		RequestId string
	}{Error: inner{blame, code, message}, RequestId: newID()})
	if err != nil {
		return &answer{status: http.StatusInternalServerError, why: err.Error()}
	}
	return &answer{status: status, header: http.Header{"Content-Type": {"text/xml"}}, body: string(body), why: message}
}

func (mailDialect) admit(r *http.Request) *answer {
	if r.Method != http.MethodPost || r.URL.Path != "/" {
		return mailError(http.StatusNotFound, "NotFound", "no POST to /")
	}
	if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ") {
		return mailError(http.StatusForbidden, "AuthorizationError", "the request is not signed")
	}
	return nil
}

func (mailDialect) failure(m Mode) answer {
	a := answer{status: m.status, header: http.Header{}}
	if code := m.reasonOr(mailCodes()); code != "" {
		a = *mailError(m.status, code, "the request failed")
	}
	for k, v := range m.header(0) {
		a.header[k] = v
	}
	return a
}

func (d mailDialect) throttled(time.Duration) answer {
	return d.failure(Status(http.StatusTooManyRequests))
}

func (mailDialect) refusal() answer {
	return *mailError(http.StatusBadRequest, "InvalidParameter", "Invalid parameter: Subject")
}

// rich is a subject that the older rules forbid: ASCII, beginning with a letter,
// a digit or punctuation.
func (mailDialect) rich(_ *http.Request, body []byte) bool {
	form, err := url.ParseQuery(string(body))
	subject := form.Get("Subject")
	return err == nil && subject != "" &&
		(subject[0] <= ' ' || strings.ContainsFunc(subject, func(r rune) bool { return r > unicode.MaxASCII }))
}

func (d mailDialect) judge(r *http.Request, body []byte) (Received, *answer) {
	no := func(format string, args ...any) (Received, *answer) {
		return Received{}, mailError(http.StatusBadRequest, "InvalidParameter", fmt.Sprintf("Invalid parameter: "+format, args...))
	}
	form, err := url.ParseQuery(string(body))
	if media, _ := mediaType(r); err != nil || media != "application/x-www-form-urlencoded" {
		return no("the body is not a form")
	}
	if action, version := form.Get("Action"), form.Get("Version"); action != "Publish" || version != "2010-03-31" {
		return Received{}, mailError(http.StatusBadRequest, "InvalidAction", fmt.Sprintf("this fake knows Publish of 2010-03-31, not %s of %s", action, version))
	}
	topic := form.Get("TopicArn")
	if _, known := d.box.topics[topic]; topic == "" {
		return no("TopicArn")
	} else if !known {
		return Received{}, mailError(http.StatusNotFound, "NotFound", "Topic does not exist")
	}
	subject := form.Get("Subject")
	if form.Has("Subject") && subject == "" || utf8.RuneCountInString(subject) > mailSubjectMost ||
		!utf8.ValidString(subject) || strings.ContainsFunc(subject, breaksLine) {
		return no("Subject")
	}
	message := form.Get("Message")
	switch {
	case message == "":
		return no("Empty message")
	case len(message) > mailMost:
		return no("Message too long")
	case !utf8.ValidString(message):
		return no("Message is not UTF-8")
	}
	if form.Get("MessageStructure") == "json" {
		var parts map[string]string
		if json.Unmarshal([]byte(message), &parts) != nil || parts["default"] == "" {
			return no("Message Structure - No default entry in JSON message body")
		}
		message = parts["default"]
		if own := parts["email"]; own != "" {
			message = own
		}
	}
	if subject == "" {
		subject = "AWS Notification Message"
	}
	return Received{Topic: topic, Subject: subject, Lines: plainLines(message, Normal)}, nil
}

// breaksLine finds control characters and Unicode's own line breaks.
func breaksLine(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

// deliver puts the message into the inboxes of those who can bear it.
func (d mailDialect) deliver(m *Received) {
	for _, address := range d.box.topics[m.Topic] {
		recent := slices.DeleteFunc(d.box.recent[address], func(t time.Time) bool { return m.Time.Sub(t) >= time.Second })
		recent = append(recent, m.Time)
		d.box.recent[address] = recent
		if len(recent) > mailPace {
			d.box.suspended[address] = true
		}
		if !d.box.suspended[address] {
			m.To = append(m.To, address)
		}
	}
	if len(m.To) == 0 {
		m.Lost = "the topic has no subscription that still works"
	}
	head := []Line{
		{Text: "Subject: " + m.Subject, Weight: Strong, Indent: 9},
		{Text: "To:      " + strings.Join(m.To, ", "), Weight: Faint, Indent: 9},
		{},
	}
	foot := []Line{{}, {Text: "--", Weight: Faint}, {Text: "(here Amazon SNS adds its unsubscribe link)", Weight: Faint}}
	m.Lines = slices.Concat(head, m.Lines, foot)
}

func (mailDialect) accepted(Received) answer {
	body := `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>` + newID() +
		`</MessageId></PublishResult><ResponseMetadata><RequestId>` + newID() + `</RequestId></ResponseMetadata></PublishResponse>`
	return answer{status: http.StatusOK, header: http.Header{"Content-Type": {"text/xml"}}, body: body}
}

// newID has the form of the ids that SNS gives.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // documented never to fail
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
