package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiot"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

// topicRule is a rule of AWS IoT that puts what is published on a queue, and what it
// cannot among the dead letters.
type topicRule struct {
	id, description, sql string
	to                   awssqs.Queue
	role                 awsiam.Role
}

// ruleRole lets rules put messages on a queue, and among the dead letters.
func (f functions) ruleRole(id string, to awssqs.Queue) awsiam.Role {
	role := awsiam.NewRole(f.stack, &id, &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("iot.amazonaws.com"), nil),
	})
	role.AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("sqs:SendMessage"),
		Resources: &[]*string{to.QueueArn(), f.queues.dead.QueueArn()},
	}))
	return role
}

func (f functions) addTopicRule(r topicRule) {
	send := func(q awssqs.Queue) *awsiot.CfnTopicRule_ActionProperty {
		return &awsiot.CfnTopicRule_ActionProperty{Sqs: &awsiot.CfnTopicRule_SqsActionProperty{
			QueueUrl: q.QueueUrl(), RoleArn: r.role.RoleArn(), UseBase64: jsii.Bool(false),
		}}
	}
	awsiot.NewCfnTopicRule(f.stack, &r.id, &awsiot.CfnTopicRuleProps{
		TopicRulePayload: &awsiot.CfnTopicRule_TopicRulePayloadProperty{
			Description:      &r.description,
			Sql:              &r.sql,
			AwsIotSqlVersion: jsii.String("2016-03-23"),
			Actions:          []any{send(r.to)},
			ErrorAction:      send(f.queues.dead),
			RuleDisabled:     jsii.Bool(false),
		},
	}).Node().AddDependency(r.role)
}
