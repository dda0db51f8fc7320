package cloud

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestInvocations(t *testing.T) {
	c := begin(t, world(t))
	const (
		worker = "arn:aws:lambda:" + Region + ":" + Account + ":function:test-Worker"
		fine   = `{"Records":[{"messageId":"1","body":"fine"}]}`
	)
	for _, test := range []struct {
		name, function, kind, payload string
		want                          int
	}{
		{"by its ARN", worker + ":$LATEST", "Event", fine, http.StatusAccepted},
		{"by its name", "test-Worker", "Event", fine, http.StatusAccepted},
		{"nobody", "test-Nobody", "Event", fine, http.StatusNotFound},
		{"no JSON", worker, "Event", "fine", http.StatusBadRequest},
		{"too large", worker, "Event", `"` + strings.Repeat("x", maxEvent) + `"`, http.StatusRequestEntityTooLarge},
		{"to be waited for", worker, "RequestResponse", fine, http.StatusOK},
		{"of no known sort", worker, "DryRun", fine, http.StatusBadRequest},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.Endpoint()+"/2015-03-31/functions/"+url.PathEscape(test.function)+"/invocations", strings.NewReader(test.payload))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Amz-Invocation-Type", test.kind)
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+Operator+"/20260925/"+Region+"/lambda/aws4_request")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != test.want {
			t.Errorf("%s: status %d, want %d", test.name, answer.StatusCode, test.want)
		}
	}
	settle(t, c)
	if s := c.Stats(); s.Functions["Worker"].Invocations != 3 || s.Functions["Worker"].Errors != 0 || s.Requests["lambda:InvokeFunction"] != 7 {
		t.Errorf("%+v", s)
	}
}
