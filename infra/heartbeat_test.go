package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeartbeatTakesTheRoadOfAlarms(t *testing.T) {
	tm := everything(t).template
	properties := tm.at(t, "AWS::Scheduler::Schedule", "Heartbeat").Properties
	want := map[string]string{
		"ScheduleExpression": "cron(0 9 * * ? *)", "ScheduleExpressionTimezone": "Asia/Seoul",
		"FlexibleTimeWindow": "{Mode:OFF}",
		"Target": `{Arn:${Alarms} Input:{"bongsu":"heartbeat","at":"<aws.scheduler.scheduled-time>"} ` +
			"RetryPolicy:{MaximumEventAgeInSeconds:3600 MaximumRetryAttempts:60} RoleArn:${HeartbeatRole.Arn}}",
	}
	got := map[string]string{}
	for key := range want {
		got[key] = tm.text(properties[key])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("schedule (-want +got):\n%s", diff)
	}
}

func TestAMissingHeartbeatAlarmsForEachChannel(t *testing.T) {
	s := everything(t)
	for _, ch := range s.cfg.Channels {
		p := s.template.at(t, "AWS::CloudWatch::Alarm", "HeartbeatAlarm-"+ch.Name).Properties
		want := map[string]string{
			"AlarmName": "bongsu-heartbeat-" + ch.Name, "ComparisonOperator": "GreaterThanThreshold", "Threshold": "0",
			"EvaluationPeriods": "25", "DatapointsToAlarm": "25", "TreatMissingData": "breaching",
			"AlarmActions": "[${Watchdog}]", "OKActions": "[${Watchdog}]",
			"Metrics": "[{Expression:IF(FILL(m0,0)>0,0,1) Id:expr_1 ReturnData:true} {Id:m0 MetricStat:{Metric:{Dimensions:[{Name:Channel Value:" + ch.Name +
				"}] MetricName:Heartbeat Namespace:Bongsu} Period:3600 Stat:Sum} ReturnData:false}]",
		}
		got := map[string]string{}
		for key := range want {
			got[key] = s.template.text(p[key])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", ch.Name, diff)
		}
		if text := s.template.text(p["AlarmDescription"]); !strings.Contains(text, ch.Name) {
			t.Errorf("the alarm does not name its channel: %s", text)
		}
	}
}

func TestNoHeartbeatUnlessConfigured(t *testing.T) {
	tm := three(t).template
	for path := range tm.of("AWS::Scheduler::Schedule") {
		if path != "TickSchedule" {
			t.Errorf("schedule %s", path)
		}
	}
	for path := range tm.of("AWS::CloudWatch::Alarm") {
		if strings.HasPrefix(path, "Heartbeat") {
			t.Errorf("%s is paid for nothing", path)
		}
	}
}
