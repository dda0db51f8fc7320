package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"bongsu/shared/config"
)

func TestConfiguredAlarms(t *testing.T) {
	s := everything(t)
	got := map[string]map[string]string{}
	for path, r := range s.template.of("AWS::CloudWatch::Alarm") {
		if !strings.HasPrefix(path, "Alarm-") {
			continue
		}
		properties := map[string]string{}
		for key, value := range r.Properties {
			properties[key] = s.template.text(value)
		}
		got[properties["AlarmName"]] = properties
		if !slices.Contains(r.DependsOn, logicalID(s.template, "Alarms/Policy")) {
			t.Errorf("%s may fire before its topic takes messages", properties["AlarmName"])
		}
	}
	alarm := func(more map[string]string) map[string]string {
		all := map[string]string{
			"AlarmActions": "[${Alarms}]", "OKActions": "[${Alarms}]", "InsufficientDataActions": "[${Alarms}]",
			"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": "1", "DatapointsToAlarm": "1", "Period": "300",
		}
		for key, value := range more {
			all[key] = value
		}
		return all
	}
	want := map[string]map[string]string{
		"orders-latency": alarm(map[string]string{
			"AlarmName":        "orders-latency",
			"AlarmDescription": "주문 API가 느립니다\nseverity: critical\nrunbook: https://example.com/runbooks/orders",
			"Namespace":        "AWS/ApiGateway", "MetricName": "Latency", "Statistic": "Average", "Threshold": "300",
			"Dimensions": "[{Name:ApiName Value:orders} {Name:Stage Value:prod}]",
		}),
		"http-latency": alarm(map[string]string{
			"AlarmName": "http-latency", "AlarmDescription": "route: default",
			"Namespace": "AWS/ApiGateway", "MetricName": "Latency", "ExtendedStatistic": "p95", "Threshold": "1000",
			"Dimensions": "[{Name:ApiId Value:a1b2c3d4}]",
		}),
		"주문 적음": alarm(map[string]string{
			"AlarmName": "주문 적음", "AlarmDescription": "",
			"Namespace": "AWS/SQS", "MetricName": "NumberOfMessagesSent", "Statistic": "Sum", "Threshold": "1",
			"ComparisonOperator": "LessThanThreshold", "EvaluationPeriods": "5", "DatapointsToAlarm": "3", "Period": "60",
			"Dimensions": "[{Name:QueueName Value:orders}]", "TreatMissingData": "breaching",
		}),
	}
	for name, properties := range want {
		if _, ok := properties["TreatMissingData"]; ok {
			continue
		}
		i := slices.IndexFunc(s.cfg.Alarms, func(a config.Alarm) bool { return a.Name == name })
		properties["TreatMissingData"] = s.cfg.Alarms[i].Missing
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("alarms (-want +got):\n%s", diff)
	}
}

func TestAComparisonThatCloudWatchDoesNotHave(t *testing.T) {
	app := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(t.TempDir())})
	stack := awscdk.NewStack(app, jsii.String("bongsu"), nil)
	topic := newAlarmTopic(stack, newQueues(stack, config.Config{}))
	err := addAlarms(stack, topic, []config.Alarm{{Name: "odd", Comparison: "sideways"}})
	if err == nil || !strings.Contains(err.Error(), "odd") || !strings.Contains(err.Error(), "sideways") {
		t.Errorf("error %v, want one that names the alarm and the comparison", err)
	}
}

// logicalID is the id in the template of the resource at a path.
func logicalID(tm template, path string) string {
	for id, r := range tm.Resources {
		if r.path() == path {
			return id
		}
	}
	return ""
}
