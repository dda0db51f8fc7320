package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// watchdogs are the alarms that Bongsu has on itself, by path.
func watchdogs(tm template) map[string]resource {
	found := tm.of("AWS::CloudWatch::Alarm")
	maps.DeleteFunc(found, func(path string, _ resource) bool { return strings.HasPrefix(path, "Alarm-") })
	return found
}

// watched lists the metrics of an alarm: "Errors FunctionName=${AlarmFunction}".
func watched(tm template, alarm resource) []string {
	name := func(metric map[string]any) string {
		text := fmt.Sprint(metric["MetricName"])
		for _, d := range list(metric["Dimensions"]) {
			d := d.(map[string]any)
			text += fmt.Sprintf(" %v=%s", d["Name"], tm.text(d["Value"]))
		}
		return text
	}
	if alarm.Properties["MetricName"] != nil {
		return []string{name(alarm.Properties)}
	}
	var names []string
	for _, m := range list(alarm.Properties["Metrics"]) {
		if stat, ok := m.(map[string]any)["MetricStat"].(map[string]any); ok {
			names = append(names, name(stat["Metric"].(map[string]any)))
		}
	}
	return names
}

func TestThreeChannelsNeedFourWatchdogs(t *testing.T) {
	got := slices.Sorted(maps.Keys(watchdogs(three(t).template)))
	want := []string{"DeadLettersAlarm", "FunctionsAlarm", "NewDeadLettersAlarm", "OldestMessageAlarm"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("watchdogs (-want +got):\n%s", diff)
	}
}

func TestWatchdogsSeeEverything(t *testing.T) {
	tm := everything(t).template
	var want, got []string
	for path := range tm.of("AWS::Lambda::Function") {
		if path == "TickFunction" {
			continue // a lost tick changes nothing; one that keeps failing is a dead letter
		}
		if path == "PictureFunction" {
			continue // what fails there costs a picture and no news
		}
		want = append(want, "Errors FunctionName=${"+path+"}", "Throttles FunctionName=${"+path+"}")
	}
	for path := range tm.of("AWS::SQS::Queue") {
		metric := "ApproximateAgeOfOldestMessage"
		if path == "DeadLetters" {
			metric = "ApproximateNumberOfMessagesVisible"
		}
		if strings.HasPrefix(path, "To-") {
			// The age leaves out what was received more than three times.
			want = append(want, "ApproximateNumberOfMessagesNotVisible QueueName=${"+path+".QueueName}")
		}
		want = append(want, metric+" QueueName=${"+path+".QueueName}")
	}
	for _, ch := range everything(t).cfg.Channels {
		want = append(want, "Heartbeat Channel="+ch.Name)
	}
	for path, alarm := range watchdogs(tm) {
		metrics := watched(tm, alarm)
		if len(metrics) > maxMathMetrics {
			t.Errorf("%s watches %d metrics; CloudWatch takes %d", path, len(metrics), maxMathMetrics)
		}
		got = append(got, metrics...)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
		t.Errorf("watched (-want +got):\n%s", diff)
	}
}

func TestWatchdogsAlarms(t *testing.T) {
	tm := three(t).template
	type facts struct {
		Expression               string
		Threshold, Needed, Of    any
		Missing, Actions, Ending string
	}
	age := func(i int) string { return fmt.Sprintf("IF(FILL(m%d,0)>1800,1,0)", i) }
	flight := func(i int) string { return fmt.Sprintf("IF(FILL(m%d,0)>0,1,0)", i) }
	want := map[string]facts{
		"DeadLettersAlarm":    {"", 0.0, 1.0, 1.0, "notBreaching", "[${Watchdog}]", "[${Watchdog}]"},
		"NewDeadLettersAlarm": {"DIFF(m0)", 0.0, 1.0, 1.0, "notBreaching", "[${Watchdog}]", ""},
		"OldestMessageAlarm":  {age(0) + "+" + age(1) + "+" + age(2) + "+" + age(3) + "+" + age(4) + "+" + age(5) + "+" + flight(6) + "+" + flight(7) + "+" + flight(8), 0.0, 1.0, 1.0, "notBreaching", "[${Watchdog}]", "[${Watchdog}]"},
		"FunctionsAlarm":      {"FILL(m0,0)+FILL(m1,0)+FILL(m2,0)+FILL(m3,0)+FILL(m4,0)+FILL(m5,0)+FILL(m6,0)+FILL(m7,0)+FILL(m8,0)+FILL(m9,0)", 0.0, 2.0, 3.0, "notBreaching", "[${Watchdog}]", "[${Watchdog}]"},
	}
	got := map[string]facts{}
	for path, alarm := range watchdogs(tm) {
		p := alarm.Properties
		f := facts{"", p["Threshold"], p["DatapointsToAlarm"], p["EvaluationPeriods"],
			tm.text(p["TreatMissingData"]), tm.text(p["AlarmActions"]), tm.text(p["OKActions"])}
		for _, m := range list(p["Metrics"]) {
			if e, ok := m.(map[string]any)["Expression"].(string); ok {
				f.Expression = e
			}
		}
		if p["ComparisonOperator"] != "GreaterThanThreshold" {
			t.Errorf("%s: %v", path, p["ComparisonOperator"])
		}
		if p["AlarmDescription"] == "" || p["AlarmDescription"] == nil {
			t.Errorf("%s: does not say what to do", path)
		}
		got[path] = f
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("watchdogs (-want +got):\n%s", diff)
	}
}

// The watchdog has to work when all else does not.
func TestNothingOfOursOnTheWatchdogsRoad(t *testing.T) {
	tm := everything(t).template
	topic := tm.at(t, "AWS::SNS::Topic", "Watchdog")
	if key := topic.Properties["KmsMasterKeyId"]; key != nil {
		t.Errorf("the topic depends on the key %s", tm.text(key))
	}
	policy := tm.statements(tm.at(t, "AWS::SNS::TopicPolicy", "Watchdog/Policy").Properties["PolicyDocument"])
	want := []string{
		"Allow sns:Publish ${Watchdog} by {Service:cloudwatch.amazonaws.com} if {StringEquals:{aws:SourceAccount:${AWS::AccountId}}}",
		"Deny sns:Publish ${Watchdog} by * if {Bool:{aws:SecureTransport:false}}",
	}
	if diff := cmp.Diff(want, policy); diff != "" {
		t.Errorf("policy (-want +got):\n%s", diff)
	}
	for path, r := range tm.of("AWS::SNS::Subscription") {
		if tm.text(r.Properties["TopicArn"]) == "${Watchdog}" && r.Properties["Protocol"] != "email" {
			t.Errorf("%s: the watchdog's road leads over %v", path, r.Properties["Protocol"])
		}
	}
}

func TestEveryLanguageOfTheWatchdogSaysEverything(t *testing.T) {
	for language, words := range watchdogLanguages {
		for _, text := range []string{words.dead, words.again, words.oldest, words.functions, fmt.Sprintf(words.heartbeat, "ops")} {
			if text == "" || len([]rune(text)) > 1024 {
				t.Errorf("%s: %q: an alarm's description has 1 to 1024 characters", language, text)
			}
		}
	}
}
