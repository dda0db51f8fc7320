package main

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/jsii-runtime-go"
)

// schedule invokes a function again and again.
type schedule struct {
	id, description string
	// every is how often; or expression says when, by the clocks of zone.
	every            time.Duration
	expression, zone string
	// tries is how often, within age, a time is made up for at which Lambda did not
	// take it. With none the next time does what the missed one would have done.
	age   time.Duration
	tries int
	// input is what the function is given; none if it is empty.
	input string
}

// scheduled makes schedules of a function, and the role that they invoke it by.
func (f functions) scheduled(role string, d deployed, all ...schedule) {
	invokes := awsiam.NewRole(f.stack, &role, &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("scheduler.amazonaws.com"), nil),
	})
	invokes.AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("lambda:InvokeFunction"),
		Resources: &[]*string{d.function.FunctionArn()},
	}))
	for _, s := range all {
		target := &awsscheduler.CfnSchedule_TargetProperty{
			Arn: d.function.FunctionArn(), RoleArn: invokes.RoleArn(),
			RetryPolicy: &awsscheduler.CfnSchedule_RetryPolicyProperty{
				MaximumEventAgeInSeconds: jsii.Number(max(time.Minute, s.age).Seconds()), MaximumRetryAttempts: jsii.Number(s.tries),
			},
		}
		if s.input != "" {
			target.Input = &s.input
		}
		made := &awsscheduler.CfnScheduleProps{
			Description:        &s.description,
			ScheduleExpression: jsii.String(rate(s.every)),
			FlexibleTimeWindow: &awsscheduler.CfnSchedule_FlexibleTimeWindowProperty{Mode: jsii.String("OFF")},
			Target:             target,
		}
		if s.expression != "" {
			made.ScheduleExpression, made.ScheduleExpressionTimezone = &s.expression, &s.zone
		}
		awsscheduler.NewCfnSchedule(f.stack, &s.id, made).Node().AddDependency(invokes)
	}
}

// rate writes a whole number of minutes as a schedule has it.
func rate(every time.Duration) string {
	if n := int(every.Minutes()); n != 1 {
		return fmt.Sprintf("rate(%d minutes)", n)
	}
	return "rate(1 minute)"
}
