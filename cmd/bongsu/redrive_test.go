package main

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/queue"
)

// queueServer is SQS on loopback, with queues in memory.
type queueServer struct {
	*queue.Memory
	mu sync.Mutex
	// gives says to which queue each gives up; refuse names actions that are refused.
	gives  map[string]queue.Redrive
	refuse map[string]bool
}

const queueBase = "https://sqs.ap-northeast-2.amazonaws.com/123456789012/"

// newQueueServer makes the AWS configuration of this test lead to a stack's queues.
func newQueueServer(t *testing.T) *queueServer {
	t.Helper()
	newStore(t) // credentials and region
	const dead = "bongsu-DeadLetters-1"
	s := &queueServer{Memory: queue.NewMemory(time.Now), refuse: map[string]bool{}, gives: map[string]queue.Redrive{
		"bongsu-to-ops": {Queue: dead, MaxReceives: 120}, "bongsu-to-mail": {Queue: dead, MaxReceives: 120},
		"bongsu-AlarmQueue-1": {Queue: dead, MaxReceives: 2},
	}}
	s.Create(dead, queue.Redrive{})
	for name, r := range s.gives {
		s.Create(name, r)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_SQS", server.URL)
	return s
}

// request is what SQS's JSON protocol asks.
type queueRequest struct {
	QueueURL            string `json:"QueueUrl"`
	QueueNamePrefix     string
	MaxNumberOfMessages int
	VisibilityTimeout   int
	ReceiptHandle       string
	MessageBody         string
	MessageAttributes   map[string]struct{ DataType, StringValue string }
}

func (s *queueServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	action := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AmazonSQS.")
	var in queueRequest
	err := json.NewDecoder(r.Body).Decode(&in)
	var out any
	if err == nil {
		out, err = s.answer(r, action, in, strings.TrimPrefix(in.QueueURL, queueBase))
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if err != nil || s.refuse[action] {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"__type":"com.amazonaws.sqs#AccessDeniedException","message":%q}`, fmt.Sprint("refused: ", err))
		return
	}
	_ = json.NewEncoder(w).Encode(out)
}

func (s *queueServer) answer(r *http.Request, action string, in queueRequest, name string) (any, error) {
	names := func(keep func(string) bool) (urls []string) {
		for _, n := range slices.Sorted(maps.Keys(s.gives)) {
			if keep(n) {
				urls = append(urls, queueBase+n)
			}
		}
		return urls
	}
	if s.refuse[action] {
		return nil, nil
	}
	switch action {
	case "ListQueues":
		return map[string]any{"QueueUrls": names(func(n string) bool { return strings.HasPrefix(n, in.QueueNamePrefix) })}, nil
	case "ListDeadLetterSourceQueues":
		return map[string]any{"queueUrls": names(func(n string) bool { return s.gives[n].Queue == name })}, nil
	case "GetQueueAttributes":
		policy := fmt.Sprintf(`{"deadLetterTargetArn":"arn:aws:sqs:ap-northeast-2:123456789012:%s","maxReceiveCount":%d}`, s.gives[name].Queue, s.gives[name].MaxReceives)
		return map[string]any{"Attributes": map[string]string{"RedrivePolicy": policy}}, nil
	case "ReceiveMessage":
		return s.received(name, in)
	case "DeleteMessage":
		return struct{}{}, s.Delete(name, in.ReceiptHandle)
	case "ChangeMessageVisibility":
		return struct{}{}, s.ChangeVisibility(r.Context(), name, in.ReceiptHandle, time.Duration(in.VisibilityTimeout)*time.Second)
	case "SendMessage":
		m := queue.Message{Body: []byte(in.MessageBody), Attributes: map[string]string{}}
		for key, value := range in.MessageAttributes {
			m.Attributes[key] = value.StringValue
		}
		return map[string]any{"MessageId": "m", "MD5OfMessageBody": sum(in.MessageBody)}, s.Send(r.Context(), name, m)
	}
	return nil, fmt.Errorf("no action %s", action)
}

func (s *queueServer) received(name string, in queueRequest) (any, error) {
	messages := []any{}
	got, err := s.Receive(name, in.MaxNumberOfMessages, time.Duration(in.VisibilityTimeout)*time.Second)
	for _, m := range got {
		system := map[string]string{"ApproximateReceiveCount": strconv.Itoa(m.Receives), "SentTimestamp": strconv.FormatInt(m.Sent.UnixMilli(), 10)}
		if m.GaveUp != "" {
			system["DeadLetterQueueSourceArn"] = "arn:aws:sqs:ap-northeast-2:123456789012:" + m.GaveUp
		}
		attributes := map[string]any{}
		for key, value := range m.Attributes {
			attributes[key] = map[string]string{"DataType": "String", "StringValue": value}
		}
		messages = append(messages, map[string]any{
			"MessageId": m.ID, "ReceiptHandle": m.Handle, "Body": string(m.Body), "MD5OfBody": sum(string(m.Body)),
			"Attributes": system, "MessageAttributes": attributes,
		})
	}
	return map[string]any{"Messages": messages}, err
}

func sum(text string) string {
	digest := md5.Sum([]byte(text))
	return hex.EncodeToString(digest[:])
}

// bury puts a job for a channel among the dead.
func (s *queueServer) bury(t *testing.T, channel, subject, reason string) {
	t.Helper()
	body, err := queue.Encode(queue.Job{Channel: channel, Group: subject, State: alert.Firing, Alerts: []alert.Alert{{
		Key: subject, Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: subject,
		At: time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC),
	}}})
	if err == nil {
		err = s.Send(t.Context(), "bongsu-DeadLetters-1", queue.Message{Body: body, Attributes: map[string]string{"reason": reason, "channel": channel}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// giveUp lets the alarm queue give up a message, as a function that fails does.
func (s *queueServer) giveUp(t *testing.T, body string) {
	t.Helper()
	if err := s.Send(t.Context(), "bongsu-AlarmQueue-1", queue.Message{Body: []byte(body)}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := s.Receive("bongsu-AlarmQueue-1", 10, 0); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRedrive(t *testing.T) {
	s := newQueueServer(t)
	s.bury(t, "ops", "orders-\x1b[31mlatency", "status 404: no_service")
	s.bury(t, "mail", "주문이 너무 느려서 사람이 기다리다지쳐돌아가는 경보", "too old: it happened at 2026-09-25T04:12:07Z")
	s.giveUp(t, "the backup failed")

	got := call(t, "", "redrive", "--dry-run")
	got.wants(t, 0)
	want := `WHEN (UTC)        CHANNEL            WHAT                                              WHY
2026-09-25 04:12  ops      waits     ALARM: orders-�[31mlatency                        status 404: no_service
2026-09-25 04:12  mail     waits     ALARM: 주문이 너무 느려서 사람이 기다리다지쳐돌…  too old: it happened at 2026-09-25T04:12:07Z
`
	lines := strings.SplitAfter(got.out, "\n")
	if strings.Join(lines[:3], "") != want {
		t.Errorf("got\n%s\nwant\n%s", got.out, want)
	}
	rest := strings.Join(lines[3:], "")
	if !strings.Contains(rest, "  -        waits     Notice: the backup failed") || !strings.Contains(rest, "tried 2 times by the function of bongsu-AlarmQueue-1") ||
		!strings.HasSuffix(rest, "bongsu-DeadLetters-1: 3 to replay\n") {
		t.Errorf("got\n%s", rest)
	}
	if s.Depth("bongsu-DeadLetters-1") != 3 || s.Depth("bongsu-to-ops") != 0 {
		t.Error("a dry run moved something")
	}

	got = call(t, "", "redrive", "--channel", "ops")
	got.wants(t, 0)
	if !strings.Contains(got.out, "1 replayed, 2 left alone") || s.Depth("bongsu-to-ops") != 1 || s.Depth("bongsu-DeadLetters-1") != 2 {
		t.Errorf("got\n%s", got.out)
	}
	call(t, "", "redrive").wants(t, 0)
	events := s.Peek("bongsu-AlarmQueue-1")
	if s.Depth("bongsu-to-mail") != 1 || len(events) != 1 || string(events[0].Body) != "the backup failed" || events[0].Attributes[queue.AttributeRedriven] == "" {
		t.Errorf("mail %d, events %+v", s.Depth("bongsu-to-mail"), events)
	}
	if got = call(t, "", "redrive"); got.code != 0 || got.out != "no dead letters in bongsu-DeadLetters-1\n" {
		t.Errorf("%d %s%s", got.code, got.out, got.err)
	}
}

func TestRedriveSaysWhatStays(t *testing.T) {
	s := newQueueServer(t)
	s.bury(t, "gone", "x", "y")
	got := call(t, "", "redrive")
	got.wants(t, 1, "1 dead letters stay")
	if !strings.Contains(got.out, "there is no channel gone any more") || s.Depth("bongsu-DeadLetters-1") != 1 {
		t.Errorf("got\n%s", got.out)
	}
	s.refuse["SendMessage"] = true
	s.bury(t, "ops", "z", "y")
	call(t, "", "redrive").wants(t, 1, "bongsu-to-ops", "AccessDenied")
	if s.Depth("bongsu-DeadLetters-1") != 2 {
		t.Error("a letter that could not be sent was deleted")
	}
}

func TestRedriveMisused(t *testing.T) {
	newQueueServer(t)
	call(t, "", "redrive", "--channel", "pager").wants(t, 2, "it has mail, ops")
	call(t, "", "redrive", "--stack", "prod").wants(t, 1, "prod-to-", "--stack")
	call(t, "", "redrive", "now").wants(t, 2)
}
