package channel

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// webhook is a channel whose whole credential is a URL to post to.
type webhook struct {
	client *http.Client
	secret func(ctx context.Context) (secret.Text, error)
	forget func()
	check  func(secret.Text) error
	// body lays a message out, plain does so with nothing that could be refused.
	body, plain func(wording.Message) ([]byte, error)
	// judge reads the provider's answer.
	judge func(answer, secret.Text) (Receipt, error)
}

// Send posts a message, and once more in plain text if its body is refused, or
// with the secret that has meanwhile been put in the place of a refused one.
func (w webhook) Send(ctx context.Context, d Delivery) (Receipt, error) {
	to, err := w.secret(ctx)
	if err != nil {
		return Receipt{}, err
	}
	receipt, err := w.sendTo(ctx, to, d)
	if !refusedSecret(err) || w.forget == nil {
		return receipt, err
	}
	refused := err
	w.forget()
	renewed, err := w.secret(ctx)
	switch {
	case err != nil:
		// Whether there is a new secret is not known, so nothing is final.
		return Receipt{}, fmt.Errorf("%w (the secret had been refused: %s)", err, refused.Error())
	case renewed.Reveal() == to.Reveal():
		return Receipt{}, refused
	}
	return w.sendTo(ctx, renewed, d)
}

func (w webhook) sendTo(ctx context.Context, to secret.Text, d Delivery) (Receipt, error) {
	if err := w.check(to); err != nil {
		return Receipt{}, &Error{Permanent: true, RefusedSecret: true, Err: err}
	}
	receipt, err := w.post(ctx, to, d.Message, w.body)
	if !RefusedBody(err) {
		return receipt, err
	}
	refused := err
	receipt, err = w.post(ctx, to, d.Message, w.plain)
	if err != nil {
		return Receipt{}, fmt.Errorf("%w (first, in full: %s)", err, refused.Error())
	}
	receipt.Warning = "sent as plain text, because the full message was refused: " + refused.Error()
	return receipt, nil
}

func (w webhook) post(ctx context.Context, to secret.Text, m wording.Message, layout func(wording.Message) ([]byte, error)) (Receipt, error) {
	body, err := layout(m)
	if err != nil {
		return Receipt{}, &Error{Permanent: true, Err: err}
	}
	a, err := post(ctx, w.client, to, body)
	if err != nil {
		return Receipt{}, err
	}
	return w.judge(a, to)
}

func refusedSecret(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.RefusedSecret
}

// readURL takes a secret apart. Its errors never show it.
func readURL(s secret.Text) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(s.Reveal()))
	switch {
	case s.Empty():
		return nil, errors.New("the secret is empty")
	case err != nil || u.Host == "" || s.Reveal() != strings.TrimSpace(s.Reveal()):
		return nil, errors.New("the secret is not a URL")
	case u.Scheme != "https" && !loopback(u):
		return nil, errors.New("the secret is not an https URL")
	}
	return u, nil
}

// loopback reports whether a URL leads to this very machine, as the fakes of
// `bongsu run` do.
func loopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return ip != nil && ip.IsLoopback()
}
