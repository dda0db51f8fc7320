package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"
)

// newAlarmTopic is the topic that leads to the alarm queue.
func newAlarmTopic(stack awscdk.Stack, q queues) awssns.Topic {
	topic := alarmTopic(stack, nil)
	awssns.NewSubscription(stack, jsii.String("AlarmSubscription"), &awssns.SubscriptionProps{
		Topic:           topic,
		Protocol:        awssns.SubscriptionProtocol_SQS,
		Endpoint:        q.alarm.QueueArn(),
		DeadLetterQueue: q.dead,
	}).Node().AddDependency(q.alarm)
	return topic
}

// alarmTopic is a topic that CloudWatch alarms publish to; without a name
// CloudFormation gives it one. It has a key of its own: with the AWS-managed one
// CloudWatch's messages would be dropped silently, because nobody can let
// CloudWatch use that key.
func alarmTopic(stack awscdk.Stack, name *string) awssns.Topic {
	key := awskms.NewKey(stack, jsii.String("AlarmTopicKey"), &awskms.KeyProps{
		Description:       jsii.String("Messages of CloudWatch alarms on their way to Bongsu"),
		EnableKeyRotation: jsii.Bool(true),
		// It encrypts messages in passing only; nothing is left to read once the
		// topic is gone.
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	key.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("CloudWatchMayEncrypt"),
		Principals: cloudWatch(),
		Actions:    jsii.Strings("kms:Decrypt", "kms:GenerateDataKey*"),
		Resources:  jsii.Strings("*"),
	}), nil)
	topic := awssns.NewTopic(stack, jsii.String("Alarms"), &awssns.TopicProps{
		TopicName:   name,
		DisplayName: jsii.String("Bongsu alarms"),
		MasterKey:   key,
		EnforceSSL:  jsii.Bool(true),
	})
	allowCloudWatch(stack, topic)
	return topic
}

// allowCloudWatch lets the account's alarms publish. The condition is the
// account rather than the alarm: an alarm's ARN holds its name, and one with
// Korean letters does not match.
func allowCloudWatch(stack awscdk.Stack, topic awssns.Topic) {
	topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("AlarmsMayPublish"),
		Principals: cloudWatch(),
		Actions:    jsii.Strings("sns:Publish"),
		Resources:  &[]*string{topic.TopicArn()},
		Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": stack.Account()}},
	}))
}

func cloudWatch() *[]awsiam.IPrincipal {
	return &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil)}
}

// listenTo subscribes the alarm queue to a topic that exists already, perhaps
// in another region. A topic in another account has to allow it there.
func listenTo(stack awscdk.Stack, q queues, arn string) {
	listenIn(stack, q, idOf(arn), arn, strings.Split(arn, ":")[3])
}

// listenIn subscribes the alarm queue to a topic of a region.
func listenIn(stack awscdk.Stack, q queues, id, arn, region string) {
	awssns.NewSubscription(stack, jsii.String("Listen-"+id), &awssns.SubscriptionProps{
		Topic:    awssns.Topic_FromTopicArn(stack, jsii.String("Topic-"+id), &arn),
		Protocol: awssns.SubscriptionProtocol_SQS,
		Endpoint: q.alarm.QueueArn(),
		Region:   &region,
	}).Node().AddDependency(q.alarm)
}

// allowTopics lets exactly these topics write to the alarm queue.
func allowTopics(q queues, arns []*string) {
	q.alarm.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("TopicsMaySend"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("sns.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sqs:SendMessage"),
		Resources:  &[]*string{q.alarm.QueueArn()},
		Conditions: &map[string]any{"ArnEquals": map[string]any{"aws:SourceArn": arns}},
	}))
}
