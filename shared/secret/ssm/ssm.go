// Package ssm reads and stores secrets in AWS Systems Manager's Parameter Store.
// It does not know what a secret is for.
package ssm

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"bongsu/shared/secret"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/aws/smithy-go"
)

// Getter is what reading needs of an SSM client.
type Getter interface {
	GetParameter(context.Context, *ssm.GetParameterInput, ...func(*ssm.Options)) (*ssm.GetParameterOutput, error)
}

// Putter is what storing needs of an SSM client.
type Putter interface {
	PutParameter(context.Context, *ssm.PutParameterInput, ...func(*ssm.Options)) (*ssm.PutParameterOutput, error)
}

// MaxBytes is the longest value of a standard parameter:
// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
const MaxBytes = 4096

// accessDenied is the code of IAM's refusal; it has no type in the client.
const accessDenied = "AccessDeniedException"

// Parameter is one secret. It is safe for concurrent use.
type Parameter struct {
	client Getter
	name   string
	// lock holds one token; a channel lets a waiter give up with its context.
	lock  chan struct{}
	value secret.Text
}

// New returns the secret under this parameter name. It calls nobody.
func New(client Getter, name string) *Parameter {
	return &Parameter{client: client, name: name, lock: make(chan struct{}, 1)}
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
	out, err := p.client.GetParameter(ctx, &ssm.GetParameterInput{Name: &p.name, WithDecryption: new(true)})
	if err != nil {
		return secret.Text{}, p.explain(err)
	}
	if out.Parameter == nil || out.Parameter.Value == nil || strings.TrimSpace(*out.Parameter.Value) == "" {
		return secret.Text{}, fmt.Errorf("parameter %s is empty: store it with `bongsu secret set %s`", p.name, p.name)
	}
	p.value = secret.New(strings.TrimSpace(*out.Parameter.Value))
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
	if _, ok := errors.AsType[*types.ParameterNotFound](err); ok {
		return fmt.Errorf("parameter %s does not exist in this account and region: store it with `bongsu secret set %s`: %w", p.name, p.name, err)
	}
	if code(err) == accessDenied {
		return fmt.Errorf("parameter %s may not be read: allow ssm:GetParameter on it, and kms:Decrypt if its key is your own: %w", p.name, err)
	}
	return fmt.Errorf("read parameter %s: %w", p.name, err)
}

// Put stores a secret as a SecureString under the account's default key,
// replacing what is there. Of the provider's answer the error keeps the code
// only: a validation message quotes the value.
func Put(ctx context.Context, client Putter, name string, value secret.Text) error {
	text := strings.TrimSpace(value.Reveal())
	if text == "" || len(text) > MaxBytes {
		return fmt.Errorf("parameter %s: value of %d bytes, must be 1 to %d", name, len(text), MaxBytes)
	}
	_, err := client.PutParameter(ctx, &ssm.PutParameterInput{
		Name: &name, Value: &text, Type: types.ParameterTypeSecureString, Overwrite: new(true),
	})
	switch refused := code(err); {
	case err == nil:
		return nil
	case refused == accessDenied:
		return fmt.Errorf("parameter %s may not be stored: allow ssm:PutParameter on it", name)
	case refused != "":
		return fmt.Errorf("store parameter %s: refused with %s", name, refused)
	}
	return fmt.Errorf("store parameter %s: %w", name, err)
}

// code is the provider's name of an error; empty if it was not the provider's.
func code(err error) string {
	if refused, ok := errors.AsType[smithy.APIError](err); ok {
		return refused.ErrorCode()
	}
	return ""
}
