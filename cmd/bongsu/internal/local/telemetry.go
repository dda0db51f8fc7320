package local

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/lambdas/telemetry"
	"bongsu/shared/config"
	"bongsu/shared/heard"
	"bongsu/shared/queue"
)

// subscribe puts what is published on the queue, as a rule for each entry would.
func (s *Stack) subscribe(all []config.Telemetry) error {
	if s.mqtt == nil {
		return nil // why it is not there was said
	}
	var errs []error
	for _, t := range all {
		errs = append(errs, s.mqtt.Subscribe(t.Topic, func(topic, client string, payload []byte) {
			body, err := json.Marshal(config.TelemetryMessage{
				Telemetry: t.Name, Topic: topic, Client: client, At: s.clock.Now().UnixMilli(), Data: payload,
			})
			if err == nil {
				err = s.queues.Send(context.Background(), telemetryQueue, queue.Message{Body: body})
			}
			if err != nil {
				s.log.Error("message lost", "topic", topic, "error", err)
			}
		}))
	}
	return errors.Join(errs...)
}

func (s *Stack) heard(c *config.Config) heard.Keeper {
	return heard.Keeper{Store: s.store, Teller: s.teller(c), Telemetry: c.Telemetry, Region: region, Now: s.clock.Now}
}

func (s *Stack) telemetry(ctx context.Context, batch events.SQSEvent) (events.SQSEventResponse, error) {
	c := s.config.Load()
	return telemetry.Handler{
		Telemetry: c.Telemetry, Keeper: s.heard(c), Teller: s.teller(c), Region: region, Log: s.log, Now: s.clock.Now,
	}.Handle(ctx, batch)
}
