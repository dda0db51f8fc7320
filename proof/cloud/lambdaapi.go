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

// addressed is the function that a request's path names, by its name or its ARN,
// if the role may invoke it.
func (c *Cloud) addressed(role *role, r *http.Request) (*function, *refusal) {
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
		return nil, no
	case err != nil:
		return nil, &refusal{404, "ResourceNotFoundException", "Function not found: " + name}
	}
	return f, nil
}

// call invokes a function and waits for its answer. Its caller holds the lock,
// which is given back.
func (c *Cloud) call(w http.ResponseWriter, r *http.Request, role *role, asked request) {
	f, no := c.addressed(role, r)
	ended := make(chan outcome, 1)
	if no == nil {
		if err := c.invoke(f, asked.body, func(o outcome) { ended <- o }); err != nil {
			no = &refusal{500, "ServiceException", err.Error()}
		}
	}
	c.mu.Unlock()
	c.wake()
	if no != nil {
		refuse(w, asked, no)
		return
	}
	var o outcome
	select {
	case o = <-ended:
	case <-r.Context().Done():
		return // the function works on, as Lambda's does
	}
	if o.fault != "" {
		o.answer = []byte(o.fault)
		if !json.Valid(o.answer) {
			o.answer, _ = json.Marshal(map[string]string{"errorMessage": o.fault}) // two texts
		}
		w.Header().Set("X-Amz-Function-Error", "Unhandled")
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(o.answer) // the process may be gone
}

// accept puts an event on Lambda's own queue for the function that a request names.
func (c *Cloud) accept(role *role, r *http.Request, payload []byte) *refusal {
	f, no := c.addressed(role, r)
	switch {
	case no != nil:
		return no
	case r.Header.Get("X-Amz-Invocation-Type") != "Event":
		return &refusal{400, "InvalidParameterValueException", "this cloud knows events and calls"}
	case len(payload) > maxEvent:
		return &refusal{413, "RequestTooLargeException", "the event is larger than 1 MiB"}
	case len(payload) > 0 && !json.Valid(payload):
		return &refusal{400, "InvalidRequestContentException", "Could not parse request body into json"}
	}
	c.async = append(c.async, &asynchronous{id: c.newID(), function: f, payload: payload, due: c.Now()})
	return nil
}
