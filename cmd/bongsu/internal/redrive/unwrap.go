package redrive

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"bongsu/lambdas/presence"
	"bongsu/shared/config"
	"bongsu/shared/queue"
)

// envelope is what AWS puts around an event that could not be handed on.
type envelope struct {
	// The error action of an IoT rule:
	// https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
	RuleName string `json:"ruleName"`
	Topic    string `json:"topic"`
	Client   string `json:"clientId"`
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

// contents is an event without what AWS put around it.
type contents struct {
	payload []byte
	// why it died; empty where there was nothing around it.
	why string
	// function is the ARN of the function that failed with it as its payload,
	// empty for what is a message of a queue.
	function string
}

// unwrap takes an event out of what AWS put around it. Lambda puts a failed
// invocation straight among the dead letters: what a queue gave up is a message
// of that queue, whatever it looks like.
func unwrap(m queue.Received) contents {
	var e envelope
	// A field of another type (an error that is no object) leaves the rest readable.
	_ = json.Unmarshal(m.Body, &e)
	if original, err := base64.StdEncoding.DecodeString(e.Original); err == nil && len(original) > 0 && len(e.Failures) > 0 {
		first := e.Failures[0]
		if !presence.Is(original) {
			original = published(e, original, m)
		}
		return contents{payload: original, why: join("IoT rule "+e.RuleName, first.Action, first.Message)}
	}
	if e.Request.Function != "" && len(e.Payload) > 0 && m.GaveUp == "" {
		said := fmt.Sprintf("function %s failed %d times", functionOf(e.Request.Function), max(e.Request.Invokes, 1))
		// Who may invoke the function need not be allowed its $LATEST by name.
		function := strings.TrimSuffix(e.Request.Function, ":$LATEST")
		return contents{e.Payload, join(said, e.Request.Condition, e.Response.Message), function}
	}
	return contents{payload: m.Body}
}

// published is what a device published as a rule would have put it on the queue,
// whatever rule of ours that was.
func published(e envelope, original []byte, m queue.Received) []byte {
	body, err := json.Marshal(config.TelemetryMessage{Topic: e.Topic, Client: e.Client, At: m.Sent.UnixMilli(), Data: original})
	if err != nil || e.Topic == "" {
		return original
	}
	return body
}

// functionOf is the function's name in arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION.
func functionOf(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) < 7 {
		return arn
	}
	return parts[6]
}
