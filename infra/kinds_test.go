package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// alarmNamed is the main stack's alarm of a name, as text by property, and what it
// comes after.
func alarmNamed(t *testing.T, s synthesized, kind, name string) (map[string]string, []string) {
	t.Helper()
	r := s.template.at(t, kind, "Alarm-"+idOf(name))
	got := map[string]string{}
	for _, key := range []string{
		"AlarmName", "Threshold", "ThresholdMetricId", "ComparisonOperator", "Metrics", "Period", "MetricName", "Statistic", "TreatMissingData",
		"AlarmRule", "AlarmActions", "OKActions", "InsufficientDataActions", "EvaluationPeriods", "DatapointsToAlarm",
	} {
		if v, ok := r.Properties[key]; ok {
			got[key] = s.template.text(v)
		}
	}
	return got, r.DependsOn
}

const (
	metricType    = "AWS::CloudWatch::Alarm"
	compositeType = "AWS::CloudWatch::CompositeAlarm"
)

func TestKindsOfAlarms(t *testing.T) {
	s := kinds(t)
	told := func(more map[string]string) map[string]string {
		for _, key := range []string{"AlarmActions", "OKActions", "InsufficientDataActions"} {
			more[key] = "[${Alarms}]"
		}
		return more
	}
	const orders = "{Dimensions:[{Name:FunctionName Value:orders}] MetricName:%s Namespace:AWS/Lambda} Period:300 Stat:Sum} ReturnData:false}"
	errors := "{Id:errors MetricStat:{Metric:" + fmt.Sprintf(orders, "Errors")
	invocations := "{Id:invocations MetricStat:{Metric:" + fmt.Sprintf(orders, "Invocations")
	for _, c := range []struct {
		kind string
		want map[string]string
	}{
		{metricType, told(map[string]string{
			"AlarmName": "boiler", "Threshold": "90", "ComparisonOperator": "GreaterThanThreshold", "MetricName": "Temperature", "Statistic": "Average",
			"Period": "60", "EvaluationPeriods": "5", "DatapointsToAlarm": "3", "TreatMissingData": "breaching",
		})},
		{metricType, told(map[string]string{
			"AlarmName": "boiler (below)", "Threshold": "10", "ComparisonOperator": "LessThanThreshold", "MetricName": "Temperature", "Statistic": "Average",
			"Period": "60", "EvaluationPeriods": "5", "DatapointsToAlarm": "3", "TreatMissingData": "breaching",
		})},
		{metricType, told(map[string]string{
			"AlarmName": "slow", "ThresholdMetricId": "band", "ComparisonOperator": "LessThanLowerOrGreaterThanUpperThreshold",
			"EvaluationPeriods": "1", "DatapointsToAlarm": "1", "TreatMissingData": "notBreaching",
			"Metrics": "[{Id:m1 MetricStat:{Metric:{Dimensions:[{Name:ApiName Value:orders}] MetricName:Latency Namespace:AWS/ApiGateway} Period:300 Stat:Average} ReturnData:true}" +
				" {Expression:ANOMALY_DETECTION_BAND(m1, 2) Id:band Label:Latency (expected) ReturnData:true}]",
		})},
		{metricType, told(map[string]string{
			"AlarmName": "busy", "ThresholdMetricId": "band", "ComparisonOperator": "GreaterThanUpperThreshold",
			"EvaluationPeriods": "1", "DatapointsToAlarm": "1", "TreatMissingData": "missing",
			"Metrics": "[{Id:m1 MetricStat:{Metric:{MetricName:Invocations Namespace:AWS/Lambda} Period:300 Stat:Sum} ReturnData:true}" +
				" {Expression:ANOMALY_DETECTION_BAND(m1, 2.5) Id:band Label:Invocations (expected) ReturnData:true}]",
		})},
		{metricType, told(map[string]string{
			"AlarmName": "오류율", "Threshold": "5", "ComparisonOperator": "GreaterThanThreshold",
			"EvaluationPeriods": "1", "DatapointsToAlarm": "1", "TreatMissingData": "missing",
			"Metrics": "[{Expression:100*errors/invocations Id:result1 Label:오류율 ReturnData:true} " + errors + " " + invocations + "]",
		})},
		{compositeType, map[string]string{
			"AlarmName": "shop down",
			"AlarmRule": `(ALARM("boiler") OR ALARM("boiler (below)")) AND ALARM("say \"hi\" \\o/") AND ALARM("arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:else where")`,
		}},
		{compositeType, told(map[string]string{
			"AlarmName": "any",
			"AlarmRule": `ALARM("shop down") OR (ALARM("lambda-orders-errors") OR ALARM("lambda-orders-duration")) OR ALARM("ecs-shop-orders-cpu")`,
		})},
	} {
		got, _ := alarmNamed(t, s, c.kind, c.want["AlarmName"])
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.want["AlarmName"], diff)
		}
	}
}

// TestQuietChildrenTellNobody: the composite alarm tells for exactly those that it
// names.
func TestQuietChildrenTellNobody(t *testing.T) {
	s := kinds(t)
	for name, silent := range map[string]bool{
		"lambda-orders-errors": true, "lambda-orders-duration": true, "ecs-shop-orders-cpu": true, "ecs-shop-orders-memory": false, "boiler": false,
	} {
		got, _ := alarmNamed(t, s, metricType, name)
		if told := got["AlarmActions"]+got["OKActions"]+got["InsufficientDataActions"] != ""; told == silent {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestCompositesComeAfterTheirChildren: CloudWatch refuses a rule that names an
// alarm which is not there.
func TestCompositesComeAfterTheirChildren(t *testing.T) {
	s := kinds(t)
	for name, children := range map[string][]string{
		"shop down": {"boiler", "boiler (below)", `say "hi" \o/`}, "any": {"shop down", "lambda-orders-errors", "lambda-orders-duration", "ecs-shop-orders-cpu"},
	} {
		_, after := alarmNamed(t, s, compositeType, name)
		for _, child := range children {
			if id := logicalID(s.template, "Alarm-"+idOf(child)); id == "" || !slices.Contains(after, id) {
				t.Errorf("%s comes after %v, not after %s", name, after, child)
			}
		}
	}
}

// TestEveryConfiguredAlarmIsMade: in one of the two stacks, once.
func TestEveryConfiguredAlarmIsMade(t *testing.T) {
	s := kinds(t)
	for _, a := range s.cfg.Alarms {
		path, made := "Alarm-"+idOf(a.Name), 0
		for _, tm := range []template{s.template, s.global} {
			for _, kind := range []string{metricType, compositeType} {
				if _, ok := tm.of(kind)[path]; ok {
					made++
				}
			}
		}
		if made != 1 {
			t.Errorf("%s is made %d times", a.Name, made)
		}
	}
}
