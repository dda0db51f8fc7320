package main

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// statistics are those that CloudWatch takes by name; all others (p95, tm90)
// are extended ones and stand in another property.
var statistics = []string{"SampleCount", "Average", "Sum", "Minimum", "Maximum"}

// operators are CloudWatch's names for the comparisons of a configured alarm.
var operators = map[string]string{
	"above":        "GreaterThanThreshold",
	"at-least":     "GreaterThanOrEqualToThreshold",
	"below":        "LessThanThreshold",
	"at-most":      "LessThanOrEqualToThreshold",
	"above-band":   "GreaterThanUpperThreshold",
	"below-band":   "LessThanLowerThreshold",
	"outside-band": "LessThanLowerOrGreaterThanUpperThreshold",
}

// addAlarms makes the alarms of the configuration. Each tells the topic of all
// three states: a recovery and a metric that falls silent are news as well.
func addAlarms(stack awscdk.Stack, topic awssns.Topic, alarms []config.Alarm) error {
	made := map[string]awscdk.CfnResource{}
	for _, a := range alarms {
		var actions *[]any
		if !a.Silent {
			actions = &[]any{topic.TopicArn()}
		}
		if a.Rule != "" {
			made[a.Name] = compositeAlarm(stack, a, actions)
		} else {
			alarm, err := metricAlarm(stack, a, actions)
			if err != nil {
				return err
			}
			made[a.Name] = alarm
		}
		// An alarm that fires while the stack is still being made must find the
		// topic's policy in place.
		made[a.Name].Node().AddDependency(topic)
	}
	// A rule may name only alarms that are there.
	for _, a := range alarms {
		for _, child := range a.Children {
			made[a.Name].AddResourceDependency(made[child], nil)
		}
	}
	return nil
}

func metricAlarm(stack awscdk.Stack, a config.Alarm, actions *[]any) (awscdk.CfnResource, error) {
	operator, ok := operators[string(a.Comparison)]
	if !ok {
		return nil, fmt.Errorf("alarm %s: CloudWatch has no comparison %q", a.Name, a.Comparison)
	}
	props := &awscloudwatch.CfnAlarmProps{
		AlarmName:               &a.Name,
		AlarmDescription:        jsii.String(a.FullDescription()),
		EvaluationPeriods:       jsii.Number(a.Evaluated),
		DatapointsToAlarm:       jsii.Number(a.Needed),
		ComparisonOperator:      &operator,
		TreatMissingData:        &a.Missing,
		AlarmActions:            actions,
		OkActions:               actions,
		InsufficientDataActions: actions,
	}
	switch {
	case a.Band > 0:
		watchBand(props, a)
	case a.Math != "":
		watchExpression(props, a)
	default:
		watchMetric(props, a)
	}
	return awscloudwatch.NewCfnAlarm(stack, jsii.String("Alarm-"+idOf(a.Name)), props), nil
}

// watchMetric lets an alarm compare one metric with its threshold.
func watchMetric(props *awscloudwatch.CfnAlarmProps, a config.Alarm) {
	props.Threshold, props.Period = &a.Threshold, jsii.Number(a.Period.Seconds())
	props.Namespace, props.MetricName, props.Dimensions = &a.Namespace, &a.Metric, dimensions(metricIn(a))
	if slices.Contains(statistics, a.Stat) {
		props.Statistic = &a.Stat
	} else {
		props.ExtendedStatistic = &a.Stat
	}
}

// watchExpression lets an alarm compare the result of an expression with its
// threshold.
func watchExpression(props *awscloudwatch.CfnAlarmProps, a config.Alarm) {
	props.Threshold = &a.Threshold
	metrics := []any{&awscloudwatch.CfnAlarm_MetricDataQueryProperty{
		Id: jsii.String(freeID(a.Inputs)), Expression: &a.Math, Label: &a.Label, ReturnData: jsii.Bool(true),
	}}
	for _, in := range a.Inputs {
		metrics = append(metrics, metricOf(a, in, false))
	}
	props.Metrics = metrics
}

// freeID is an id for the result that no metric has.
func freeID(inputs []config.Input) string {
	for i := 1; ; i++ {
		id := "result" + strconv.Itoa(i)
		if !slices.ContainsFunc(inputs, func(in config.Input) bool { return in.ID == id }) {
			return id
		}
	}
}

// watchBand lets an alarm compare one metric with what is expected of it.
// CloudWatch learns that by itself once the alarm is there.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
func watchBand(props *awscloudwatch.CfnAlarmProps, a config.Alarm) {
	const band = "band"
	props.ThresholdMetricId = jsii.String(band)
	props.Metrics = []any{
		metricOf(a, metricIn(a), true),
		&awscloudwatch.CfnAlarm_MetricDataQueryProperty{
			Id: jsii.String(band), Label: jsii.String(a.Metric + " (expected)"), ReturnData: jsii.Bool(true),
			Expression: jsii.String("ANOMALY_DETECTION_BAND(" + soleID + ", " + strconv.FormatFloat(a.Band, 'f', -1, 64) + ")"),
		},
	}
}

// soleID is the id of an alarm's only metric.
const soleID = "m1"

// metricIn is the one metric that an alarm watches.
func metricIn(a config.Alarm) config.Input {
	return config.Input{ID: soleID, Namespace: a.Namespace, Metric: a.Metric, Dimensions: a.Dimensions, Stat: a.Stat}
}

func metricOf(a config.Alarm, in config.Input, returned bool) *awscloudwatch.CfnAlarm_MetricDataQueryProperty {
	return &awscloudwatch.CfnAlarm_MetricDataQueryProperty{
		Id: &in.ID, ReturnData: &returned,
		MetricStat: &awscloudwatch.CfnAlarm_MetricStatProperty{
			Metric: &awscloudwatch.CfnAlarm_MetricProperty{Namespace: &in.Namespace, MetricName: &in.Metric, Dimensions: dimensions(in)},
			Period: jsii.Number(a.Period.Seconds()),
			Stat:   &in.Stat,
		},
	}
}

func dimensions(in config.Input) any {
	if len(in.Dimensions) == 0 {
		return nil
	}
	var all []any
	for _, d := range in.Dimensions {
		all = append(all, &awscloudwatch.CfnAlarm_DimensionProperty{Name: &d.Name, Value: &d.Value})
	}
	return all
}

func compositeAlarm(stack awscdk.Stack, a config.Alarm, actions *[]any) awscdk.CfnResource {
	props := &awscloudwatch.CfnCompositeAlarmProps{
		AlarmName:        &a.Name,
		AlarmDescription: jsii.String(a.FullDescription()),
		AlarmRule:        &a.Rule,
		AlarmActions:     actions,
		OkActions:        actions,
	}
	if actions != nil {
		var texts []*string
		for _, action := range *actions {
			if text, ok := action.(*string); ok {
				texts = append(texts, text)
			}
		}
		props.InsufficientDataActions = &texts
	}
	return awscloudwatch.NewCfnCompositeAlarm(stack, jsii.String("Alarm-"+idOf(a.Name)), props)
}
