package local

import "time"

// Where the product believes itself to be.
const (
	region  = "ap-northeast-2"
	account = "123456789012"
)

// Queues of the stack. What follows channelQueue is the channel's name.
const (
	alarmQueue     = "bongsu-alarm"
	presenceQueue  = "bongsu-presence"
	holdQueue      = "bongsu-hold"
	telemetryQueue = "bongsu-telemetry"
	// logsQueue stands for the one in which Lambda keeps what CloudWatch Logs
	// invokes a function with.
	logsQueue    = "bongsu-logs"
	deadQueue    = "bongsu-dead-letters"
	channelQueue = "bongsu-to-"
)

func queueARN(name string) string { return "arn:aws:sqs:" + region + ":" + account + ":" + name }
func topicARN(channel string) string {
	return "arn:aws:sns:" + region + ":" + account + ":bongsu-" + channel
}

// As the stack has them: how a queue is read, how long a function may run.
const (
	alarmBatch, alarmTimeout = 10, 30 * time.Second

	presenceBatch, presenceTimeout = 1000, 60 * time.Second
	presenceWindow                 = time.Second
	holdBatch                      = 10

	telemetryBatch, telemetryTimeout = 500, 60 * time.Second
	telemetryWindow                  = time.Second

	logsBatch, logsTimeout = 1, 60 * time.Second
	// Lambda tries an asynchronous invocation three times.
	logsReceives = 3

	deliverBatch, deliverTimeout = 100, 30 * time.Second
	deliverWindow                = 2 * time.Second
	// Who names recipients is told at once.
	namedBatch = 10

	maxReceives = 120
)
