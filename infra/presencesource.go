package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiot"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// addPresenceSource makes the function that watches devices, the IoT rules that
// feed it, and the queue through which it sends itself delayed checks.
func addPresenceSource(f functions) deployed {
	variables := f.sourceVariables()
	variables[config.VarHold] = *f.queues.hold.QueueUrl()
	presence := f.add("Presence", "Bongsu: turns devices that leave and return into jobs for the channels", presenceTimeout, variables)
	f.allowSource(presence)
	presence.allow([]string{"sqs:SendMessage"}, f.queues.hold.QueueArn())
	// When a site loses its line, a thousand devices are one job. Events are
	// below 1 KB, so that Lambda's 6 MB hold many times the batch.
	presence.read("FromQueue", f.queues.presence, batch{size: 1000, window: stormWindow})
	// A check carries up to a hundred devices that left together; there is
	// nothing more to gather.
	presence.read("FromHold", f.queues.hold, batch{size: 10})
	addPresenceRules(f)
	return presence
}

// addPresenceRules has AWS IoT put its lifecycle events on the queue: one rule
// each, because "+/+" would match connect_failed as well.
// https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
func addPresenceRules(f functions) {
	role := awsiam.NewRole(f.stack, jsii.String("PresenceRuleRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("iot.amazonaws.com"), nil),
	})
	role.AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("sqs:SendMessage"),
		Resources: &[]*string{f.queues.presence.QueueArn(), f.queues.dead.QueueArn()},
	}))
	send := func(q awssqs.Queue) *awsiot.CfnTopicRule_ActionProperty {
		return &awsiot.CfnTopicRule_ActionProperty{Sqs: &awsiot.CfnTopicRule_SqsActionProperty{
			QueueUrl: q.QueueUrl(), RoleArn: role.RoleArn(), UseBase64: jsii.Bool(false),
		}}
	}
	for _, event := range []string{"connected", "disconnected"} {
		awsiot.NewCfnTopicRule(f.stack, jsii.String("Rule-"+event), &awsiot.CfnTopicRuleProps{
			TopicRulePayload: &awsiot.CfnTopicRule_TopicRulePayloadProperty{
				Description:      jsii.String("Bongsu: devices that " + event),
				Sql:              jsii.String("SELECT * FROM '$aws/events/presence/" + event + "/+'"),
				AwsIotSqlVersion: jsii.String("2016-03-23"),
				Actions:          []any{send(f.queues.presence)},
				ErrorAction:      send(f.queues.dead),
				RuleDisabled:     jsii.Bool(false),
			},
		}).Node().AddDependency(role)
	}
}
