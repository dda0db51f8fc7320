// Package ssm reads and stores secrets in AWS Systems Manager's Parameter Store.
// It does not know what a secret is for.
package ssm

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"bongsu/shared/secret"
	"bongsu/shared/signed"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// MaxBytes is the longest value of a standard parameter:
// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
const MaxBytes = 4096

// Codes of SSM's refusals.
const (
	accessDenied = "AccessDeniedException"
	notFound     = "ParameterNotFound"
)

// Parameter is one secret. It is safe for concurrent use.
type Parameter struct {
	cfg  aws.Config
	name string
	// lock holds one token; a channel lets a waiter give up with its context.
	lock  chan struct{}
	value secret.Text
}

// New returns the secret under this parameter name. It calls nobody.
func New(cfg aws.Config, name string) *Parameter {
	return &Parameter{cfg: cfg, name: name, lock: make(chan struct{}, 1)}
}

// Get reads the secret, once: after the first success it is remembered until
// Forget. White space around the value is dropped, because storing a file or a
// line leaves a line's end there.
func (p *Parameter) Get(ctx context.Context) (secret.Text, error) {
	select {
	case p.lock <- struct{}{}:
	case <-ctx.Done():
		return secret.Text{}, fmt.Errorf("parameter %s: %w", p.name, ctx.Err())
	}
	defer p.unlock()
	if !p.value.Empty() {
		return p.value, nil
	}
	var out struct{ Parameter struct{ Value string } }
	if err := ask(ctx, p.cfg, "GetParameter", map[string]any{"Name": p.name, "WithDecryption": true}, &out); err != nil {
		return secret.Text{}, p.explain(err)
	}
	value := strings.TrimSpace(out.Parameter.Value)
	if value == "" {
		return secret.Text{}, fmt.Errorf("parameter %s is empty: store it with `bongsu secret set %s`", p.name, p.name)
	}
	p.value = secret.New(value)
	return p.value, nil
}

// Forget makes the next Get read again, for a secret that its provider refused.
func (p *Parameter) Forget() {
	p.lock <- struct{}{}
	defer p.unlock()
	p.value = secret.Text{}
}

func (p *Parameter) unlock() { <-p.lock }

// explain adds the way out to what the provider said of reading. Its answers to
// a read carry no value.
func (p *Parameter) explain(err error) error {
	if signed.CodeOf(err) == notFound {
		return fmt.Errorf("parameter %s does not exist in this account and region: store it with `bongsu secret set %s`: %w", p.name, p.name, err)
	}
	if signed.CodeOf(err) == accessDenied {
		return fmt.Errorf("parameter %s may not be read: allow ssm:GetParameter on it, and kms:Decrypt if its key is your own: %w", p.name, err)
	}
	return fmt.Errorf("read parameter %s: %w", p.name, err)
}

// Put stores a secret as a SecureString under the account's default key,
// replacing what is there. Of the provider's answer the error keeps the code
// only: a validation message quotes the value.
func Put(ctx context.Context, cfg aws.Config, name string, value secret.Text) error {
	text := strings.TrimSpace(value.Reveal())
	if text == "" || len(text) > MaxBytes {
		return fmt.Errorf("parameter %s: value of %d bytes, must be 1 to %d", name, len(text), MaxBytes)
	}
	var out struct{ Version int }
	err := ask(ctx, cfg, "PutParameter", map[string]any{"Name": name, "Value": text, "Type": "SecureString", "Overwrite": true}, &out)
	r, isRefused := errors.AsType[*signed.Refused](err)
	switch {
	case err == nil:
		return nil
	case isRefused && r.Code == accessDenied:
		return fmt.Errorf("parameter %s may not be stored: allow ssm:PutParameter on it", name)
	case isRefused && r.Code != "":
		return fmt.Errorf("store parameter %s: refused with %s", name, r.Code)
	case isRefused:
		return fmt.Errorf("store parameter %s: refused with status %d", name, r.Status)
	}
	return fmt.Errorf("store parameter %s: %w", name, err)
}
