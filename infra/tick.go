package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/jsii-runtime-go"
)

const tickTimeout = 50 * time.Second

// addTick makes the function that looks every minute for what is due. A tick
// that fails is not tried again: the next one finds the same.
func addTick(f functions) deployed {
	tick := f.add("Tick", "Bongsu: puts on the queues what was held back until now", tickTimeout, f.sourceVariables())
	tick.allow([]string{"dynamodb:Query"}, jsii.String(*f.table.TableArn()+"/index/"+dueIndex))
	tick.allow([]string{"dynamodb:PutItem", "dynamodb:DeleteItem"}, f.table.TableArn())
	tick.allow([]string{"sqs:SendMessage"}, f.queues.channelARNs()...)
	tick.function.ConfigureAsyncInvoke(&awslambda.EventInvokeConfigOptions{RetryAttempts: jsii.Number(0)})

	role := awsiam.NewRole(f.stack, jsii.String("TickScheduleRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("scheduler.amazonaws.com"), nil),
	})
	role.AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("lambda:InvokeFunction"),
		Resources: &[]*string{tick.function.FunctionArn()},
	}))
	awsscheduler.NewCfnSchedule(f.stack, jsii.String("TickSchedule"), &awsscheduler.CfnScheduleProps{
		Description:        jsii.String("Bongsu: looks for what is due"),
		ScheduleExpression: jsii.String("rate(1 minute)"),
		FlexibleTimeWindow: &awsscheduler.CfnSchedule_FlexibleTimeWindowProperty{Mode: jsii.String("OFF")},
		Target: &awsscheduler.CfnSchedule_TargetProperty{
			Arn: tick.function.FunctionArn(), RoleArn: role.RoleArn(),
			RetryPolicy: &awsscheduler.CfnSchedule_RetryPolicyProperty{
				MaximumEventAgeInSeconds: jsii.Number(60), MaximumRetryAttempts: jsii.Number(0),
			},
		},
	}).Node().AddDependency(role)
	return tick
}
