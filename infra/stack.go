package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// newStack is the table of contents; each part has its file. code holds the
// functions' assets by id. The stack is tied to no account and no region. Where the
// configuration asks for it, a second one is made beside it, see addGlobal.
func newStack(app awscdk.App, name string, cfg config.Config, code map[string]string) (awscdk.Stack, error) {
	stack := awscdk.NewStack(app, &name, &awscdk.StackProps{
		Description: jsii.String("Bongsu: tells people what their AWS account and their devices need them to know"),
	})

	table := newTable(stack)
	queues := newQueues(stack, cfg)
	topic := newAlarmTopic(stack, queues)
	makes := functions{stack, code, table, queues}

	global, err := addGlobal(app, stack, makes, cfg)
	if err != nil {
		return nil, err
	}
	alarm := addAlarmSource(makes, append([]*string{topic.TopicArn()}, global...), cfg)
	all := []deployed{alarm}
	if len(cfg.Digests) > 0 {
		digest, err := addDigestSource(makes, cfg.Digests)
		if err != nil {
			return nil, err
		}
		all = append(all, digest)
	}
	if len(cfg.Pictured()) > 0 {
		// Its failures are nobody's alarm: they cost a picture, and no news.
		addPictures(makes, all...)
	}
	if cfg.Presence != nil {
		all = append(all, addPresenceSource(makes))
	}
	if len(cfg.Logs) > 0 {
		logs, err := addLogSource(makes, cfg.Logs)
		if err != nil {
			return nil, err
		}
		all = append(all, logs)
	}
	if len(cfg.Polls) > 0 {
		all = append(all, addPollSource(makes, cfg.Polls))
	}
	if len(cfg.Telemetry) > 0 {
		all = append(all, addTelemetrySource(makes, cfg.Telemetry))
	}
	for _, ch := range cfg.Channels {
		deliver, err := addChannel(makes, ch)
		if err != nil {
			return nil, err
		}
		all = append(all, deliver)
	}
	addTick(makes)
	if err := addAlarms(stack, topic, alarmsOf(cfg, false)); err != nil {
		return nil, err
	}
	watchdog := newWatchdog(stack, cfg)
	watchdog.watch(queues, all)
	if cfg.Heartbeat != nil {
		addHeartbeat(stack, topic, watchdog, cfg)
	}
	addOutputs(stack, topic, watchdog, queues)
	return stack, nil
}
