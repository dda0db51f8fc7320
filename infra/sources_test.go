package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAlarmTopicTakesCloudWatchsMessages(t *testing.T) {
	tm := everything(t).template
	topic := tm.at(t, "AWS::SNS::Topic", "Alarms")
	if got := tm.text(topic.Properties["KmsMasterKeyId"]); got != "${AlarmTopicKey.Arn}" {
		t.Errorf("encrypted with %q: CloudWatch can use a key of ours only", got)
	}
	key := tm.at(t, "AWS::KMS::Key", "AlarmTopicKey")
	if key.Properties["EnableKeyRotation"] != true {
		t.Error("the key does not rotate")
	}
	root := "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"
	wantKey := []string{
		"Allow kms:* * by {AWS:" + root + "}",
		"Allow kms:Decrypt * by {Service:cloudwatch.amazonaws.com}",
		"Allow kms:GenerateDataKey* * by {Service:cloudwatch.amazonaws.com}",
	}
	if diff := cmp.Diff(wantKey, tm.statements(key.Properties["KeyPolicy"])); diff != "" {
		t.Errorf("key policy (-want +got):\n%s", diff)
	}
	wantTopic := []string{
		"Allow sns:Publish ${Alarms} by {Service:cloudwatch.amazonaws.com} if {StringEquals:{aws:SourceAccount:${AWS::AccountId}}}",
		"Deny sns:Publish ${Alarms} by * if {Bool:{aws:SecureTransport:false}}",
	}
	if diff := cmp.Diff(wantTopic, tm.statements(tm.at(t, "AWS::SNS::TopicPolicy", "Alarms/Policy").Properties["PolicyDocument"])); diff != "" {
		t.Errorf("topic policy (-want +got):\n%s", diff)
	}
}

func TestAlarmQueueListens(t *testing.T) {
	tm := everything(t).template
	var got []string
	for _, r := range tm.of("AWS::SNS::Subscription") {
		if r.Properties["Protocol"] == "sqs" {
			got = append(got, tm.text(r.Properties["TopicArn"])+" "+tm.text(r.Properties["Region"])+" → "+tm.text(r.Properties["Endpoint"]))
		}
	}
	slices.Sort(got)
	want := []string{
		"${Alarms}  → ${AlarmQueue.Arn}",
		"arn:aws:sns:ap-northeast-2:123456789012:old-alarms ap-northeast-2 → ${AlarmQueue.Arn}",
		"arn:aws:sns:us-east-1:123456789012:billing us-east-1 → ${AlarmQueue.Arn}",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("subscriptions (-want +got):\n%s", diff)
	}

	var senders []string
	for _, line := range tm.statements(tm.at(t, "AWS::SQS::QueuePolicy", "AlarmQueue/Policy").Properties["PolicyDocument"]) {
		if strings.HasPrefix(line, "Allow sqs:SendMessage ") {
			senders = append(senders, strings.TrimPrefix(line, "Allow sqs:SendMessage ${AlarmQueue.Arn} by "))
		}
	}
	wantSenders := []string{
		// One statement for all rules: SQS takes twenty, and ten with conditions.
		"{Service:events.amazonaws.com} if {ArnLike:{aws:SourceArn:arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/bongsu-*}}",
		"{Service:sns.amazonaws.com} if {ArnEquals:{aws:SourceArn:[${Alarms} arn:aws:sns:ap-northeast-2:123456789012:old-alarms arn:aws:sns:us-east-1:123456789012:billing]}}",
	}
	slices.Sort(wantSenders)
	if diff := cmp.Diff(wantSenders, senders); diff != "" {
		t.Errorf("who may send (-want +got):\n%s", diff)
	}
}

func TestEventRules(t *testing.T) {
	tm := everything(t).template
	got := map[string]string{}
	for path, r := range tm.of("AWS::Events::Rule") {
		got[path] = tm.text(r.Properties["EventPattern"]) + " → " + tm.text(r.Properties["Targets"])
	}
	target := " → [{Arn:${AlarmQueue.Arn} DeadLetterConfig:{Arn:${DeadLetters.Arn}} Id:AlarmQueue}]"
	want := map[string]string{
		"Event-" + idOf("builds"): "{detail-type:[CodeBuild Build State Change] source:[aws.codebuild]}" + target,
		"Event-" + idOf("health"): "{source:[aws.health]}" + target,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}

// TestTopicRules: each puts what it selects on its queue, and what it cannot among
// the dead letters.
func TestTopicRules(t *testing.T) {
	tm := everything(t).template
	rule := func(sql, queue, role string) map[string]string {
		send := func(queue string) string {
			return "{Sqs:{QueueUrl:${" + queue + "} RoleArn:${" + role + ".Arn} UseBase64:false}}"
		}
		return map[string]string{
			"Sql": sql, "AwsIotSqlVersion": "2016-03-23", "Actions": "[" + send(queue) + "]", "ErrorAction": send("DeadLetters"), "RuleDisabled": "false",
		}
	}
	presence := func(event string) map[string]string {
		return rule("SELECT * FROM '$aws/events/presence/"+event+"/+'", "PresenceQueue", "PresenceRuleRole")
	}
	// A payload that is no JSON passes only where every item is a function.
	telemetry := func(name, topic string) map[string]string {
		return rule("SELECT encode(*, 'base64') AS data, topic() AS topic, timestamp() AS ts, clientid() AS client, concat('"+name+"') AS telemetry FROM '"+topic+"'",
			"TelemetryQueue", "TelemetryRuleRole")
	}
	want := map[string]map[string]string{
		"Rule-connected": presence("connected"), "Rule-disconnected": presence("disconnected"),
		"TelemetryRule-" + idOf("boiler"): telemetry("boiler", "plant/+/status"), "TelemetryRule-" + idOf("gate"): telemetry("gate", "gate/#"),
	}
	got := map[string]map[string]string{}
	for path, r := range tm.of("AWS::IoT::TopicRule") {
		payload := r.Properties["TopicRulePayload"].(map[string]any)
		got[path] = map[string]string{}
		for _, key := range []string{"Sql", "AwsIotSqlVersion", "Actions", "ErrorAction", "RuleDisabled"} {
			got[path][key] = tm.text(payload[key])
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}

func TestMailTopics(t *testing.T) {
	tm := everything(t).template
	got := map[string][]string{}
	for _, r := range tm.of("AWS::SNS::Subscription") {
		if r.Properties["Protocol"] == "email" {
			topic := tm.text(r.Properties["TopicArn"])
			got[topic] = append(got[topic], r.Properties["Endpoint"].(string))
			slices.Sort(got[topic])
		}
	}
	want := map[string][]string{
		"${Mail-ops-mail}":   {"night@example.com", "ops@example.com"},
		"${Mail-field-mail}": {"field@example.com"},
		"${Watchdog}":        {"oncall@example.com", "second@example.com"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("e-mail subscriptions (-want +got):\n%s", diff)
	}
	for path, topic := range tm.of("AWS::SNS::Topic") {
		key := tm.text(topic.Properties["KmsMasterKeyId"])
		if strings.HasPrefix(path, "Mail-") && !strings.HasSuffix(key, ":alias/aws/sns") {
			t.Errorf("%s is encrypted with %q, want SNS's own key", path, key)
		}
		policy := tm.statements(tm.at(t, "AWS::SNS::TopicPolicy", path+"/Policy").Properties["PolicyDocument"])
		if deny := "Deny sns:Publish ${" + path + "} by * if {Bool:{aws:SecureTransport:false}}"; !slices.Contains(policy, deny) {
			t.Errorf("%s takes plain HTTP: %v", path, policy)
		}
	}
}

func TestOnlyWhatIsConfigured(t *testing.T) {
	tm := smallest(t).template
	got := map[string]int{}
	for _, r := range tm.Resources {
		got[r.Type]++
	}
	want := map[string]int{
		"AWS::DynamoDB::Table": 1,
		"AWS::KMS::Key":        1,
		// alarm, one channel, dead letters
		"AWS::SQS::Queue": 3, "AWS::SQS::QueuePolicy": 3,
		// alarms, watchdog
		"AWS::SNS::Topic": 2, "AWS::SNS::TopicPolicy": 2, "AWS::SNS::Subscription": 2,
		// alarm, pictures, one channel, tick
		"AWS::Lambda::Function": 4, "AWS::Lambda::EventSourceMapping": 2, "AWS::Logs::LogGroup": 4,
		"AWS::IAM::Role": 5, "AWS::IAM::Policy": 5,
		// pictures
		"AWS::S3::Bucket": 1, "AWS::S3::BucketPolicy": 1, "AWS::CloudFront::Distribution": 1, "AWS::CloudFront::OriginAccessControl": 1,
		"AWS::Scheduler::Schedule": 1, "AWS::Lambda::EventInvokeConfig": 1,
		// the watchdog's
		"AWS::CloudWatch::Alarm": 4,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("resources of the smallest configuration (-want +got):\n%s", diff)
	}
}

func TestOutputs(t *testing.T) {
	tm := everything(t).template
	got := map[string]string{}
	for name, o := range tm.Outputs {
		got[name] = tm.text(o.Value)
		if o.Description == "" {
			t.Errorf("%s has no description", name)
		}
	}
	want := map[string]string{"AlarmTopic": "${Alarms}", "WatchdogTopic": "${Watchdog}", "DeadLetterQueue": "${DeadLetters}"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outputs (-want +got), all: %v\n%s", slices.Collect(maps.Keys(got)), diff)
	}
}
