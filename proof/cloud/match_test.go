package cloud

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLike(t *testing.T) {
	for _, test := range []struct {
		pattern, value string
		want           bool
	}{
		{"sqs:SendMessage", "sqs:SendMessage", true}, {"sqs:SendMessage", "sqs:SendMessages", false},
		{"sqs:*", "sqs:SendMessage", true}, {"*", "", true}, {"a*c", "abbc", true}, {"a*c", "abb", false},
		{"a?c", "abc", true}, {"a?c", "ac", false}, {"", "a", false}, {"가*", "가나", true}, {"가", "각", false},
	} {
		if got := like(test.pattern, test.value); got != test.want {
			t.Errorf("%q like %q: %v", test.value, test.pattern, got)
		}
	}
}

func TestPolicies(t *testing.T) {
	var p policy
	document := `{"Statement":[
		{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"q","Principal":{"Service":"sns.amazonaws.com"},"Condition":{"ArnEquals":{"aws:SourceArn":["t1","t2"]}}},
		{"Effect":"Allow","Action":["sqs:Get*"],"Resource":["q","r"],"Principal":{"AWS":"arn:aws:iam::` + Account + `:role/reader"}},
		{"Effect":"Deny","Action":"sqs:*","Resource":"q","Principal":{"AWS":"*"},"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`
	if err := json.Unmarshal([]byte(document), &p); err != nil {
		t.Fatal(err)
	}
	from := func(topic string) map[string]string { return map[string]string{"aws:sourcearn": topic} }
	for _, test := range []struct {
		call               call
		allowed, forbidden bool
	}{
		{call{service: "sns.amazonaws.com", action: "sqs:SendMessage", resource: "q", context: from("t2")}, true, false},
		{call{service: "sns.amazonaws.com", action: "sqs:SendMessage", resource: "q", context: from("t3")}, false, false},
		{call{service: "sns.amazonaws.com", action: "sqs:SendMessage", resource: "q"}, false, false},
		{call{service: "events.amazonaws.com", action: "sqs:SendMessage", resource: "q", context: from("t1")}, false, false},
		{call{role: "reader", action: "sqs:GetQueueAttributes", resource: "r"}, true, false},
		{call{role: "writer", action: "sqs:GetQueueAttributes", resource: "r"}, false, false},
		{call{role: "reader", action: "sqs:GetQueueUrl", resource: "q", context: map[string]string{"aws:securetransport": "false"}}, true, true},
	} {
		if allowed, forbidden := p.judge(test.call); allowed != test.allowed || forbidden != test.forbidden {
			t.Errorf("%+v: allowed %v, forbidden %v", test.call, allowed, forbidden)
		}
	}
	for _, odd := range []string{
		`{"Statement":[{"Effect":"Allow","NotAction":"a","Resource":"*"}]}`,
		`{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"::/0"}}}]}`,
	} {
		if err := json.Unmarshal([]byte(odd), new(policy)); err == nil {
			t.Errorf("%s was read, but would not be enforced", odd)
		}
	}
}

func TestIntrinsics(t *testing.T) {
	r := resolver{"s", Template{Resources: map[string]Resource{
		"Q": {Type: "AWS::SQS::Queue"},
		"N": {Type: "AWS::SQS::Queue", Properties: map[string]any{"QueueName": "named"}},
		"T": {Type: "AWS::DynamoDB::Table"}, "L": {Type: "AWS::Logs::LogGroup"}, "R": {Type: "AWS::IAM::Role"},
	}}}
	for in, want := range map[string]any{
		`{"Ref":"Q"}`:                                           "https://sqs.ap-northeast-2.amazonaws.com/123456789012/s-Q",
		`{"Fn::GetAtt":["N","Arn"]}`:                            "arn:aws:sqs:ap-northeast-2:123456789012:named",
		`{"Fn::GetAtt":["T","Arn"]}`:                            "arn:aws:dynamodb:ap-northeast-2:123456789012:table/s-T",
		`{"Fn::GetAtt":["L","Arn"]}`:                            "arn:aws:logs:ap-northeast-2:123456789012:log-group:s-L:*",
		`{"Fn::GetAtt":["R","Arn"]}`:                            "arn:aws:iam::123456789012:role/s-R",
		`{"Fn::GetAtt":["N","QueueName"]}`:                      "named",
		`{"Fn::Join":["/",["a",{"Ref":"AWS::Region"},1]]}`:      "a/ap-northeast-2/1",
		`{"Fn::Sub":"x-${AWS::AccountId}-${N.QueueName}-${T}"}`: "x-123456789012-named-s-T",
		`[{"A":{"Ref":"AWS::Partition"}}]`:                      []any{map[string]any{"A": "aws"}},
	} {
		var v any
		if err := json.Unmarshal([]byte(in), &v); err != nil {
			t.Fatal(err)
		}
		got, err := r.resolve(v)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", in, err, diff)
		}
	}
	for _, in := range []any{
		map[string]any{"Ref": "Gone"}, map[string]any{"Fn::GetAtt": []any{"Gone", "Arn"}},
		map[string]any{"Fn::ImportValue": "x"}, map[string]any{"Fn::Sub": "${Gone}"},
	} {
		if got, err := r.resolve(in); err == nil {
			t.Errorf("%v became %v", in, got)
		}
	}
}

func TestTopicFilters(t *testing.T) {
	const filter = "$aws/events/presence/connected/+"
	for topic, want := range map[string]bool{
		"$aws/events/presence/connected/a": true, "$aws/events/presence/connected/a/b": false,
		"$aws/events/presence/connected": false, "$aws/events/presence/disconnected/a": false,
	} {
		if matchesTopic(filter, topic) != want {
			t.Errorf("%s matches %s: %v", filter, topic, !want)
		}
	}
	if !matchesTopic("a/#", "a/b/c") || matchesTopic("a/#", "b") {
		t.Error("# stands for all that follows")
	}
}

func TestEventPatterns(t *testing.T) {
	event := map[string]any{"source": "aws.health", "detail": map[string]any{"state": "FAILED"}, "resources": []any{"r1", "r2"}}
	for pattern, want := range map[string]bool{
		`{"source":["aws.health"]}`: true, `{"source":["aws.ec2"]}`: false, `{"account":["1"]}`: false,
		`{"detail":{"state":["OK","FAILED"]}}`: true, `{"detail":{"state":[{"anything-but":"FAILED"}]}}`: false,
		`{"source":[{"prefix":"aws."}],"resources":["r2"]}`: true, `{"account":[{"exists":false}]}`: true,
	} {
		var p map[string]any
		if err := json.Unmarshal([]byte(pattern), &p); err != nil {
			t.Fatal(err)
		}
		if got, err := matchesPattern(p, event); err != nil || got != want {
			t.Errorf("%s: %v, %v", pattern, got, err)
		}
	}
	if _, err := matchesPattern(map[string]any{"source": []any{map[string]any{"wildcard": "a*"}}}, event); err == nil {
		t.Error("a filter that this cloud does not know was taken")
	}
}

func TestTimes(t *testing.T) {
	seoul := time.FixedZone("KST", 9*3600)
	at := time.Date(2026, 9, 25, 0, 30, 0, 0, time.UTC)
	for expression, want := range map[string]string{
		"rate(1 minute)": "2026-09-25T00:31:00Z", "rate(2 days)": "2026-09-27T00:30:00Z",
		"cron(0 9 * * ? *)": "2026-09-26T00:00:00Z", "cron(45 9 * * ? *)": "2026-09-25T00:45:00Z",
		"cron(0/20 9 ? * FRI,SUN *)": "2026-09-25T00:40:00Z", "cron(0 9 ? * 2-5 *)": "2026-09-28T00:00:00Z", "cron(0 9 1 JAN-MAR ? *)": "2027-01-01T00:00:00Z",
	} {
		after, err := times(expression, seoul)
		if err != nil {
			t.Fatal(err)
		}
		if got := after(at).UTC().Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", expression, got, want)
		}
	}
	for _, expression := range []string{"cron(0 9 * * * *)", "cron(0 9 ? * ? *)", "cron(0 9 ? * MON 2027)", "cron(0 9 ? * MON#2 *)", "cron(0 9 L * ? *)", "at(2027-01-01T00:00:00)"} {
		if _, err := times(expression, seoul); err == nil {
			t.Errorf("the schedule %s, which this cloud does not know, was taken", expression)
		}
	}
}

func TestWhatIsNotPlayedIsRefused(t *testing.T) {
	a := world(t)
	a.Template.Resources["Odd"] = Resource{Type: "AWS::EC2::Instance"}
	a.Template.Resources["Mapping"].Properties["FunctionName"] = "nobody"
	_, err := newStack(a)
	for _, want := range []string{"AWS::EC2::Instance", `no function "nobody"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s in it", err, want)
		}
	}
}
