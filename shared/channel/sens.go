package channel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// sensMany is how many numbers one request reaches:
// https://api.ncloud-docs.com/docs/en/sens-sms-send
const sensMany = 100

// Sens sends Korean text messages through SENS of NAVER Cloud: SMS of 90 bytes,
// LMS of 2,000 where there is more to say, MMS where there is a picture.
type Sens struct {
	// Secret is the SSM parameter that holds {"accessKey","secretKey"}.
	Secret string `yaml:"secret" json:"secret"`
	// Service is the id of the SMS service, ncp:sms:kr:….
	Service string `yaml:"service" json:"service"`
	// From is the registered sender's number, To are the recipients'. They may
	// have hyphens or begin with +82.
	From string   `yaml:"from" json:"from"`
	To   []string `yaml:"to" json:"to"`
	// Short keeps every message within one SMS, and costs the least.
	Short bool `yaml:"short" json:"short,omitempty"`
	// Cloud is gov or fin for the clouds of the government and of finance.
	Cloud string `yaml:"cloud" json:"cloud,omitempty"`
	// Tries is how often a message is sent again to a phone that was out of
	// reach; nil is twice.
	Tries *int `yaml:"tries" json:"tries,omitempty"`
}

// SecretName is the parameter of the key.
func (s *Sens) SecretName() string { return s.Secret }

// Check returns all faults. None of them shows a number.
func (s *Sens) Check() []Fault {
	return slices.Concat(
		checkSecretName(s.Secret), checkService(s.Service, "sms"), checkSender(s.From),
		checkRecipients(s.To), checkCloud(s.Cloud), checkTries(s.Tries),
	)
}

// CheckSecret accepts a pair of keys.
func (*Sens) CheckSecret(s secret.Text) error {
	_, err := sensKeyOf(s)
	return err
}

// Sender is the number that messages come from, in digits.
func (s *Sens) Sender() string { return digitsOf(s.From) }

// Split gives parts of 100 numbers, in digits.
func (s *Sens) Split() [][]string { return partsOf(s.To) }

func partsOf(to []string) [][]string {
	return slices.Collect(slices.Chunk(numbersOf(to), sensMany))
}

// firstPart are the recipients of the first request; none where nobody is listed.
func firstPart(parts [][]string) []string {
	if len(parts) == 0 {
		return nil
	}
	return parts[0]
}

// addressed are a delivery's recipients. One that names none is for all, if a
// single request reaches them.
func addressed(d Delivery, parts [][]string) ([]string, error) {
	switch {
	case len(d.To) > 0:
		return d.To, nil
	case len(parts) != 1:
		return nil, &Error{Permanent: true, Err: fmt.Errorf("the message names no recipients, and reaching all takes %d requests", len(parts))}
	}
	return parts[0], nil
}

// Body is the request to the first of the recipients' parts, without a picture.
func (s *Sens) Body(m wording.Message) ([]byte, error) {
	return encode(s.request(m, firstPart(s.Split())))
}

// Resends is how often who was out of reach is sent a message again.
func (s *Sens) Resends() int { return triesOf(s.Tries) }

// Open makes the channel.
func (s *Sens) Open(w World) (Channel, error) {
	return &sensChannel{sensAPI{w, s.Cloud}, s}, nil
}

type sensChannel struct {
	sensAPI
	settings *Sens
}

// path is one of the service's own.
func (c *sensChannel) path(rest string) string {
	return "/sms/v2/services/" + c.settings.Service + "/" + rest
}

// Layout gives the request's body, without a picture: that may have gone by the
// next try.
func (c *sensChannel) Layout(d Delivery) ([]byte, error) {
	to, err := addressed(d, c.settings.Split())
	if err != nil {
		return nil, err
	}
	return encode(c.settings.request(d.Message, to))
}

// Resends is how often who was out of reach is sent the message again.
func (c *sensChannel) Resends() int { return c.settings.Resends() }

// Send posts a message. SENS knows no retry key: what may have been accepted is
// first looked for, and then sent only to those who were not sent it.
func (c *sensChannel) Send(ctx context.Context, d Delivery) (Receipt, error) {
	body, err := d.Body, error(nil)
	if body == nil {
		body, err = c.Layout(d)
	}
	var req sensRequest
	if err == nil {
		err = json.Unmarshal(body, &req)
	}
	if err != nil {
		return Receipt{}, &Error{Permanent: true, Err: err}
	}
	return renewing(ctx, c.World, func(s secret.Text) (Receipt, error) { return c.sendAs(ctx, s, d, req) })
}

func (c *sensChannel) sendAs(ctx context.Context, s secret.Text, d Delivery, req sensRequest) (Receipt, error) {
	plain := c.settings.plain(d.Message)
	var accepted []string
	var warnings []string
	if !d.Tried.IsZero() {
		found, err := c.find(ctx, s, d.Tried, req, plain.Content)
		if err != nil {
			// Nothing was sent now, but what was before is still not known.
			if e, ok := errors.AsType[*Error](err); ok {
				e.Unsure = true
			}
			return Receipt{}, fmt.Errorf("looking for an earlier try: %w", err)
		}
		accepted = found.requests
		req.Messages = slices.DeleteFunc(slices.Clone(req.Messages), func(m sensMessage) bool { return found.to[m.To] })
		if len(found.to) > 0 {
			warnings = append(warnings, "an earlier try had been accepted after all")
		}
		if len(req.Messages) == 0 {
			return Receipt{Reference: strings.Join(accepted, ","), Warning: strings.Join(warnings, "; ")}, nil
		}
	}
	receipt, err := c.post(ctx, s, d, req, plain)
	if err != nil {
		return Receipt{}, err
	}
	if receipt.Warning != "" {
		warnings = append(warnings, receipt.Warning)
	}
	return Receipt{
		Reference: strings.Join(append(accepted, receipt.Reference), ","),
		Warning:   strings.Join(warnings, "; "),
	}, nil
}

// post sends a request with its picture, without it if it can't be had or is
// refused, and as plain text if the rest is refused too.
func (c *sensChannel) post(ctx context.Context, s secret.Text, d Delivery, req sensRequest, plain sensText) (Receipt, error) {
	warning := ""
	if with, err := c.withPicture(ctx, s, d, req); err != nil {
		warning = withoutPicture + err.Error()
	} else if with.Type == sensMMS {
		receipt, err := c.hand(ctx, s, with)
		if !RefusedBody(err) {
			return receipt, err
		}
		warning = withoutPicture + err.Error()
	}
	receipt, err := c.hand(ctx, s, req)
	if RefusedBody(err) && !d.Divides {
		req.sensText = plain
		receipt, err = again(err, func() (Receipt, error) { return c.hand(ctx, s, req) })
	}
	if err == nil && warning != "" {
		receipt.Warning = strings.TrimSuffix(warning+"; "+receipt.Warning, "; ")
	}
	return receipt, err
}

// hand makes one request and reads the answer.
func (c *sensChannel) hand(ctx context.Context, s secret.Text, req sensRequest) (Receipt, error) {
	body, err := encode(req)
	if err != nil {
		return Receipt{}, &Error{Permanent: true, Err: err}
	}
	hidden := veiled(req.numbers())
	got, err := c.ask(ctx, s, http.MethodPost, c.path("messages"), body, hidden)
	if err != nil {
		return Receipt{}, err
	}
	if got.status < 200 || got.status > 299 {
		return Receipt{}, c.refusal(got, c.hidden(s, hidden))
	}
	var said struct {
		RequestID string `json:"requestId"`
		Code      string `json:"statusCode"`
	}
	if err := json.Unmarshal([]byte(got.body), &said); err != nil || said.Code != "202" || said.RequestID == "" {
		return Receipt{}, &Error{Unsure: true, Err: fmt.Errorf("status %d, but the answer does not say that the message was accepted", got.status)}
	}
	return Receipt{Reference: said.RequestID}, nil
}

// Probe lists the messages of the last minute.
func (c *sensChannel) Probe(ctx context.Context) (string, error) {
	now := c.now()
	if _, err := c.probe(ctx, c.path("messages?"+between(now.Add(-probed), now))); err != nil {
		return "", err
	}
	return "alive: the key opens the service (whether the sender " + c.settings.Sender() + " is registered shows only with a message)", nil
}
