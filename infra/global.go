package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// addGlobal makes a second stack for the alarms whose metrics exist in
// config.GlobalRegion only, if there are any. Its topic is known by its name, so
// that the main stack listens to it without a reference across regions and
// without knowing its own region or account. The main stack comes after it: SNS
// refuses a subscription to a topic that is not there.
func addGlobal(app awscdk.App, stack awscdk.Stack, f functions, cfg config.Config) ([]*string, error) {
	if !cfg.Global() {
		return nil, nil
	}
	name := *stack.StackName() + "-global"
	global := awscdk.NewStack(app, &name, &awscdk.StackProps{
		Description: jsii.String("Bongsu: alarms on what AWS measures in " + config.GlobalRegion + " only"),
		Env:         &awscdk.Environment{Region: jsii.String(config.GlobalRegion)},
	})
	topicName := name + "-alarms"
	topic := alarmTopic(global, &topicName)
	if err := addAlarms(global, topic, alarmsOf(cfg, true)); err != nil {
		return nil, err
	}
	awscdk.NewCfnOutput(global, jsii.String("AlarmTopic"), &awscdk.CfnOutputProps{
		Description: jsii.String("Point an existing CloudWatch alarm of " + config.GlobalRegion + " here: add this ARN to its alarm and OK actions"),
		Value:       topic.TopicArn(),
	})
	stack.AddStackDependency(global, nil)
	arn := stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("sns"), Region: jsii.String(config.GlobalRegion), Resource: &topicName})
	listenIn(f.stack, f.queues, "Global", *arn, config.GlobalRegion)
	return []*string{arn}, nil
}

// alarmsOf are the configured alarms of one of the two stacks.
func alarmsOf(cfg config.Config, global bool) []config.Alarm {
	var alarms []config.Alarm
	for _, a := range cfg.Alarms {
		if a.Global == global {
			alarms = append(alarms, a)
		}
	}
	return alarms
}
