package signed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Refused is an answer that is no success.
type Refused struct {
	Status int
	// Code and Message are the service's words; empty where it said nothing that
	// can be read.
	Code, Message string
}

// Error describes the refusal in the service's words.
func (r *Refused) Error() string {
	code := r.Code
	if code == "" {
		code = fmt.Sprintf("status %d", r.Status)
	}
	return strings.TrimSuffix(code+": "+r.Message, ": ")
}

// ErrorCode is the service's; by it and by the status the SDK's retryer judges.
func (r *Refused) ErrorCode() string { return r.Code }

// HTTPStatusCode is that of the answer.
func (r *Refused) HTTPStatusCode() int { return r.Status }

// Refusal reads an answer that is no success, in JSON or in XML.
func (a Answer) Refusal() *Refused {
	r := &Refused{Status: a.Status}
	var body struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	// What cannot be read has no code, and the status says enough.
	if json.Unmarshal(a.Body, &body) == nil {
		r.Code, r.Message = body.Type, body.Message
	} else {
		r.Code, r.Message = between(a.Body, "<Code>", "</Code>"), between(a.Body, "<Message>", "</Message>")
	}
	if r.Code == "" {
		// Lambda and API Gateway name the type in a header only.
		r.Code, _, _ = strings.Cut(a.Header.Get("X-Amzn-Errortype"), ":")
	}
	r.Code = r.Code[strings.LastIndexByte(r.Code, '#')+1:]
	return r
}

// between reads one element of a refusal in XML, for which a parser would be a
// tenth of a megabyte.
func between(body []byte, begin, end string) string {
	_, rest, _ := strings.Cut(string(body), begin)
	text, _, found := strings.Cut(rest, end)
	if !found {
		return ""
	}
	return text
}

// CodeOf is the service's name of an error; empty if it was not a service's.
func CodeOf(err error) string {
	if r, ok := errors.AsType[*Refused](err); ok {
		return r.Code
	}
	return ""
}

// Patiently makes a request until it succeeds, the configuration's retryer sees no
// use in another try, or the context ends. Without a retryer it tries once.
func Patiently(ctx context.Context, cfg aws.Config, try func() error) error {
	var retryer aws.Retryer = aws.NopRetryer{}
	if cfg.Retryer != nil {
		retryer = cfg.Retryer()
	}
	for attempt := 1; ; attempt++ {
		err := try()
		if err == nil || ctx.Err() != nil || attempt >= retryer.MaxAttempts() || !retryer.IsErrorRetryable(err) {
			return err
		}
		wait, no := retryer.RetryDelay(attempt, err)
		if no != nil {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}
