package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bongsu/shared/queue"
)

// TestRedriveInvokes: Lambda's own queue takes a failed invocation again, or the
// letter stays.
func TestRedriveInvokes(t *testing.T) {
	s := newQueueServer(t)
	const tick = "arn:aws:lambda:ap-northeast-2:123456789012:function:bongsu-TickFunction1-2"
	answer, payloads := http.StatusForbidden, []string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != http.MethodPost || r.URL.Path != "/2015-03-31/functions/"+tick+"/invocations" || r.Header.Get("X-Amz-Invocation-Type") != "Event" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if answer == http.StatusForbidden {
			w.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
		} else {
			payloads = append(payloads, string(body))
		}
		w.WriteHeader(answer)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_LAMBDA", server.URL)
	letter := `{"requestContext":{"functionArn":"` + tick + `:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":{"id":"1"},"responsePayload":{"errorMessage":"exit status 1"}}`
	if err := s.Send(t.Context(), "bongsu-DeadLetters-1", queue.Message{Body: []byte(letter)}); err != nil {
		t.Fatal(err)
	}
	call(t, "", "redrive").wants(t, 1, tick, "AccessDeniedException")
	answer = http.StatusOK // what an invocation that was waited for answers
	call(t, "", "redrive").wants(t, 1, tick, "status 200")
	if s.Depth("bongsu-DeadLetters-1") != 1 {
		t.Fatal("a letter that Lambda has not taken was deleted")
	}
	answer, payloads = http.StatusAccepted, nil
	got := call(t, "", "redrive")
	got.wants(t, 0)
	if !strings.Contains(got.out, "function bongsu-TickFunction1-2 failed 3 times: RetriesExhausted: exit status 1") ||
		s.Depth("bongsu-DeadLetters-1") != 0 || s.Depth("bongsu-AlarmQueue-1") != 0 || len(payloads) != 1 || payloads[0] != `{"id":"1"}` {
		t.Errorf("%d dead, invoked with %q, got\n%s", s.Depth("bongsu-DeadLetters-1"), payloads, got.out)
	}
}
