package channel

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// webhook is a channel whose whole credential is a URL to post to.
type webhook struct {
	World
	check func(secret.Text) error
	// body lays a message out, plain does so with nothing that could be refused.
	body, plain func(wording.Message) ([]byte, error)
	// judge reads the provider's answer.
	judge func(answer, secret.Text) (Receipt, error)
}

// Send posts a message, and once more in plain text if its body is refused, or
// with the secret that has meanwhile been put in the place of a refused one.
func (w webhook) Send(ctx context.Context, d Delivery) (Receipt, error) {
	return renewing(ctx, w.World, func(to secret.Text) (Receipt, error) {
		return w.sendTo(ctx, to, d)
	})
}

// renewing tries with the secret at hand, and once more if it is refused and
// another one has been put in its place.
func renewing[T any](ctx context.Context, world World, try func(secret.Text) (T, error)) (T, error) {
	var none T
	s, err := world.Secret(ctx)
	if err != nil {
		return none, err
	}
	got, err := try(s)
	if !refusedSecret(err) || world.Forget == nil {
		return got, err
	}
	refused := err
	world.Forget()
	renewed, err := world.Secret(ctx)
	switch {
	case err != nil:
		// Whether there is a new secret is not known, so nothing is final.
		return none, fmt.Errorf("%w (the secret had been refused: %s)", err, refused.Error())
	case renewed.Reveal() == s.Reveal():
		return none, refused
	}
	return try(renewed)
}

func (w webhook) sendTo(ctx context.Context, to secret.Text, d Delivery) (Receipt, error) {
	if err := w.check(to); err != nil {
		return Receipt{}, &Error{Permanent: true, RefusedSecret: true, Err: err}
	}
	receipt, err := w.post(ctx, to, d.Message, w.body)
	if RefusedBody(err) && d.Message.Picture != nil {
		// A provider that cannot fetch a picture refuses all of the message.
		bare, refused := d.Message, err
		bare.Picture = nil
		if receipt, err = w.post(ctx, to, bare, w.body); err == nil {
			receipt.Warning = withoutPicture + refused.Error()
		}
	}
	if !RefusedBody(err) {
		return receipt, err
	}
	return again(err, func() (Receipt, error) { return w.post(ctx, to, d.Message, w.plain) })
}

// withoutPicture begins the warning that a picture was left out.
const withoutPicture = "sent without its picture: "

// again sends as plain text what was refused in full.
func again(refused error, send func() (Receipt, error)) (Receipt, error) {
	receipt, err := send()
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
	a, err := post(ctx, w.HTTP, to, body)
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
