// Package sns publishes to Amazon SNS topics and says of a refusal whether
// trying again is of use. What stands in the message is the caller's affair.
package sns

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"bongsu/shared/channel"

	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/smithy-go"
)

// API is what publishing needs of an SNS client.
type API interface {
	Publish(context.Context, *sns.PublishInput, ...func(*sns.Options)) (*sns.PublishOutput, error)
}

// Publisher publishes with one client.
type Publisher struct{ api API }

var _ channel.Publisher = Publisher{}

// New returns a publisher. It calls nobody.
func New(api API) Publisher { return Publisher{api} }

// Publish puts a message on a topic and returns its id. What SNS refused comes
// as a *channel.Error; an error of another kind means that nothing is known, and
// the message may have been accepted.
func (p Publisher) Publish(ctx context.Context, topic, subject, body string) (string, error) {
	in := &sns.PublishInput{TopicArn: &topic, Message: &body}
	if subject != "" {
		in.Subject = &subject
	}
	out, err := p.api.Publish(ctx, in)
	if err != nil {
		return "", classify(topic, err)
	}
	if out.MessageId == nil {
		return "", nil
	}
	return *out.MessageId, nil
}

// classify tells by SNS's error codes what a refusal means:
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
// What is not listed may pass: throttling, faults of SNS or of its key's
// service, credentials that are about to be renewed, a key that is switched off.
func classify(topic string, err error) error {
	refused, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return fmt.Errorf("publish: %w", err)
	}
	code, said := refused.ErrorCode(), short(refused.ErrorMessage())
	e := &channel.Error{Err: fmt.Errorf("%s: %s", code, said)}
	// The client's model and the wire differ in this ending.
	switch strings.TrimSuffix(code, "Exception") {
	case "InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid", "Validation", "ValidationError":
		e.Permanent = true
		// One code stands for every parameter; only the text names it. A bad
		// topic is the one that no other message can mend.
		e.RefusedBody = !strings.Contains(said, "TopicArn") && !strings.Contains(said, "TargetArn")
	case "RequestEntityTooLarge":
		e.Permanent, e.RefusedBody = true, true
	case "NotFound", "ResourceNotFound":
		e.Permanent = true
		e.Err = fmt.Errorf("topic %s does not exist, deploy again to make it: %w", topic, e.Err)
	case "AuthorizationError", "AccessDenied":
		e.Permanent = true
		e.Err = fmt.Errorf("topic %s may not be published to, allow sns:Publish on it: %w", topic, e.Err)
	case "KMSAccessDenied", "KMSNotFound", "KMSOptInRequired":
		e.Permanent = true
		e.Err = fmt.Errorf("the key of topic %s cannot be used, allow kms:GenerateDataKey* and kms:Decrypt on it: %w", topic, e.Err)
	}
	return e
}

// maxText bounds how much of SNS's explanation is kept, in bytes.
const maxText = 1 << 10

func short(s string) string {
	if len(s) <= maxText {
		return s
	}
	end := maxText
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
