package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// globalTopic is the second stack's topic as the first one knows it.
const globalTopic = "arn:${AWS::Partition}:sns:us-east-1:${AWS::AccountId}:bongsu-global-alarms"

// TestGlobalStack: what AWS measures in us-east-1 only is watched there, and told
// to a topic there with a key that CloudWatch may use.
func TestGlobalStack(t *testing.T) {
	s := kinds(t)
	if got := *s.stack.Dependencies(); len(got) != 1 || *got[0].Region() != "us-east-1" || *got[0].StackName() != "bongsu-global" {
		t.Fatalf("the stack comes after %d others, want one in us-east-1", len(got))
	}
	var names []string
	for _, r := range s.global.of("AWS::CloudWatch::Alarm") {
		names = append(names, s.global.text(r.Properties["AlarmName"]))
		if got := s.global.text(r.Properties["AlarmActions"]); got != "[${Alarms}]" {
			t.Errorf("%s tells %s", names[len(names)-1], got)
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff([]string{"billing", "cloudfront-E2QWRUHAPOMQZL-5xx", "shop.example.com"}, names); diff != "" {
		t.Errorf("alarms in us-east-1 (-want +got):\n%s", diff)
	}
	topic := s.global.at(t, "AWS::SNS::Topic", "Alarms").Properties
	if topic["TopicName"] != "bongsu-global-alarms" || s.global.text(topic["KmsMasterKeyId"]) != "${AlarmTopicKey.Arn}" {
		t.Errorf("topic %v", topic)
	}
	key := s.global.statements(s.global.at(t, "AWS::KMS::Key", "AlarmTopicKey").Properties["KeyPolicy"])
	if !slices.Contains(key, "Allow kms:GenerateDataKey* * by {Service:cloudwatch.amazonaws.com}") {
		t.Errorf("CloudWatch cannot encrypt: %v", key)
	}
	want := []string{"AWS::CloudWatch::Alarm", "AWS::KMS::Key", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy"}
	types := map[string]bool{}
	for _, r := range s.global.Resources {
		if r.Type != "AWS::CDK::Metadata" {
			types[r.Type] = true
		}
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(types))); diff != "" {
		t.Errorf("what the second stack is made of (-want +got):\n%s", diff)
	}
}

// TestMainStackListensToTheGlobalTopic: by its name, in its region, and the queue
// lets it in.
func TestMainStackListensToTheGlobalTopic(t *testing.T) {
	s := kinds(t)
	subscription := s.template.at(t, "AWS::SNS::Subscription", "Listen-Global").Properties
	if got := s.template.text(subscription["TopicArn"]); got != globalTopic || subscription["Region"] != "us-east-1" {
		t.Errorf("listens to %s in %v, want %s", got, subscription["Region"], globalTopic)
	}
	if got := s.template.text(subscription["Endpoint"]); got != "${AlarmQueue.Arn}" {
		t.Errorf("delivers to %s", got)
	}
	policy := strings.Join(s.template.statements(s.template.at(t, "AWS::SQS::QueuePolicy", "AlarmQueue/Policy").Properties["PolicyDocument"]), "\n")
	if want := "if {ArnEquals:{aws:SourceArn:[${Alarms} " + globalTopic + "]}}"; !strings.Contains(policy, want) {
		t.Errorf("the queue does not let the topic in:\n%s", policy)
	}
}

// TestNoGlobalStackUnlessConfigured: nobody pays for, or bootstraps, a region that
// the configuration does not need.
func TestNoGlobalStackUnlessConfigured(t *testing.T) {
	for _, s := range []synthesized{everything(t), three(t), smallest(t)} {
		if got := len(*s.stack.Dependencies()); got != 0 || s.globalPath != "" {
			t.Errorf("%s comes after %d stacks", s.path, got)
		}
	}
}
