package channel

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"unicode/utf8"

	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

const (
	// subjectRunes and mailBytes are SNS's limits: a subject of less than 100
	// characters, a message of 256 KiB. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
	subjectRunes = 99
	mailBytes    = 256<<10 - 1<<10
)

// Email publishes to an SNS topic with e-mail subscriptions.
type Email struct {
	// To are the addresses that are subscribed.
	To []string `yaml:"to" json:"to"`
}

// SecretName is empty: the topic's permissions are the credential.
func (*Email) SecretName() string { return "" }

// CheckSecret refuses any: there is none.
func (*Email) CheckSecret(secret.Text) error { return errors.New("an e-mail channel has no secret") }

// Check returns all faults.
func (e *Email) Check() []Fault {
	if len(e.To) == 0 {
		return []Fault{{"to", "is missing", "list the addresses, e.g. to: [ops@example.com]"}}
	}
	var faults []Fault
	seen := make(map[string]bool)
	for _, to := range e.To {
		if a, err := mail.ParseAddress(to); err != nil || a.Address != to {
			faults = append(faults, Fault{"to", fmt.Sprintf("%q is not an e-mail address", to), "write it as name@example.com"})
		}
		if seen[strings.ToLower(to)] {
			faults = append(faults, Fault{"to", fmt.Sprintf("%q is listed twice", to), "list each address once"})
		}
		seen[strings.ToLower(to)] = true
	}
	return faults
}

// letter is an e-mail.
type letter struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

// Body is the e-mail: {"subject", "body"}.
func (*Email) Body(m wording.Message) ([]byte, error) { return encode(compose(m)) }

// compose lays an e-mail out in plain text; SNS sends nothing else.
func compose(m wording.Message) letter {
	var b strings.Builder
	b.WriteString(printable(m.Title) + "\n")
	for _, it := range m.Items {
		var parts []string
		add := func(text string) {
			if text = strings.TrimRight(printable(text), " \n"); text != "" {
				parts = append(parts, text)
			}
		}
		add(strings.TrimPrefix(it.Headline+"\n"+it.Lead, "\n"))
		var lines []string
		for _, f := range it.Facts {
			lines = append(lines, oneLine(f.Label)+": "+oneLine(f.Value))
		}
		add(strings.Join(lines, "\n"))
		add(cutItem(it, mailBytes/2, m.CutMark, bytesOf))
		lines = nil
		for _, l := range it.Links {
			lines = append(lines, oneLine(l.Label)+"\n"+l.URL)
		}
		add(strings.Join(lines, "\n"))
		add(it.Context)
		if len(m.Items) > 1 {
			b.WriteString("\n" + strings.Join(parts, "\n") + "\n")
		} else {
			b.WriteString("\n" + strings.Join(parts, "\n\n") + "\n")
		}
	}
	if m.Picture != nil && m.Picture.URL != "" {
		b.WriteString("\n" + oneLine(m.Alt) + "\n" + m.Picture.URL + "\n")
	}
	return letter{
		Subject: cut(oneLine(m.Title), subjectRunes, "…", runesOf),
		Body:    cut(b.String(), mailBytes, m.CutMark, bytesOf),
	}
}

// asciiSubject is a subject that every reading of SNS's rules allows.
func asciiSubject(m wording.Message) string {
	words := map[wording.Tone]string{
		wording.Red: "ALARM", wording.Amber: "WARNING", wording.Green: "RECOVERED", wording.Blue: "NOTICE",
	}
	rest := strings.Map(func(r rune) rune {
		if r < ' ' || r >= utf8.RuneSelf-1 {
			return -1
		}
		return r
	}, m.Title)
	rest = strings.Trim(strings.Join(strings.Fields(rest), " "), " :.,-")
	return cut(strings.TrimSpace("Bongsu "+words[m.Tone]+" "+rest), subjectRunes, "...", bytesOf)
}

// Open makes the channel.
func (e *Email) Open(w World) (Channel, error) {
	if w.Publisher == nil || w.Topic == "" {
		return nil, errors.New("an e-mail channel needs a topic to publish to")
	}
	return mailbox{w.Publisher, w.Topic}, nil
}

type mailbox struct {
	publisher Publisher
	topic     string
}

// Send publishes a message, and once more with a subject in ASCII if the
// subject is refused.
func (b mailbox) Send(ctx context.Context, d Delivery) (Receipt, error) {
	l := compose(d.Message)
	id, err := b.publisher.Publish(ctx, b.topic, l.Subject, l.Body)
	if !RefusedBody(err) {
		return Receipt{Reference: id}, err
	}
	refused := err
	if id, err = b.publisher.Publish(ctx, b.topic, asciiSubject(d.Message), l.Body); err != nil {
		return Receipt{}, fmt.Errorf("%w (first, with its own subject: %s)", err, refused.Error())
	}
	return Receipt{Reference: id, Warning: "sent with a subject in ASCII: " + refused.Error()}, nil
}
