package main

import (
	"fmt"
	"slices"

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
	"above":    "GreaterThanThreshold",
	"at-least": "GreaterThanOrEqualToThreshold",
	"below":    "LessThanThreshold",
	"at-most":  "LessThanOrEqualToThreshold",
}

// addAlarms makes the alarms of the configuration. Each tells the topic of all
// three states: a recovery and a metric that falls silent are news as well.
func addAlarms(stack awscdk.Stack, topic awssns.Topic, alarms []config.Alarm) error {
	actions := &[]any{topic.TopicArn()}
	for _, a := range alarms {
		operator, ok := operators[string(a.Comparison)]
		if !ok {
			return fmt.Errorf("alarm %s: CloudWatch has no comparison %q with a threshold", a.Name, a.Comparison)
		}
		var dimensions []any
		for _, d := range a.Dimensions {
			dimensions = append(dimensions, &awscloudwatch.CfnAlarm_DimensionProperty{Name: &d.Name, Value: &d.Value})
		}
		props := &awscloudwatch.CfnAlarmProps{
			AlarmName:               &a.Name,
			AlarmDescription:        jsii.String(a.FullDescription()),
			Namespace:               &a.Namespace,
			MetricName:              &a.Metric,
			Dimensions:              dimensions,
			Period:                  jsii.Number(a.Period.Seconds()),
			EvaluationPeriods:       jsii.Number(a.Evaluated),
			DatapointsToAlarm:       jsii.Number(a.Needed),
			ComparisonOperator:      &operator,
			Threshold:               &a.Threshold,
			TreatMissingData:        &a.Missing,
			AlarmActions:            actions,
			OkActions:               actions,
			InsufficientDataActions: actions,
		}
		if slices.Contains(statistics, a.Stat) {
			props.Statistic = &a.Stat
		} else {
			props.ExtendedStatistic = &a.Stat
		}
		alarm := awscloudwatch.NewCfnAlarm(stack, jsii.String("Alarm-"+idOf(a.Name)), props)
		// An alarm that fires while the stack is still being made must find the
		// topic's policy in place.
		alarm.Node().AddDependency(topic)
	}
	return nil
}
