package local

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/cmd/bongsu/internal/subscription"
	"bongsu/lambdas/logmatch"
	"bongsu/shared/config"
	"bongsu/shared/logpattern"
)

// files follows the files that are watched. No agent stands between them and us.
func (s *Stack) files(logs []config.Log) error {
	for _, l := range logs {
		if l.File == "" {
			continue
		}
		end, err := s.Follow(l, l.File)
		if err != nil {
			return err
		}
		s.ends = append(s.ends, end)
	}
	return nil
}

// Follow takes the lines of a file for those of a watch's log group, until end
// is called.
func (s *Stack) Follow(l config.Log, path string) (end func() error, err error) {
	filter, err := logpattern.Parse(l.Filter)
	if err != nil {
		return nil, fmt.Errorf("log watch %s: %w", l.Name, err)
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	watch := subscription.Watch{Group: l.Group, Name: l.Name, Filter: filter, Path: path}
	return subscription.Start([]subscription.Watch{watch}, subscription.Options{
		Stream: host, Account: account, Now: s.clock.Now,
		Deliver: func(payload []byte) error {
			return s.Put(context.Background(), intake.Part{Logs: true, Body: payload})
		},
		Trouble: func(_ subscription.Watch, err error) { s.onFile(l.Name, err) },
	}).Close, nil
}

// logs invokes the log watch as CloudWatch Logs does, with one event at a time.
func (s *Stack) logs(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	c := s.config.Load()
	h, err := logmatch.New(c.LogSlice(), logmatch.World{
		Teller: s.teller(c), Region: region, Log: s.log, Now: s.clock.Now,
	})
	if err != nil {
		return events.SQSEventResponse{}, err
	}
	var errs []error
	for _, r := range batch.Records {
		_, err := h.Handle(ctx, []byte(r.Body))
		errs = append(errs, err)
	}
	return events.SQSEventResponse{}, errors.Join(errs...)
}
