package boot

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// stand is a stand-in for AWS that remembers how it was asked.
func stand(t *testing.T) (string, *[]http.Header) {
	t.Helper()
	var asked []http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Clone())
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		_, _ = io.WriteString(w, `{}`)
	}))
	t.Cleanup(server.Close)
	return server.URL, &asked
}

func TestAWS(t *testing.T) {
	general, generalAsked := stand(t)
	queues, queuesAsked := stand(t)
	t.Setenv("AWS_REGION", "ap-northeast-2")
	t.Setenv("AWS_ACCESS_KEY_ID", "FIRSTKEY")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_SESSION_TOKEN", "token")
	t.Setenv("AWS_ENDPOINT_URL", general)
	t.Setenv("AWS_ENDPOINT_URL_SQS", queues)
	cfg, err := AWS()
	if err != nil {
		t.Fatal(err)
	}
	tables := dynamodb.NewFromConfig(cfg)
	if _, err := tables.ListTables(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := sqs.NewFromConfig(cfg).ListQueues(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "SECONDKEY")
	if _, err := tables.ListTables(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if len(*generalAsked) != 2 || len(*queuesAsked) != 1 {
		t.Fatalf("%d requests to the general endpoint and %d to that of SQS, want 2 and 1", len(*generalAsked), len(*queuesAsked))
	}
	for i, want := range []string{"FIRSTKEY/", "SECONDKEY/"} {
		h := (*generalAsked)[i]
		if a := h.Get("Authorization"); !strings.Contains(a, "Credential="+want) || !strings.Contains(a, "/ap-northeast-2/dynamodb/") {
			t.Errorf("request %d was signed as %q", i, a)
		}
		if h.Get("X-Amz-Security-Token") != "token" {
			t.Errorf("request %d has no session token", i)
		}
	}
}

func TestAWSWithout(t *testing.T) {
	t.Setenv("AWS_REGION", "")
	if _, err := AWS(); err == nil || !strings.Contains(err.Error(), "AWS_REGION") {
		t.Fatalf("error %v does not name the region's variable", err)
	}
	url, asked := stand(t)
	t.Setenv("AWS_REGION", "ap-northeast-2")
	t.Setenv("AWS_ENDPOINT_URL", url)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	cfg, err := AWS()
	if err != nil {
		t.Fatal(err)
	}
	_, err = dynamodb.NewFromConfig(cfg).ListTables(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "AWS_ACCESS_KEY_ID") || len(*asked) != 0 {
		t.Fatalf("%d requests, error %v", len(*asked), err)
	}
}

func TestBackoff(t *testing.T) {
	for attempt, most := range map[int]time.Duration{
		0: firstBackoff, 1: firstBackoff, 2: 2 * firstBackoff, 3: longestBackoff, 4: longestBackoff, 1000: longestBackoff,
	} {
		for range 100 {
			if d, err := backoff(attempt, nil); err != nil || d < most/2 || d > most {
				t.Fatalf("attempt %d: %v, %v, want up to %v", attempt, d, err, most)
			}
		}
	}
}
