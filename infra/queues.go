package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

const (
	alarmTimeout    = 30 * time.Second
	presenceTimeout = 60 * time.Second
	deliverTimeout  = 30 * time.Second

	// chatWindow lets deliver gather a storm into one post.
	chatWindow = 2 * time.Second
	// namedBatch is how many jobs for named recipients an invocation takes: each
	// is a request of its own, of up to ten seconds.
	namedBatch = 10
	// stormWindow lets presence gather it into one job.
	stormWindow = time.Second

	day = 24 * time.Hour
	// keepMessages is how long sources and channels keep what nobody took,
	// keepDead how long the dead lie. SQS counts both from the first sending,
	// so the dead must be kept longer.
	keepMessages = 4 * day
	keepDead     = 14 * day

	// maxReceives is how often a job is tried: deliver spaces the tries by up to
	// 15 minutes, which makes 120 of them more than the 24 hours after which it
	// calls a job too old by itself.
	maxReceives = 120
)

// queues are all queues of the stack.
type queues struct {
	alarm awssqs.Queue
	// presence and hold are nil where no devices are watched.
	presence, hold awssqs.Queue
	// telemetry is nil where no devices send values.
	telemetry awssqs.Queue
	// channels are in the order of the configuration.
	channels []channelQueue
	dead     awssqs.Queue
}

type channelQueue struct {
	name  string
	queue awssqs.Queue
}

func newQueues(stack awscdk.Stack, cfg config.Config) queues {
	q := queues{dead: newQueue(stack, "DeadLetters", awssqs.QueueProps{RetentionPeriod: seconds(keepDead)})}
	source := func(id string, timeout, window time.Duration) awssqs.Queue {
		visibility := visibilityFor(timeout, window)
		return newQueue(stack, id, awssqs.QueueProps{
			RetentionPeriod:   seconds(keepMessages),
			VisibilityTimeout: seconds(visibility),
			// A source never drops: it sees an event again for a day, as long as
			// deliver tries a job, before a person has to look at it. That
			// outlasts the longest outages of what it writes to.
			DeadLetterQueue: &awssqs.DeadLetterQueue{Queue: q.dead, MaxReceiveCount: jsii.Number(float64(day / visibility))},
		})
	}
	q.alarm = source("AlarmQueue", alarmTimeout, 0)
	if cfg.Presence != nil {
		q.presence = source("PresenceQueue", presenceTimeout, stormWindow)
		q.hold = source("HoldQueue", presenceTimeout, stormWindow)
	}
	if len(cfg.Telemetry) > 0 {
		q.telemetry = source("TelemetryQueue", telemetryTimeout, stormWindow)
	}
	for _, ch := range cfg.Channels {
		q.channels = append(q.channels, channelQueue{ch.Name, newQueue(stack, "To-"+ch.Name, awssqs.QueueProps{
			// Sources know a channel's queue by this name, see queuePrefix.
			QueueName:         jsii.String(channelQueueName(stack, ch.Name)),
			RetentionPeriod:   seconds(keepMessages),
			VisibilityTimeout: seconds(visibilityFor(deliverTimeout, chatWindow)),
			DeadLetterQueue:   &awssqs.DeadLetterQueue{Queue: q.dead, MaxReceiveCount: jsii.Number(maxReceives)},
		})})
	}
	return q
}

// newQueue makes a queue that SQS encrypts with its own key (SNS, EventBridge
// and IoT can write to it without a grant on a key of ours) and that refuses
// plain HTTP.
func newQueue(stack awscdk.Stack, id string, props awssqs.QueueProps) awssqs.Queue {
	props.Encryption = awssqs.QueueEncryption_SQS_MANAGED
	props.EnforceSSL = jsii.Bool(true)
	return awssqs.NewQueue(stack, &id, &props)
}

// visibilityFor is AWS's advice: six times the function's time-out, and the
// time that a batch is gathered.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
func visibilityFor(timeout, window time.Duration) time.Duration { return 6*timeout + window }

func (q queues) channel(name string) awssqs.Queue {
	for _, c := range q.channels {
		if c.name == name {
			return c.queue
		}
	}
	return nil
}

// working are the queues that functions read: all but the dead letters.
func (q queues) working() []awssqs.Queue {
	list := []awssqs.Queue{q.alarm}
	if q.presence != nil {
		list = append(list, q.presence, q.hold)
	}
	if q.telemetry != nil {
		list = append(list, q.telemetry)
	}
	for _, c := range q.channels {
		list = append(list, c.queue)
	}
	return list
}

// channelARNs are the queues that sources put jobs on.
func (q queues) channelARNs() []*string {
	var arns []*string
	for _, c := range q.channels {
		arns = append(arns, c.queue.QueueArn())
	}
	return arns
}

func channelQueueName(stack awscdk.Stack, channel string) string {
	return *stack.StackName() + "-to-" + channel
}

// queuePrefix is the URL of every channel's queue up to the channel's name. One
// variable for all: 4 KB of variables would limit the number of channels.
func queuePrefix(stack awscdk.Stack) string {
	return "https://sqs." + *stack.Region() + "." + *stack.UrlSuffix() + "/" + *stack.Account() + "/" + channelQueueName(stack, "")
}

func seconds(d time.Duration) awscdk.Duration {
	return awscdk.Duration_Seconds(jsii.Number(d.Seconds()))
}
