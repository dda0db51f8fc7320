package deliver

import (
	"context"
	"encoding/json"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/alert"
	"bongsu/shared/queue"
)

// Rehearse tells an alert that never was, by everything that a real one takes. It
// is for a handler whose store, queue and channel send nothing. What goes wrong
// is of no interest: a real alert says it better.
func (h Handler) Rehearse(ctx context.Context) {
	h.Log = slog.New(slog.DiscardHandler)
	threshold := 1.0
	body, err := queue.Encode(queue.Job{
		Channel: h.Name, Group: "rehearsal", State: alert.Firing, Urgent: true,
		Alerts: []alert.Alert{{
			Key: "rehearsal", Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: "rehearsal", At: h.Now(),
			Measurement: &alert.Measurement{Comparison: alert.Above, Threshold: &threshold, Points: []alert.Point{{Value: 2}}},
			Links:       []alert.Link{{To: alert.ToAlarm, URL: "https://example.com/"}},
		}},
	})
	if err != nil {
		return
	}
	var event events.SQSEvent
	data, err := json.Marshal(events.SQSEvent{Records: []events.SQSMessage{{MessageId: "rehearsal", Body: string(body)}}})
	if err != nil || json.Unmarshal(data, &event) != nil {
		return
	}
	if answer, err := h.Handle(ctx, event); err == nil {
		_, _ = json.Marshal(answer)
	}
}
