package main

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// addAlarmSource makes the function that decodes alarms and everything that
// leads to its queue: our topics, existing topics, EventBridge rules.
func addAlarmSource(f functions, ours []*string, cfg config.Config) deployed {
	listened := ours
	for _, arn := range cfg.Topics {
		listenTo(f.stack, f.queues, arn)
		listened = append(listened, &arn)
	}
	allowTopics(f.queues, listened)
	for _, e := range cfg.Events {
		addEventRule(f.stack, f.queues, e)
	}
	if len(cfg.Events) > 0 {
		allowEvents(f.stack, f.queues)
	}

	alarm := f.add("Alarm", "Bongsu: turns alarms and events into jobs for the channels", alarmTimeout, f.sourceVariables())
	f.allowSource(alarm)
	// No window: an alarm is not held back to gather others. Ten is what SQS
	// hands out at once without one.
	alarm.read("FromQueue", f.queues.alarm, batch{size: 10})
	return alarm
}

// addEventRule sends one sort of EventBridge event straight to the alarm queue.
// CDK's own target would add a statement a rule to both queues' policies, and SQS
// takes twenty.
func addEventRule(stack awscdk.Stack, q queues, e config.Event) {
	pattern := map[string]any{"source": []string{e.Source}}
	if e.DetailType != "" {
		pattern["detail-type"] = []string{e.DetailType}
	}
	awsevents.NewCfnRule(stack, jsii.String("Event-"+idOf(e.Name)), &awsevents.CfnRuleProps{
		Description:  jsii.String("Bongsu: " + e.Name),
		EventPattern: pattern,
		Targets: []any{&awsevents.CfnRule_TargetProperty{
			Id: jsii.String("AlarmQueue"), Arn: q.alarm.QueueArn(),
			DeadLetterConfig: &awsevents.CfnRule_DeadLetterConfigProperty{Arn: q.dead.QueueArn()},
		}},
	})
}

// allowEvents lets the rules of this stack put events on the alarm queue, and
// among the dead letters those that they could not.
func allowEvents(stack awscdk.Stack, q queues) {
	rules := stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("events"), Resource: jsii.String("rule"), ResourceName: jsii.String(*stack.StackName() + "-*"),
	})
	for _, queue := range []awssqs.Queue{q.alarm, q.dead} {
		queue.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), nil)},
			Actions:    jsii.Strings("sqs:SendMessage"),
			Resources:  &[]*string{queue.QueueArn()},
			Conditions: &map[string]any{"ArnLike": map[string]any{"aws:SourceArn": rules}},
		}))
	}
}

// idOf makes a construct id of a name that may hold anything (Korean letters,
// slashes, tokens are not allowed in one), stable whatever else the
// configuration lists.
func idOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:6])
}
