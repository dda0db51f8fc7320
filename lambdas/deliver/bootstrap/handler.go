package main

import (
	"errors"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awssns "github.com/aws/aws-sdk-go-v2/service/sns"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	awsssm "github.com/aws/aws-sdk-go-v2/service/ssm"

	"bongsu/lambdas/deliver"
	"bongsu/shared/boot"
	"bongsu/shared/channel"
	"bongsu/shared/channel/sns"
	"bongsu/shared/config"
	"bongsu/shared/incident/dynamo"
	"bongsu/shared/queue/sqs"
	"bongsu/shared/secret/ssm"
	"bongsu/shared/wording"
)

// handler wires the function of the one channel in its slice.
func handler() (deliver.Handler, error) {
	slice, err := boot.Slice()
	if err != nil {
		return deliver.Handler{}, err
	}
	if slice.Channel == nil {
		return deliver.Handler{}, errors.New("the configuration of this function names no channel")
	}
	c := *slice.Channel
	variables, err := boot.Variables(config.VarTable, config.VarQueues, config.VarDeadLetters)
	if err != nil {
		return deliver.Handler{}, err
	}
	aws, err := boot.AWS()
	if err != nil {
		return deliver.Handler{}, err
	}
	opened, err := c.Settings.Open(world(aws, c.Settings.SecretName()))
	if err != nil {
		return deliver.Handler{}, err
	}
	voice, err := wording.NewVoice(c.Language, c.Timezone)
	if err != nil {
		return deliver.Handler{}, err
	}
	return deliver.Handler{
		Name: c.Name, Channel: opened, Voice: voice, Quiet: c.Quiet, Heartbeat: c.Heartbeat,
		Store:       dynamo.New(dynamodb.NewFromConfig(aws), variables[config.VarTable]),
		Queue:       sqs.New(awssqs.NewFromConfig(aws)),
		Address:     variables[config.VarQueues] + c.Name,
		DeadLetters: variables[config.VarDeadLetters],
		Log:         boot.Logger(os.Stderr), Now: boot.Now,
	}, nil
}

// world is what the channel may touch: its one secret, or its one topic.
func world(aws aws.Config, name string) channel.World {
	w := channel.World{HTTP: channel.NewHTTPClient()}
	if name != "" {
		parameter := ssm.New(awsssm.NewFromConfig(aws), name)
		w.Secret, w.Forget = parameter.Get, parameter.Forget
	}
	if w.Topic = os.Getenv(config.VarTopic); w.Topic != "" {
		w.Publisher = sns.New(awssns.NewFromConfig(aws))
	}
	return w
}
