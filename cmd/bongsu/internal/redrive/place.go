// Package redrive brings dead letters back: it finds them, says why each died,
// and puts each on the queue that it belongs to, or invokes the function that
// failed with it. It tells nobody anything: what was told already, the functions
// know.
package redrive

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bongsu/shared/queue"
)

// The sources' queues, by how the stack calls them. CloudFormation makes a name
// of the stack's, this and something random.
const (
	alarmQueue     = "AlarmQueue"
	presenceQueue  = "PresenceQueue"
	holdQueue      = "HoldQueue"
	telemetryQueue = "TelemetryQueue"
)

// channelQueue stands between the stack's and the channel's name in the name of a
// channel's queue.
const channelQueue = "-to-"

// Place is where the dead letters of a stack lie, and where they came from.
type Place struct {
	Stack string
	// Account is the AWS account of all that is here.
	Account string
	// Dead is the address of the dead letters.
	Dead string
	// Sources are the queues that give up to it, by name.
	Sources map[string]Source
}

// Source is a queue that gives up to the dead letters.
type Source struct {
	Address string
	// MaxReceives is after how many receipts it gives up.
	MaxReceives int
}

// Finder looks for queues. Addresses are URLs, whose last part is the name.
type Finder interface {
	// List gives the addresses of the queues whose names begin with prefix.
	List(ctx context.Context, prefix string) ([]string, error)
	// Sources gives the addresses of the queues that give up to this one.
	Sources(ctx context.Context, address string) ([]string, error)
	// Redrive says when a queue gives up, and to which queue's name.
	Redrive(ctx context.Context, address string) (queue.Redrive, error)
}

// Find finds the dead letters of a stack by its channels' queues, whose names
// are known: all of them give up to the same queue.
func Find(ctx context.Context, f Finder, stack string) (Place, error) {
	channels, err := f.List(ctx, stack+channelQueue)
	if err != nil {
		return Place{}, err
	}
	if len(channels) == 0 {
		return Place{}, fmt.Errorf("no queue is called %s%s* in this account and region: name the stack with --stack, the account and region with AWS_PROFILE and AWS_REGION", stack, channelQueue)
	}
	first := channels[0]
	gives, err := f.Redrive(ctx, first)
	if err != nil {
		return Place{}, err
	}
	if gives.Queue == "" {
		return Place{}, fmt.Errorf("queue %s has no dead-letter queue: deploy the stack again", nameOf(first))
	}
	base := first[:strings.LastIndexByte(first, '/')]
	p := Place{Stack: stack, Account: nameOf(base), Dead: base + "/" + gives.Queue, Sources: map[string]Source{}}
	sources, err := f.Sources(ctx, p.Dead)
	if err != nil {
		return Place{}, err
	}
	for _, address := range sources {
		gives, err := f.Redrive(ctx, address)
		if err != nil {
			return Place{}, err
		}
		p.Sources[nameOf(address)] = Source{address, gives.MaxReceives}
	}
	return p, nil
}

func nameOf(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }

// Name is that of the dead-letter queue.
func (p Place) Name() string { return nameOf(p.Dead) }

// Channels are the channels that have a queue, in order.
func (p Place) Channels() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(p.Sources)) {
		if channel, ok := strings.CutPrefix(name, p.Stack+channelQueue); ok {
			names = append(names, channel)
		}
	}
	return names
}

func (p Place) channel(name string) (string, bool) {
	s, ok := p.Sources[p.Stack+channelQueue+name]
	return s.Address, ok
}

// source finds a source's queue by how the stack calls it.
func (p Place) source(id string) (string, bool) {
	for name, s := range p.Sources {
		if strings.HasPrefix(name, p.Stack+"-"+id) {
			return s.Address, true
		}
	}
	return "", false
}

// stranger says why the function of an ARN is none of the stack's; empty if it
// is one. CloudFormation makes its name of the stack's, its own and something
// random, with dashes between: where there are more, the stack is another one.
func (p Place) stranger(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) >= 7 && parts[2] == "lambda" && parts[4] == p.Account && parts[5] == "function" {
		if own, ok := strings.CutPrefix(parts[6], p.Stack+"-"); ok && own != "" && strings.Count(own, "-") <= 1 {
			return ""
		}
	}
	return fmt.Sprintf("%s is no function of stack %s in account %s: invoke it yourself, with the letter's requestPayload", arn, p.Stack, p.Account)
}
