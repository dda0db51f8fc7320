package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
)

// addOutputs prints what a person needs after the deployment.
func addOutputs(stack awscdk.Stack, topic awssns.Topic, w watchdog, q queues) {
	for _, o := range []struct {
		id, description string
		value           *string
	}{
		{"AlarmTopic", "Point an existing CloudWatch alarm here: add this ARN to its alarm and OK actions", topic.TopicArn()},
		{"WatchdogTopic", "Tells by e-mail when Bongsu itself is in trouble; every address has to confirm its subscription once", w.topic.TopicArn()},
		{"DeadLetterQueue", "What could not be told lies here for 14 days; bongsu redrive --dry-run says why, bongsu redrive sends it again", q.dead.QueueUrl()},
	} {
		awscdk.NewCfnOutput(stack, jsii.String(o.id), &awscdk.CfnOutputProps{Description: jsii.String(o.description), Value: o.value})
	}
}
