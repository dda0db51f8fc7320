package fake

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
)

const topic = "arn:aws:sns:ap-northeast-2:123456789012:ops-mail"

// post office: a fake with the client that the SDK has for it.
func office(t *testing.T, o Options) (*Mail, func(subject, body string) (string, error)) {
	t.Helper()
	m, err := NewMail(o, map[string][]string{topic: {"ops@example.com", "boss@example.com"}, topic + "-empty": nil})
	if err != nil {
		t.Fatal(err)
	}
	closed(t, m)
	c := snsClient(t, m)
	return m, func(subject, body string) (string, error) {
		in := &sns.PublishInput{TopicArn: aws.String(topic), Message: aws.String(body)}
		if subject != "" {
			in.Subject = aws.String(subject)
		}
		out, err := c.Publish(t.Context(), in)
		if err != nil {
			return "", err
		}
		return aws.ToString(out.MessageId), nil
	}
}

func snsClient(t *testing.T, m *Mail) *sns.Client {
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return sns.New(sns.Options{
		Region: "ap-northeast-2", BaseEndpoint: aws.String(m.Endpoint()), HTTPClient: &http.Client{Transport: tr},
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "example", ""), Retryer: aws.NopRetryer{},
	})
}

func code(err error) string {
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		return e.ErrorCode()
	}
	return fmt.Sprint(err)
}

func TestMailDelivers(t *testing.T) {
	m, publish := office(t, Options{})
	id, err := publish("[경보] checkout 5xx", "첫 줄\n\n<둘째> & 줄")
	if err != nil || len(id) != 36 {
		t.Fatalf("%q, %v", id, err)
	}
	all := m.Messages()
	if len(all) != 1 {
		t.Fatalf("%d messages", len(all))
	}
	want := `Subject: [경보] checkout 5xx
To:      ops@example.com, boss@example.com

첫 줄

<둘째> & 줄

--
(here Amazon SNS adds its unsubscribe link)
`
	if d := cmp.Diff(want, all[0].Text()); d != "" {
		t.Error(d)
	}
	if all[0].Topic != topic || all[0].Subject != "[경보] checkout 5xx" || len(m.Inbox("boss@example.com")) != 1 || len(m.Inbox("x@example.com")) != 0 {
		t.Errorf("recorded %+v", all[0])
	}
}

func TestMailRefuses(t *testing.T) {
	_, publish := office(t, Options{})
	for _, tt := range []struct{ name, subject, body, want string }{
		{"99 characters", strings.Repeat("가", 99), "b", ""},
		{"100 characters", strings.Repeat("a", 100), "b", "InvalidParameter"},
		{"line break", "a\nb", "b", "InvalidParameter"},
		{"control character", "a\x07b", "b", "InvalidParameter"},
		{"line separator", "a\u2028b", "b", "InvalidParameter"},
		{"no subject", "", "b", ""},
		{"no message", "a", "", "InvalidParameter"},
		{"longest message", "a", strings.Repeat("a", 262_144), ""},
		{"message too long", "a", strings.Repeat("가", 262_144/3+1), "InvalidParameter"},
	} {
		_, err := publish(tt.subject, tt.body)
		if got := code(err); err != nil && got != tt.want || (err == nil) != (tt.want == "") {
			t.Errorf("%s gave %v", tt.name, err)
		}
	}
}

func TestMailTopics(t *testing.T) {
	m, _ := office(t, Options{})
	c := snsClient(t, m)
	send := func(arn, structure, body string) error {
		in := &sns.PublishInput{TopicArn: aws.String(arn), Message: aws.String(body)}
		if structure != "" {
			in.MessageStructure = aws.String(structure)
		}
		_, err := c.Publish(t.Context(), in)
		return err
	}
	if _, ok := errors.AsType[*types.NotFoundException](send(topic+"-gone", "", "b")); !ok {
		t.Error("an unknown topic was taken")
	}
	if err := send(topic+"-empty", "", "b"); err != nil {
		t.Error(err)
	}
	if all := m.Messages(); len(all) != 1 || all[0].Lost == "" {
		t.Errorf("a topic without subscribers: %+v", all)
	}
	if err := send(topic, "json", `{"email":"b"}`); code(err) != "InvalidParameter" {
		t.Errorf("no default: %v", err)
	}
	if err := send(topic, "json", `{"default":"d","email":"for mail"}`); err != nil {
		t.Error(err)
	}
	if in := m.Inbox("ops@example.com"); len(in) != 1 || !strings.Contains(in[0].Text(), "\nfor mail\n") {
		t.Errorf("inbox %v", in)
	}
	if a := post(t, m.Endpoint(), "application/x-www-form-urlencoded", "Action=Publish&Version=2010-03-31&Message=a&TopicArn="+topic); a.Status != 403 {
		t.Errorf("an unsigned request gave %v", a)
	}
}

func TestMailSuspends(t *testing.T) {
	c := newClock()
	m, publish := office(t, Options{Clock: c.Now})
	send := func() {
		if _, err := publish("a", "b"); err != nil {
			t.Error(err)
		}
	}
	for range 10 {
		send()
	}
	c.Advance(time.Second)
	for range 10 {
		send()
	}
	if m.Suspended("ops@example.com") {
		t.Fatal("suspended at ten a second")
	}
	c.Advance(999 * time.Millisecond)
	send()
	c.Advance(time.Hour)
	send()
	if in := m.Inbox("ops@example.com"); !m.Suspended("ops@example.com") || len(in) != 20 {
		t.Errorf("suspended %v with %d messages", m.Suspended("ops@example.com"), len(in))
	}
	if all := m.Messages(); len(all) != 22 || all[21].Lost == "" || all[19].Lost != "" {
		t.Errorf("%d messages", len(all))
	}
}

func TestMailFailures(t *testing.T) {
	m, publish := office(t, Options{})
	for _, tt := range []struct {
		mode Mode
		want string
	}{
		{Status(400), "InvalidParameter"},
		{Status(403), "AuthorizationError"},
		{Status(404), "NotFound"},
		{Status(429), "Throttled"},
		{Status(500), "InternalError"},
		{Status(503), "ServiceUnavailable"},
		{StatusReason(400, "KMSDisabled"), "KMSDisabled"},
	} {
		m.Fail(tt.mode, 1)
		if _, err := publish("a", "b"); code(err) != tt.want {
			t.Errorf("%s gave %v", tt.mode, err)
		}
	}
	m.Fail(RefuseBody(), Forever)
	if _, err := publish("경보", "b"); code(err) != "InvalidParameter" {
		t.Errorf("a Korean subject gave %v", err)
	}
	if _, err := publish("ALARM", "한글"); err != nil {
		t.Errorf("an ASCII subject gave %v", err)
	}
	if n := len(m.Messages()); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestProviders(t *testing.T) {
	m, _ := office(t, Options{})
	names := map[string]bool{}
	for _, p := range []Provider{slackOf(t, Options{}), teamsOf(t, Options{}), m} {
		names[p.Name()] = true
		if err := errors.Join(p.Close(), p.Close()); err != nil {
			t.Errorf("%s: %v", p.Name(), err)
		}
	}
	if d := cmp.Diff(map[string]bool{"slack": true, "teams": true, "mail": true}, names); d != "" {
		t.Error(d)
	}
}
