package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// What each sort of function does to the table, and not more.
var (
	sourceTableActions  = []string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem"}
	deliverTableActions = []string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}
)

// functions makes the functions of a stack.
type functions struct {
	stack  awscdk.Stack
	code   map[string]string
	table  awsdynamodb.Table
	queues queues
}

// deployed is a function that was made, with the role that grants are added to.
type deployed struct {
	function awslambda.Function
	role     awsiam.Role
}

// small is enough for functions that wait for others: more memory buys CPU that
// waiting does not need.
const small = 128

// add makes a small function. Its role may write its own log and nothing else yet.
func (f functions) add(id, description string, timeout time.Duration, variables map[string]string) deployed {
	return f.addSized(id, description, timeout, small, variables)
}

// addSized makes a function with so many megabytes of memory.
func (f functions) addSized(id, description string, timeout time.Duration, memory float64, variables map[string]string) deployed {
	logs := awslogs.NewLogGroup(f.stack, jsii.String(id+"Log"), &awslogs.LogGroupProps{
		Retention:     awslogs.RetentionDays_ONE_MONTH,
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	role := awsiam.NewRole(f.stack, jsii.String(id+"Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
	})
	logs.GrantWrite(role)
	return deployed{role: role, function: awslambda.NewFunction(f.stack, jsii.String(id+"Function"), &awslambda.FunctionProps{
		Description:  &description,
		Code:         awslambda.Code_FromAsset(jsii.String(f.code[id]), nil),
		Runtime:      awslambda.Runtime_PROVIDED_AL2023(),
		Architecture: awslambda.Architecture_ARM_64(),
		Handler:      jsii.String("bootstrap"),
		MemorySize:   &memory,
		Timeout:      seconds(timeout),
		Environment:  pointers(variables),
		Role:         role,
		LogGroup:     logs,
		// The platform's three lines an invocation would cost more than the invocation.
		LoggingFormat:         awslambda.LoggingFormat_JSON,
		SystemLogLevelV2:      awslambda.SystemLogLevel_WARN,
		ApplicationLogLevelV2: awslambda.ApplicationLogLevel_INFO,
	})}
}

// sourceVariables are those of every function that puts jobs.
func (f functions) sourceVariables() map[string]string {
	return map[string]string{
		config.VarTable:  *f.table.TableName(),
		config.VarQueues: queuePrefix(f.stack),
	}
}

// allowSource grants what every function that puts jobs does.
func (f functions) allowSource(d deployed) {
	d.allow(sourceTableActions, f.table.TableArn())
	d.allow([]string{"sqs:SendMessage"}, f.queues.channelARNs()...)
}

// allow grants actions on exactly these resources.
func (d deployed) allow(actions []string, resources ...*string) {
	d.role.AddToPrincipalPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings(actions...),
		Resources: &resources,
	}))
}

// batch says how a queue is read.
type batch struct {
	size        float64
	window      time.Duration
	concurrency float64
}

// read lets the function be invoked with batches from a queue. CDK's own event
// source would grant more than the mapping uses.
func (d deployed) read(id string, queue awssqs.Queue, b batch) {
	d.allow([]string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}, queue.QueueArn())
	options := &awslambda.EventSourceMappingOptions{
		EventSourceArn:          queue.QueueArn(),
		BatchSize:               &b.size,
		ReportBatchItemFailures: jsii.Bool(true),
	}
	if b.window > 0 {
		options.MaxBatchingWindow = seconds(b.window)
	}
	if b.concurrency > 0 {
		options.MaxConcurrency = &b.concurrency
	}
	d.function.AddEventSourceMapping(&id, options)
}

// longestAge is how long Lambda keeps an event of an asynchronous invocation.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
const longestAge = 6 * time.Hour

// keepFailures puts what an asynchronous invocation could not do, after two more
// tries, among the dead letters.
func (f functions) keepFailures(id string, d deployed, age time.Duration) {
	d.allow([]string{"sqs:SendMessage"}, f.queues.dead.QueueArn())
	awslambda.NewCfnEventInvokeConfig(f.stack, jsii.String(id+"Failures"), &awslambda.CfnEventInvokeConfigProps{
		FunctionName: d.function.FunctionName(), Qualifier: jsii.String("$LATEST"),
		MaximumEventAgeInSeconds: jsii.Number(age.Seconds()), MaximumRetryAttempts: jsii.Number(2),
		DestinationConfig: &awslambda.CfnEventInvokeConfig_DestinationConfigProperty{
			OnFailure: &awslambda.CfnEventInvokeConfig_OnFailureProperty{Destination: f.queues.dead.QueueArn()},
		},
	})
}

func pointers(values map[string]string) *map[string]*string {
	made := make(map[string]*string, len(values))
	for key, value := range values {
		made[key] = &value
	}
	return &made
}
