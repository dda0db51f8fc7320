package main

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// logTimeout is for a batch of ten thousand lines of which several watches want
// some.
const logTimeout = 60 * time.Second

// addLogSource makes the function that watches logs, and feeds it by one
// subscription filter a group: a log group takes two, and the other may be
// somebody else's.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
func addLogSource(f functions, logs []config.Log) (deployed, error) {
	match := f.add("Logmatch", "Bongsu: turns watched log lines into jobs for the channels", logTimeout, f.sourceVariables())
	f.allowSource(match)
	// A throttled event is tried for as long as Lambda keeps one.
	f.keepFailures("Logmatch", match, longestAge)
	files := addFileGroups(f.stack, logs)
	groups, watches := config.LogGroups(logs)
	for _, group := range groups {
		if config.OwnGroup(group, *f.stack.StackName()) {
			return deployed{}, fmt.Errorf("log group %s is one of this stack's own functions: each line told would write the next one", group)
		}
		id := idOf(group)
		allowed := awslambda.NewCfnPermission(f.stack, jsii.String("LogsMayInvoke-"+id), &awslambda.CfnPermissionProps{
			Action:        jsii.String("lambda:InvokeFunction"),
			FunctionName:  match.function.FunctionArn(),
			Principal:     jsii.String("logs." + *f.stack.Region() + ".amazonaws.com"),
			SourceAccount: f.stack.Account(),
			SourceArn: f.stack.FormatArn(&awscdk.ArnComponents{
				Service: jsii.String("logs"), Resource: jsii.String("log-group"), ResourceName: jsii.String(group + ":*"),
				ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
			}),
		})
		// Several watches are told apart by the function, which then sees all.
		pattern := ""
		if of := watches[group]; len(of) == 1 {
			pattern = of[0].Filter
		}
		filter := awslogs.NewCfnSubscriptionFilter(f.stack, jsii.String("Logs-"+id), &awslogs.CfnSubscriptionFilterProps{
			DestinationArn: match.function.FunctionArn(), FilterPattern: &pattern, LogGroupName: &group,
		})
		// Logs sends a test message while the filter is made.
		filter.Node().AddDependency(allowed)
		if own, made := files[group]; made {
			filter.Node().AddDependency(own)
		}
	}
	return match, nil
}

// addFileGroups makes the log groups that the agents on servers write the watched
// files to. The files themselves stay where they are, so that the groups go with
// the stack.
func addFileGroups(stack awscdk.Stack, logs []config.Log) map[string]awslogs.LogGroup {
	made := make(map[string]awslogs.LogGroup)
	for _, l := range logs {
		if l.File == "" {
			continue
		}
		made[l.Group] = awslogs.NewLogGroup(stack, jsii.String("File-"+idOf(l.Group)), &awslogs.LogGroupProps{
			LogGroupName:  &l.Group,
			Retention:     awslogs.RetentionDays_ONE_MONTH,
			RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
		})
	}
	return made
}
