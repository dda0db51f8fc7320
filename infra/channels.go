package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"bongsu/shared/config"
)

// addChannel makes the function that serves one channel. It alone may read the
// channel's secret, or publish to its topic.
func addChannel(f functions, ch config.Channel) (deployed, error) {
	variables := f.sourceVariables()
	variables[config.VarDeadLetters] = *f.queues.dead.QueueUrl()
	var topic awssns.Topic
	if ch.Type == "email" {
		to, err := addresses(ch)
		if err != nil {
			return deployed{}, err
		}
		topic = newMailTopic(f.stack, ch.Name, to)
		variables[config.VarTopic] = *topic.TopicArn()
	}

	fallback := ch.Fallback != ""
	if fallback {
		variables[config.VarAlarms] = *f.queues.alarm.QueueUrl()
	}

	own := f.queues.channel(ch.Name)
	deliver := f.add(deliverID(ch.Name), "Bongsu: delivers to the channel "+ch.Name, deliverTimeout, variables)
	deliver.allow(deliverTableActions, f.table.TableArn())
	deliver.allow([]string{"sqs:ChangeMessageVisibility"}, own.QueueArn())
	deliver.allow([]string{"sqs:SendMessage"}, f.queues.dead.QueueArn())
	if fallback {
		deliver.allow([]string{"sqs:SendMessage"}, f.queues.alarm.QueueArn())
	}
	if ch.Reported() {
		// What became of a message is a question to itself.
		deliver.allow([]string{"sqs:SendMessage"}, own.QueueArn())
	}
	if topic != nil {
		deliver.allow([]string{"sns:Publish"}, topic.TopicArn())
	}
	if name := ch.Settings.SecretName(); name != "" {
		// A SecureString under the key aws/ssm needs no grant on the key.
		deliver.allow([]string{"ssm:GetParameter"}, parameterARN(f.stack, name))
	}
	// A storm reaches deliver as few, merged jobs; a hundred claims and one post
	// stay far within the time-out. Lambda itself ends a batch at 6 MB, so that
	// large jobs come in smaller ones. Two at a time is SQS's minimum, and
	// unlike reserved concurrency it does not burn receives of healthy jobs.
	size, window := 100.0, chatWindow
	if ch.Named() {
		// A request each, so no more than fit into one invocation, and nothing
		// to gain by waiting for company.
		size, window = namedBatch, 0
	}
	deliver.read("FromQueue", own, batch{size: size, window: window, concurrency: 2})
	return deliver, nil
}

// newMailTopic is the topic of one e-mail channel. Only our function publishes
// to it, and SNS's own key lets anybody of the account use it who may publish:
// no second key to pay, and none to grant.
func newMailTopic(stack awscdk.Stack, channel string, to []string) awssns.Topic {
	topic := awssns.NewTopic(stack, jsii.String("Mail-"+channel), &awssns.TopicProps{
		DisplayName: jsii.String("Bongsu"),
		MasterKey:   awskms.Alias_FromAliasName(stack, jsii.String("MailKey-"+channel), jsii.String("alias/aws/sns")),
		EnforceSSL:  jsii.Bool(true),
	})
	subscribeMail(stack, topic, "Mail-"+channel, to)
	return topic
}

// subscribeMail sends each address a message that asks it to confirm.
func subscribeMail(stack awscdk.Stack, topic awssns.Topic, id string, to []string) {
	for _, address := range to {
		awssns.NewSubscription(stack, jsii.String(id+"-"+idOf(address)), &awssns.SubscriptionProps{
			Topic:    topic,
			Protocol: awssns.SubscriptionProtocol_EMAIL,
			Endpoint: &address,
		})
	}
}

// addresses reads whom an e-mail channel writes to. The settings are read as
// the data they travel as: this app knows the configuration, not the channels.
func addresses(ch config.Channel) ([]string, error) {
	var settings struct {
		To []string `json:"to"`
	}
	data, err := json.Marshal(ch.Settings)
	if err == nil {
		err = json.Unmarshal(data, &settings)
	}
	if err != nil {
		return nil, fmt.Errorf("channel %s: %w", ch.Name, err)
	}
	if len(settings.To) == 0 {
		return nil, fmt.Errorf("channel %s: no address to write to: list at least one under the key to", ch.Name)
	}
	return settings.To, nil
}

// parameterARN names one SSM parameter; its leading slash is part of the
// ARN's separator.
func parameterARN(stack awscdk.Stack, name string) *string {
	return stack.FormatArn(&awscdk.ArnComponents{
		Service:      jsii.String("ssm"),
		Resource:     jsii.String("parameter"),
		ResourceName: jsii.String(strings.TrimPrefix(name, "/")),
	})
}
