package fake

import (
	"cmp"
	"encoding/json"
	"net/http"
)

// gateway is an answer of the gateway before SENS.
func gateway(status int, code, message, details string) answer {
	type inner struct {
		Code    string `json:"errorCode"`
		Message string `json:"message"`
		Details string `json:"details"`
	}
	a := sensSays(status, map[string]inner{"error": {code, message, details}})
	a.why = message + ": " + details
	return a
}

// sensNo is a refusal by SENS itself.
func sensNo(status int, message string) answer {
	a := sensSays(status, struct {
		Status  int    `json:"status"`
		Error   string `json:"error"`
		Message string `json:"message"`
	}{status, http.StatusText(status), message})
	a.why = message
	return a
}

func sensSays(status int, body any) answer {
	text, err := json.Marshal(body)
	if err != nil {
		return answer{status: http.StatusInternalServerError, why: err.Error()}
	}
	return answer{status: status, header: http.Header{"Content-Type": {"application/json;charset=UTF-8"}}, body: string(text)}
}

// gatewayCodes are those of the gateway's answers by status.
var gatewayCodes = map[int][2]string{
	http.StatusBadRequest:            {"100", "Bad Request Exception"},
	http.StatusUnauthorized:          {"200", "Authentication Failed"},
	http.StatusNotFound:              {"300", "Not Found Exception"},
	http.StatusRequestEntityTooLarge: {"430", "Request Entity Too Large"},
	http.StatusTooManyRequests:       {"410", "Throttle Limited"},
	http.StatusInternalServerError:   {"900", "Unexpected Error"},
	http.StatusServiceUnavailable:    {"500", "Endpoint Error"},
	http.StatusGatewayTimeout:        {"510", "Endpoint Timeout"},
}

// failure is in the gateway's form; a mode's own reason is its error code. What
// the gateway has no code for, SENS says.
func (sensDialect) failure(m Mode) answer {
	words, known := gatewayCodes[m.status]
	a := answer{status: m.status, header: http.Header{}}
	switch {
	case known || m.reason != "":
		a = gateway(m.status, cmp.Or(m.reason, words[0]), cmp.Or(words[1], http.StatusText(m.status)), "the request failed")
	case m.status >= 400:
		a = sensNo(m.status, http.StatusText(m.status))
	}
	for k, v := range m.header(0) {
		a.header[k] = v
	}
	return a
}
