package sqs_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bongsu/shared/queue"
	"bongsu/shared/queue/sqs"
	"bongsu/shared/replay"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"
)

// reader serves SQS with these answers, one after the other, and keeps what it
// was asked. When it runs out of them it refuses.
func reader(t *testing.T, answers ...string) (*sqs.Reader, *[]map[string]any) {
	t.Helper()
	var asked []map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := map[string]any{}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		in["target"] = strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AmazonSQS.")
		asked = append(asked, in)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		if len(asked) > len(answers) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no"}`))
			return
		}
		_, _ = w.Write([]byte(answers[len(asked)-1]))
	}))
	t.Cleanup(server.Close)
	return sqs.NewReader(api.New(api.Options{
		BaseEndpoint: &server.URL, Region: "ap-northeast-2", Retryer: aws.NopRetryer{}, HTTPClient: replay.Client{Doer: http.DefaultClient},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})), &asked
}

func TestReceive(t *testing.T) {
	r, asked := reader(t, `{"Messages":[{"MessageId":"m-1","ReceiptHandle":"h-1","Body":"x","MD5OfBody":"9dd4e461268c8034f5c8564e155c67a6",
		"Attributes":{"ApproximateReceiveCount":"3","SentTimestamp":"1790309527300","DeadLetterQueueSourceArn":"arn:aws:sqs:ap-northeast-2:123456789012:bongsu-to-ops"}}]}`, `{}`)
	got, err := r.Receive(t.Context(), url, 50, 15*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	want := []queue.Received{{
		ID: "m-1", Handle: "h-1", Body: []byte("x"), Receives: 3, GaveUp: "bongsu-to-ops",
		Sent: time.Date(2026, 9, 25, 4, 12, 7, 300e6, time.UTC),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("received (-want +got):\n%s", diff)
	}
	request := map[string]any{
		"target": "ReceiveMessage", "QueueUrl": url, "MaxNumberOfMessages": 10.0, "VisibilityTimeout": 900.0, "WaitTimeSeconds": 2.0,
		"MessageSystemAttributeNames": []any{"All"}, "MessageAttributeNames": []any{"All"},
	}
	if diff := cmp.Diff(request, (*asked)[0]); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	if got, err := r.Receive(t.Context(), url, 1, 0); err != nil || len(got) != 0 {
		t.Errorf("an empty queue: %v, %v", got, err)
	}
}

func TestDelete(t *testing.T) {
	r, asked := reader(t, `{}`)
	if err := r.Delete(t.Context(), url, "h-1"); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{{"target": "DeleteMessage", "QueueUrl": url, "ReceiptHandle": "h-1"}}
	if diff := cmp.Diff(want, *asked); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestListsArePagedThrough(t *testing.T) {
	r, asked := reader(t, `{"QueueUrls":["a","b"],"NextToken":"n"}`, `{"QueueUrls":["c"]}`, `{"queueUrls":["d"],"NextToken":"n"}`, `{"queueUrls":["e"]}`)
	list, err := r.List(t.Context(), "bongsu-to-")
	if diff := cmp.Diff([]string{"a", "b", "c"}, list); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	sources, err := r.Sources(t.Context(), url)
	if diff := cmp.Diff([]string{"d", "e"}, sources); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if got := (*asked)[1]; got["NextToken"] != "n" || got["QueueNamePrefix"] != "bongsu-to-" {
		t.Errorf("asked %v", got)
	}
}

func TestRedrivePolicies(t *testing.T) {
	policy := func(text string) string {
		encoded, err := json.Marshal(map[string]any{"Attributes": map[string]string{"RedrivePolicy": text}})
		if err != nil {
			t.Fatal(err)
		}
		return string(encoded)
	}
	for _, test := range []struct {
		answer string
		want   queue.Redrive
		fails  bool
	}{
		{policy(`{"deadLetterTargetArn":"arn:aws:sqs:ap-northeast-2:123456789012:dead","maxReceiveCount":120}`), queue.Redrive{Queue: "dead", MaxReceives: 120}, false},
		{policy(`{"deadLetterTargetArn":"arn:aws:sqs:ap-northeast-2:123456789012:dead","maxReceiveCount":"7"}`), queue.Redrive{Queue: "dead", MaxReceives: 7}, false},
		{`{}`, queue.Redrive{}, false},
		{policy(`no JSON`), queue.Redrive{}, true},
		{policy(`{"deadLetterTargetArn":"x"}`), queue.Redrive{}, true},
	} {
		r, _ := reader(t, test.answer)
		if got, err := r.Redrive(t.Context(), url); got != test.want || (err != nil) != test.fails {
			t.Errorf("%s: %+v, %v", test.answer, got, err)
		}
	}
}

func TestReaderErrorsNameTheQueue(t *testing.T) {
	r, _ := reader(t)
	_, received := r.Receive(t.Context(), url, 1, 0)
	_, listed := r.List(t.Context(), "ops")
	_, sources := r.Sources(t.Context(), url)
	_, redrive := r.Redrive(t.Context(), url)
	for _, err := range []error{received, r.Delete(t.Context(), url, "h"), listed, sources, redrive} {
		if err == nil || !strings.Contains(err.Error(), "ops") || !strings.Contains(err.Error(), "QueueDoesNotExist") {
			t.Errorf("error %v", err)
		}
	}
}
