package redrive

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// envelope is what AWS puts around an event that could not be handed on.
type envelope struct {
	// The error action of an IoT rule:
	// https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
	RuleName string `json:"ruleName"`
	Original string `json:"base64OriginalPayload"`
	Failures []struct {
		Action  string `json:"failedAction"`
		Message string `json:"errorMessage"`
	} `json:"failures"`
	// The destination of a failed asynchronous invocation:
	// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
	Request struct {
		Function  string `json:"functionArn"`
		Condition string `json:"condition"`
		Invokes   int    `json:"approximateInvokeCount"`
	} `json:"requestContext"`
	Payload  json.RawMessage `json:"requestPayload"`
	Response struct {
		Message string `json:"errorMessage"`
	} `json:"responsePayload"`
}

// unwrap takes an event out of what AWS put around it, and says why it died. Why
// is empty where there is nothing around it.
func unwrap(body []byte) (payload []byte, why string) {
	var e envelope
	// A field of another type (an error that is no object) leaves the rest readable.
	_ = json.Unmarshal(body, &e)
	if original, err := base64.StdEncoding.DecodeString(e.Original); err == nil && len(original) > 0 && len(e.Failures) > 0 {
		first := e.Failures[0]
		return original, join("IoT rule "+e.RuleName, first.Action, first.Message)
	}
	if e.Request.Function != "" && len(e.Payload) > 0 {
		said := fmt.Sprintf("function %s failed %d times", functionOf(e.Request.Function), max(e.Request.Invokes, 1))
		return e.Payload, join(said, e.Request.Condition, e.Response.Message)
	}
	return body, ""
}

// functionOf is the function's name in arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION.
func functionOf(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) < 7 {
		return arn
	}
	return parts[6]
}
