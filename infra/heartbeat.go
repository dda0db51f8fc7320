package main

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// beatHours is how long a channel may be without a heartbeat: a day, and an hour
// for one that came late or across a change of the clocks.
const beatHours = 25

// addHeartbeat publishes a sign of life to the alarm topic every day, on the
// road of every alarm, and has the watchdog tell when it does not reach the end
// of one channel.
func addHeartbeat(stack awscdk.Stack, topic awssns.Topic, w watchdog, cfg config.Config) {
	role := awsiam.NewRole(stack, jsii.String("HeartbeatRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("scheduler.amazonaws.com"), nil),
	})
	allow := func(on *string, actions ...string) {
		role.AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(actions...), Resources: &[]*string{on},
		}))
	}
	allow(topic.TopicArn(), "sns:Publish")
	// The key lets in whom the account lets in, so its policy need not name the role.
	allow(topic.MasterKey().KeyArn(), "kms:Decrypt", "kms:GenerateDataKey")
	awsscheduler.NewCfnSchedule(stack, jsii.String("Heartbeat"), &awsscheduler.CfnScheduleProps{
		Description:                jsii.String("Bongsu: a daily sign of life through every channel"),
		ScheduleExpression:         jsii.String(fmt.Sprintf("cron(%d %d * * ? *)", cfg.Heartbeat.Minute, cfg.Heartbeat.Hour)),
		ScheduleExpressionTimezone: &cfg.Timezone,
		FlexibleTimeWindow:         &awsscheduler.CfnSchedule_FlexibleTimeWindowProperty{Mode: jsii.String("OFF")},
		Target: &awsscheduler.CfnSchedule_TargetProperty{
			Arn: topic.TopicArn(), RoleArn: role.RoleArn(), Input: jsii.String(heartbeatMessage),
			// Later than that it is no sign of life any more.
			RetryPolicy: &awsscheduler.CfnSchedule_RetryPolicyProperty{
				MaximumEventAgeInSeconds: jsii.Number(3600), MaximumRetryAttempts: jsii.Number(60),
			},
		},
	}).Node().AddDependency(role)
	for _, ch := range cfg.Channels {
		w.heartbeat(ch.Name)
	}
}

// heartbeatMessage is what the alarm function recognizes. The scheduler puts the
// time in: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
const heartbeatMessage = `{"` + config.HeartbeatKey + `":"` + config.HeartbeatValue + `","` +
	config.HeartbeatTime + `":"<aws.scheduler.scheduled-time>"}`

// heartbeat makes the alarm for a channel that no sign of life has come through.
// An hour without one counts as zero, and so does everything before the first:
// then it is the whole road that does not work.
func (w watchdog) heartbeat(channel string) {
	hour := awscdk.Duration_Hours(jsii.Number(1))
	beats := awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String(config.MetricNamespace), MetricName: jsii.String(config.MetricHeartbeat),
		DimensionsMap: &map[string]*string{config.MetricChannel: &channel},
		Period:        hour, Statistic: jsii.String("Sum"),
	})
	w.alarm(watch{
		id: "HeartbeatAlarm-" + channel, name: "heartbeat-" + channel, text: fmt.Sprintf(w.words.heartbeat, channel),
		metric: expression("IF(FILL(m0,0)>0,0,1)", hour, []awscloudwatch.IMetric{beats}),
		needed: beatHours, of: beatHours, recovers: true, missing: awscloudwatch.TreatMissingData_BREACHING,
	})
}
