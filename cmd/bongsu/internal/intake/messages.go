package intake

import (
	"context"
	"errors"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
	"bongsu/shared/wording"
)

// Messages puts alerts into the jobs that a source makes of them, one for each
// state, and those into words as deliver does. Neither route nor time counts.
func Messages(ctx context.Context, alerts []alert.Alert, voice wording.Voice) ([]Message, error) {
	const only = "only"
	var put jobs
	teller := source.Teller{
		Store:   incident.NewMemory(),
		Queue:   &put,
		Routes:  config.Routes{config.DefaultRoute: {Targets: []config.Target{{Channel: only}}}},
		Address: func(string) string { return only },
	}
	events := make([]source.Event, len(alerts))
	for i, a := range alerts {
		a.Route = ""
		events[i].Alert = a
	}
	if err := errors.Join(teller.Tell(ctx, events)...); err != nil {
		return nil, err
	}
	messages := make([]Message, len(put))
	for i, job := range put {
		story := wording.Story{Alerts: job.Alerts}
		if len(job.More) > 0 {
			story.More = map[alert.State][]alert.Ref{job.State: job.More}
		}
		messages[i] = Message{ID: job.ID(), Words: voice.Compose(story)}
	}
	return messages, nil
}

// Message is one message to a channel, with the id of its job.
type Message struct {
	ID    string
	Words wording.Message
}

// jobs is a queue that only keeps.
type jobs []queue.Job

// Send keeps a job.
func (j *jobs) Send(_ context.Context, _ string, m queue.Message) error {
	job, err := queue.Decode(m.Body)
	if err == nil {
		*j = append(*j, job)
	}
	return err
}
