package main

import (
	"context"
	"errors"
	"net/http"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awssns "github.com/aws/aws-sdk-go-v2/service/sns"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"

	"bongsu/lambdas/deliver"
	"bongsu/shared/boot"
	"bongsu/shared/channel"
	"bongsu/shared/channel/sns"
	"bongsu/shared/config"
	"bongsu/shared/incident/dynamo"
	"bongsu/shared/queue/sqs"
	"bongsu/shared/secret/ssm"
	"bongsu/shared/warm"
	"bongsu/shared/wording"
)

// function is what serves the one channel of the slice.
type function struct {
	deliver.Handler
	// rehearsal is the same handler over clients that send nothing.
	rehearsal deliver.Handler
	// secret is the channel's, nil if it has none.
	secret *ssm.Parameter
}

func newFunction() (function, error) {
	slice, err := boot.Slice()
	if err != nil {
		return function{}, err
	}
	if slice.Channel == nil {
		return function{}, errors.New("the configuration of this function names no channel")
	}
	variables, err := boot.Variables(config.VarTable, config.VarQueues, config.VarDeadLetters)
	if err != nil {
		return function{}, err
	}
	aws, err := boot.AWS()
	if err != nil {
		return function{}, err
	}
	var f function
	if name := slice.Channel.Settings.SecretName(); name != "" {
		f.secret = ssm.New(aws, name)
	}
	client := channel.NewHTTPClient()
	if f.Handler, err = f.wire(*slice.Channel, variables, aws, client); err != nil {
		return function{}, err
	}
	f.rehearsal, err = f.wire(*slice.Channel, variables, boot.Rehearsal(aws), &http.Client{Transport: warm.New(client)})
	return f, err
}

// wire makes a handler over clients.
func (f function) wire(c config.Channel, variables map[string]string, aws aws.Config, client *http.Client) (deliver.Handler, error) {
	w := channel.World{HTTP: client, Now: boot.Now}
	if f.secret != nil {
		w.Secret, w.Forget = f.secret.Get, f.secret.Forget
	}
	if w.Topic = os.Getenv(config.VarTopic); w.Topic != "" {
		w.Publisher = sns.New(awssns.NewFromConfig(aws))
	}
	opened, err := c.Settings.Open(w)
	if err != nil {
		return deliver.Handler{}, err
	}
	voice, err := wording.NewVoice(c.Language, c.Timezone)
	if err != nil {
		return deliver.Handler{}, err
	}
	return deliver.Handler{
		Name: c.Name, Type: c.Type, Channel: opened, Voice: voice, Quiet: c.Quiet, Heartbeat: c.Heartbeat,
		Store:       dynamo.New(dynamodb.NewFromConfig(aws), variables[config.VarTable]),
		Queue:       sqs.New(awssqs.NewFromConfig(aws)),
		Address:     variables[config.VarQueues] + c.Name,
		DeadLetters: variables[config.VarDeadLetters],
		Fallback:    c.Fallback, Alarms: os.Getenv(config.VarAlarms),
		Pace: new(deliver.Pace), Log: boot.Logger(os.Stderr), Now: boot.Now,
	}, nil
}

// readSecret has the secret at hand when the first alert comes. If it cannot be
// read, that alert says so.
func (f function) readSecret(ctx context.Context) {
	if f.secret != nil {
		_, _ = f.secret.Get(ctx)
	}
}
