package sqs_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
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

const url = "https://sqs.ap-northeast-2.amazonaws.com/123456789012/ops"

// request is what SQS's JSON protocol carries.
type request struct {
	Target            string `json:"-"`
	QueueURL          string `json:"QueueUrl"`
	MessageBody       string
	DelaySeconds      int
	ReceiptHandle     string
	VisibilityTimeout int
	MessageAttributes map[string]struct{ DataType, StringValue string }
}

// open serves SQS and returns what it was asked.
func open(t *testing.T, failure string) (*sqs.Queue, *[]request) {
	t.Helper()
	var got []request
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := request{Target: r.Header.Get("X-Amz-Target")}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		got = append(got, in)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		if failure != "" {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"__type":"com.amazonaws.sqs#%s","message":"no"}`, failure)
			return
		}
		sum := md5.Sum([]byte(in.MessageBody))
		fmt.Fprintf(w, `{"MessageId":"m-1","MD5OfMessageBody":"%s"}`, hex.EncodeToString(sum[:]))
	}))
	t.Cleanup(server.Close)
	return sqs.New(api.New(api.Options{
		BaseEndpoint: &server.URL, Region: "ap-northeast-2", Retryer: aws.NopRetryer{}, HTTPClient: replay.Client{Doer: http.DefaultClient},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})), &got
}

func TestSend(t *testing.T) {
	long := strings.Repeat("가", 4000)
	many, manyWant := map[string]string{}, map[string]struct{ DataType, StringValue string }{}
	for i := range 12 {
		many[fmt.Sprintf("a%02d", i)] = "v"
		if i < 10 {
			manyWant[fmt.Sprintf("a%02d", i)] = struct{ DataType, StringValue string }{"String", "v"}
		}
	}
	tests := []struct {
		name    string
		message queue.Message
		want    request
	}{
		{"body", queue.Message{Body: []byte(`{"v":1}`)}, request{MessageBody: `{"v":1}`}},
		{"delay", queue.Message{Body: []byte("x"), Delay: 90 * time.Second}, request{MessageBody: "x", DelaySeconds: 90}},
		{"part of a second", queue.Message{Body: []byte("x"), Delay: 1}, request{MessageBody: "x", DelaySeconds: 1}},
		{"longest delay", queue.Message{Body: []byte("x"), Delay: queue.MaxDelay}, request{MessageBody: "x", DelaySeconds: 900}},
		{
			"refused characters",
			queue.Message{Body: []byte("{\"a\":\"\x00\uFFFF 주문\n🔥\xff\"}")},
			request{MessageBody: "{\"a\":\"\uFFFD\uFFFD 주문\n🔥\uFFFD\"}"},
		},
		{
			"attributes",
			queue.Message{Body: []byte("x"), Attributes: map[string]string{
				"reason": "status 404", "empty": "", "long": long, "bad name": "x", "AWS.trace": "x",
			}},
			request{MessageBody: "x", MessageAttributes: map[string]struct{ DataType, StringValue string }{
				"reason": {"String", "status 404"},
				"long":   {"String", strings.Repeat("가", 1364) + "…"},
			}},
		},
		{"many attributes", queue.Message{Body: []byte("x"), Attributes: many}, request{MessageBody: "x", MessageAttributes: manyWant}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q, got := open(t, "")
			if err := q.Send(t.Context(), url, test.message); err != nil {
				t.Fatal(err)
			}
			test.want.Target, test.want.QueueURL = "AmazonSQS.SendMessage", url
			if diff := cmp.Diff([]request{test.want}, *got); diff != "" {
				t.Fatalf("request (-want +got):\n%s", diff)
			}
		})
	}
}

func TestChangeVisibility(t *testing.T) {
	q, got := open(t, "")
	if err := q.ChangeVisibility(t.Context(), url, "handle", 1500*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	want := request{
		Target: "AmazonSQS.ChangeMessageVisibility", QueueURL: url, ReceiptHandle: "handle", VisibilityTimeout: 2,
	}
	if diff := cmp.Diff([]request{want}, *got); diff != "" {
		t.Fatalf("request (-want +got):\n%s", diff)
	}
}

func TestRefusedBeforeTheRequest(t *testing.T) {
	q, got := open(t, "")
	for name, err := range map[string]error{
		"long delay":      q.Send(t.Context(), url, queue.Message{Body: []byte("x"), Delay: queue.MaxDelay + 1}),
		"negative delay":  q.Send(t.Context(), url, queue.Message{Body: []byte("x"), Delay: -1}),
		"empty":           q.Send(t.Context(), url, queue.Message{}),
		"too large":       q.Send(t.Context(), url, queue.Message{Body: make([]byte, 1<<20)}),
		"long visibility": q.ChangeVisibility(t.Context(), url, "h", 13*time.Hour),
	} {
		if err == nil || !strings.Contains(err.Error(), "queue ops") {
			t.Errorf("%s: error %v, want one that names the queue", name, err)
		}
	}
	if len(*got) != 0 {
		t.Fatalf("%d requests were made", len(*got))
	}
}

func TestErrorNamesTheQueue(t *testing.T) {
	q, _ := open(t, "QueueDoesNotExist")
	for _, err := range []error{
		q.Send(t.Context(), url, queue.Message{Body: []byte("x")}),
		q.ChangeVisibility(t.Context(), url, "h", 0),
	} {
		if err == nil || !strings.Contains(err.Error(), "queue ops") || !strings.Contains(err.Error(), "QueueDoesNotExist") {
			t.Errorf("error %v", err)
		}
	}
}
