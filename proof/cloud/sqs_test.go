package cloud

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
)

// queues is a client of AWS's own, whose checksums must be content with ours.
func queues(t *testing.T, c *Cloud) *sqs.Client {
	t.Helper()
	return sqs.New(sqs.Options{
		Region: Region, BaseEndpoint: aws.String(c.Endpoint()),
		Credentials: credentials.NewStaticCredentialsProvider(Operator, "secret", ""),
	})
}

const (
	deadURL = "https://sqs." + Region + ".amazonaws.com/" + Account + "/test-Dead"
	jobsURL = "https://sqs." + Region + ".amazonaws.com/" + Account + "/test-Jobs"
)

// still is a world whose mapping is off.
func still(t *testing.T) (*Cloud, *sqs.Client) {
	c := begin(t, world(t, `Mapping.Enabled=false`))
	return c, queues(t, c)
}

func send(t *testing.T, q *sqs.Client, body string, delay int32) {
	t.Helper()
	_, err := q.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: aws.String(jobsURL), MessageBody: &body, DelaySeconds: delay,
		MessageAttributes: map[string]types.MessageAttributeValue{
			"reason":  {DataType: aws.String("String"), StringValue: aws.String("왜")},
			"channel": {DataType: aws.String("String"), StringValue: aws.String("ops")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func receive(t *testing.T, q *sqs.Client, url string) []types.Message {
	t.Helper()
	out, err := q.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: &url, MaxNumberOfMessages: 10,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"}, MessageAttributeNames: []string{"All"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Messages
}

func pass(t *testing.T, c *Cloud, d time.Duration) {
	t.Helper()
	if err := c.Run(d); err != nil {
		t.Fatal(err)
	}
}

func TestVisibilityAndRedrive(t *testing.T) {
	c, q := still(t)
	send(t, q, "안녕", 0)
	count := func(want string) types.Message {
		t.Helper()
		got := receive(t, q, jobsURL)
		if len(got) != 1 || got[0].Attributes["ApproximateReceiveCount"] != want || *got[0].Body != "안녕" {
			t.Fatalf("received %d messages, want one for the %s. time", len(got), want)
		}
		return got[0]
	}
	none := func() {
		t.Helper()
		if got := receive(t, q, jobsURL); len(got) != 0 {
			t.Fatalf("received %s, which is hidden", *got[0].Body)
		}
	}
	hide := func(m types.Message, seconds int32) {
		t.Helper()
		if _, err := q.ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{
			QueueUrl: aws.String(jobsURL), ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: seconds,
		}); err != nil {
			t.Fatal(err)
		}
	}
	first := count("1")
	if *first.MessageAttributes["reason"].StringValue != "왜" {
		t.Errorf("attributes %+v", first.MessageAttributes)
	}
	none()
	hide(first, 0)
	second := count("2")
	pass(t, c, 50*time.Second)
	none()
	hide(second, 50)
	pass(t, c, 49*time.Second)
	none()
	pass(t, c, 2*time.Second)
	third := count("3")
	hide(third, 0)
	// Three receives are all that the queue allows: what follows is for the dead.
	none()
	dead := receive(t, q, deadURL)
	if len(dead) != 1 || *dead[0].MessageId != *first.MessageId || dead[0].Attributes["SentTimestamp"] != first.Attributes["SentTimestamp"] {
		t.Fatalf("dead letters %+v", dead)
	}
}

func TestDelayAndRetention(t *testing.T) {
	c, q := still(t)
	send(t, q, "later", 900)
	pass(t, c, 899*time.Second)
	if got := receive(t, q, jobsURL); len(got) != 0 {
		t.Fatal("received before its delay ended")
	}
	pass(t, c, 2*time.Second)
	if got := receive(t, q, jobsURL); len(got) != 1 {
		t.Fatalf("received %d", len(got))
	}
	// It is kept for an hour from its sending on, received or not.
	pass(t, c, time.Hour)
	if got := receive(t, q, jobsURL); len(got) != 0 || c.Stats().Expired != 1 {
		t.Fatalf("received %d, %d expired", len(got), c.Stats().Expired)
	}
}

func TestDeleting(t *testing.T) {
	_, q := still(t)
	send(t, q, "once", 0)
	m := receive(t, q, jobsURL)[0]
	remove := func(receipt string) string {
		_, err := q.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: aws.String(jobsURL), ReceiptHandle: &receipt})
		return codeOf(err)
	}
	for receipt, want := range map[string]string{"": "", *m.ReceiptHandle: "", "Jobs#99": "ReceiptHandleIsInvalid", "nonsense": "ReceiptHandleIsInvalid"} {
		if receipt == "" {
			continue
		}
		if got := remove(receipt); got != want {
			t.Errorf("delete %s: %q, want %q", receipt, got, want)
		}
	}
	if got := remove(*m.ReceiptHandle); got != "" {
		t.Errorf("deleting twice: %q", got)
	}
	_, err := q.ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{
		QueueUrl: aws.String(jobsURL), ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 5,
	})
	if got := codeOf(err); got != "MessageNotInflight" {
		t.Errorf("hiding what is gone: %q", got)
	}
}

func TestRefusals(t *testing.T) {
	_, q := still(t)
	for name, in := range map[string]*sqs.SendMessageInput{
		"QueueDoesNotExist":      {QueueUrl: aws.String("https://sqs/1/none"), MessageBody: aws.String("x")},
		"MissingParameter":       {QueueUrl: aws.String(jobsURL), MessageBody: aws.String("")},
		"InvalidParameterValue":  {QueueUrl: aws.String(jobsURL), MessageBody: aws.String("x"), DelaySeconds: 901},
		"InvalidMessageContents": {QueueUrl: aws.String(jobsURL), MessageBody: aws.String("a\x00b")},
	} {
		_, err := q.SendMessage(t.Context(), in)
		if got := codeOf(err); got != name {
			t.Errorf("%q, want %q", got, name)
		}
	}
}

func TestBatchesOverTheWire(t *testing.T) {
	_, q := still(t)
	var entries []types.SendMessageBatchRequestEntry
	for i := range 10 {
		entries = append(entries, types.SendMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(i)), MessageBody: aws.String(fmt.Sprint("m", i))})
	}
	sent, err := q.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: aws.String(jobsURL), Entries: entries})
	if err != nil || len(sent.Successful) != 10 {
		t.Fatalf("%+v, %v", sent, err)
	}
	var gone []types.DeleteMessageBatchRequestEntry
	for i, m := range receive(t, q, jobsURL) {
		gone = append(gone, types.DeleteMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(i)), ReceiptHandle: m.ReceiptHandle})
	}
	*gone[9].ReceiptHandle = "nonsense"
	out, err := q.DeleteMessageBatch(t.Context(), &sqs.DeleteMessageBatchInput{QueueUrl: aws.String(jobsURL), Entries: gone})
	if err != nil || len(out.Successful) != 9 || len(out.Failed) != 1 || *out.Failed[0].Id != "9" {
		t.Fatalf("%+v, %v", out, err)
	}
	attributes, err := q.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: aws.String(jobsURL), AttributeNames: []types.QueueAttributeName{"All"}})
	if err != nil || attributes.Attributes["ApproximateNumberOfMessagesNotVisible"] != "1" || attributes.Attributes["ApproximateNumberOfMessages"] != "0" {
		t.Fatalf("%+v, %v", attributes, err)
	}
}

func TestQueuesAreFound(t *testing.T) {
	_, q := still(t)
	listed, err := q.ListQueues(t.Context(), &sqs.ListQueuesInput{QueueNamePrefix: aws.String("test-J")})
	if err != nil || len(listed.QueueUrls) != 1 || listed.QueueUrls[0] != jobsURL {
		t.Errorf("%+v, %v", listed, err)
	}
	sources, err := q.ListDeadLetterSourceQueues(t.Context(), &sqs.ListDeadLetterSourceQueuesInput{QueueUrl: aws.String(deadURL)})
	if err != nil || len(sources.QueueUrls) != 1 || sources.QueueUrls[0] != jobsURL {
		t.Errorf("%+v, %v", sources, err)
	}
	out, err := q.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: aws.String(jobsURL), AttributeNames: []types.QueueAttributeName{"RedrivePolicy"}})
	want := `{"deadLetterTargetArn":"arn:aws:sqs:` + Region + `:` + Account + `:test-Dead","maxReceiveCount":3}`
	if err != nil || out.Attributes["RedrivePolicy"] != want {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestTrouble(t *testing.T) {
	c, q := still(t)
	c.Disturb("Jobs", Trouble{Disorder: true, Again: 0.5})
	for i := range 40 {
		send(t, q, fmt.Sprint(i), 0)
	}
	var order []string
	for range 20 {
		for _, m := range receive(t, q, jobsURL) {
			order = append(order, *m.Body)
			if _, err := q.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: aws.String(jobsURL), ReceiptHandle: m.ReceiptHandle}); err != nil {
				t.Fatal(err)
			}
		}
		pass(t, c, time.Minute)
	}
	if len(order) <= 45 || len(c.Queue("Jobs")) != 0 || order[0] == "0" && order[1] == "1" && order[2] == "2" {
		t.Errorf("%d left, order %v", len(c.Queue("Jobs")), order)
	}
}

func codeOf(err error) string {
	if refused, ok := errors.AsType[smithy.APIError](err); ok {
		return refused.ErrorCode()
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
