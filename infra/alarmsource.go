package main

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// addAlarmSource makes the function that decodes alarms and everything that
// leads to its queue: our topic, existing topics, EventBridge rules.
func addAlarmSource(f functions, topic awssns.Topic, cfg config.Config) deployed {
	listened := []*string{topic.TopicArn()}
	for _, arn := range cfg.Topics {
		listenTo(f.stack, f.queues, arn)
		listened = append(listened, &arn)
	}
	allowTopics(f.queues, listened)
	for _, e := range cfg.Events {
		addEventRule(f.stack, f.queues, e)
	}

	alarm := f.add("Alarm", "Bongsu: turns alarms and events into jobs for the channels", alarmTimeout, f.sourceVariables())
	f.allowSource(alarm)
	// No window: an alarm is not held back to gather others. Ten is what SQS
	// hands out at once without one.
	alarm.read("FromQueue", f.queues.alarm, batch{size: 10})
	return alarm
}

// addEventRule sends one sort of EventBridge event straight to the alarm queue.
func addEventRule(stack awscdk.Stack, q queues, e config.Event) {
	pattern := &awsevents.EventPattern{Source: jsii.Strings(e.Source)}
	if e.DetailType != "" {
		pattern.DetailType = jsii.Strings(e.DetailType)
	}
	awsevents.NewRule(stack, jsii.String("Event-"+idOf(e.Name)), &awsevents.RuleProps{
		Description:  jsii.String("Bongsu: " + e.Name),
		EventPattern: pattern,
		Targets: &[]awsevents.IRuleTarget{
			awseventstargets.NewSqsQueue(q.alarm, &awseventstargets.SqsQueueProps{DeadLetterQueue: q.dead}),
		},
	})
}

// idOf makes a construct id of a name that may hold anything (Korean letters,
// slashes, tokens are not allowed in one), stable whatever else the
// configuration lists.
func idOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:6])
}
