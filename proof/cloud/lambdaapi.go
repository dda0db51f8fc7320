package cloud

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
)

// invocations is where Lambda takes events:
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
var invocations = regexp.MustCompile(`^/2015-03-31/functions/([^/]+)/invocations$`)

// maxEvent is the largest payload of an asynchronous invocation.
const maxEvent = 1 << 20

// accept puts an event on Lambda's own queue for the function that a request's
// path names, by its name or its ARN.
func (c *Cloud) accept(role *role, r *http.Request, payload []byte) *refusal {
	name := strings.TrimSuffix(invocations.FindStringSubmatch(r.URL.Path)[1], ":$LATEST")
	f, err := c.stack.functionAt(name)
	arn := name
	if err == nil {
		arn = f.arn
	}
	const action = "lambda:InvokeFunction"
	switch {
	case !c.may(call{role: role.name, action: action, resource: arn}, role.policy):
		no := denied(role, action, arn)
		no.status = http.StatusForbidden
		return no
	case err != nil:
		return &refusal{404, "ResourceNotFoundException", "Function not found: " + name}
	case r.Header.Get("X-Amz-Invocation-Type") != "Event":
		return &refusal{400, "InvalidParameterValueException", "this cloud does not know how to wait for an invocation"}
	case len(payload) > maxEvent:
		return &refusal{413, "RequestTooLargeException", "the event is larger than 1 MiB"}
	case len(payload) > 0 && !json.Valid(payload):
		return &refusal{400, "InvalidRequestContentException", "Could not parse request body into json"}
	}
	c.async = append(c.async, &asynchronous{id: c.newID(), function: f, payload: payload, due: c.Now()})
	return nil
}
