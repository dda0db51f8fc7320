package local

import "time"

// Where the product believes itself to be.
const (
	region  = "ap-northeast-2"
	account = "123456789012"
)

// Queues of the stack. What follows channelQueue is the channel's name.
const (
	alarmQueue    = "bongsu-alarm"
	presenceQueue = "bongsu-presence"
	holdQueue     = "bongsu-hold"
	deadQueue     = "bongsu-dead-letters"
	channelQueue  = "bongsu-to-"
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

	deliverBatch, deliverTimeout = 100, 30 * time.Second
	deliverWindow                = 2 * time.Second

	maxReceives = 120
)
