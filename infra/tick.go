package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/jsii-runtime-go"
)

const tickTimeout = 50 * time.Second

// addTick makes the function that looks every minute for what is due. It is
// always there: what waits in the table must come out even after the last line
// that asks for waiting has left the configuration.
//
// It is not among the functions that the watchdog counts, because a lost tick
// changes nothing; one that fails three times over lies among the dead letters.
func addTick(f functions) {
	tick := f.add("Tick", "Bongsu: puts on the queues what was held back until now", tickTimeout, f.sourceVariables())
	tick.allow([]string{"dynamodb:Query"}, jsii.String(*f.table.TableArn()+"/index/"+dueIndex))
	tick.allow([]string{"dynamodb:PutItem", "dynamodb:DeleteItem"}, f.table.TableArn())
	// It tells what log watches have counted, as a source does.
	tick.allow([]string{"dynamodb:GetItem", "dynamodb:BatchGetItem"}, f.table.TableArn())
	tick.allow([]string{"sqs:SendMessage"}, f.queues.channelARNs()...)
	f.keepFailures("Tick", tick, 10*time.Minute)

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
}
