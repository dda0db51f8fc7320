// Package wire puts together what a source runs on in AWS: the table, the
// queues, its part of the configuration. It decides nothing.
package wire

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"

	"bongsu/shared/alert"
	"bongsu/shared/boot"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/incident/dynamo"
	"bongsu/shared/queue/sqs"
	"bongsu/shared/source"
)

// Source is what a source function needs.
type Source struct {
	Teller source.Teller
	// Records are all that the teller's store remembers.
	Records   incident.Lister
	Queue     *sqs.Queue
	Slice     config.Slice
	Variables map[string]string
	// AWS is what further clients are made of, Region where the function runs.
	AWS    aws.Config
	Region string
	Log    *slog.Logger
	Now    func() time.Time
	// Rehearsal is a teller like the other that sends nothing.
	Rehearsal source.Teller
}

// NewSource reads the surroundings of a source function. more are variables that
// it needs besides those of every source. It calls nobody.
func NewSource(more ...string) (Source, error) {
	variables, err := boot.Variables(append(more, config.VarTable, config.VarQueues)...)
	if err != nil {
		return Source{}, err
	}
	slice, err := boot.Slice()
	if err != nil {
		return Source{}, err
	}
	cfg, err := boot.AWS()
	if err != nil {
		return Source{}, err
	}
	store := func(cfg aws.Config) *dynamo.Store {
		return dynamo.New(dynamodb.NewFromConfig(cfg), variables[config.VarTable])
	}
	kept := store(cfg)
	teller := func(cfg aws.Config, kept *dynamo.Store, queues *sqs.Queue) source.Teller {
		return source.Teller{
			Store:   kept,
			Queue:   queues,
			Routes:  slice.Routes,
			Mutes:   slice.Mute,
			Now:     boot.Now,
			Address: func(channel string) string { return variables[config.VarQueues] + channel },
		}
	}
	queues, rehearsal := sqs.New(awssqs.NewFromConfig(cfg)), boot.Rehearsal(cfg)
	return Source{
		Teller: teller(cfg, kept, queues), Records: kept,
		Rehearsal: teller(rehearsal, store(rehearsal), sqs.New(awssqs.NewFromConfig(rehearsal))),
		Queue:     queues, Slice: slice, Variables: variables, AWS: cfg, Region: cfg.Region, Log: boot.Logger(os.Stderr), Now: boot.Now,
	}, nil
}

// Rehearse tells an alert that never was, without sending anything. What goes
// wrong is of no interest: a real alert says it better.
func (s Source) Rehearse(ctx context.Context) {
	_ = s.Rehearsal.Tell(ctx, []source.Event{{Alert: alert.Alert{
		Key: "rehearsal", Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: "rehearsal", At: s.Now(),
	}}})
}

// Exit ends a program that could not start, or whose one event at a desk failed.
func Exit(err error) { boot.Exit(err) }
