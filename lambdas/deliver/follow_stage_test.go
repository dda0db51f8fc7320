package deliver

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/queue"
)

// phones is a channel to named recipients whose provider says later whom it
// reached.
type phones struct {
	stageChannel
	said  channel.Report
	err   error
	tries int
}

func (p *phones) Layout(d channel.Delivery) ([]byte, error) { return json.Marshal(d.Message.Title) }

func (p *phones) Send(ctx context.Context, d channel.Delivery) (channel.Receipt, error) {
	_, err := p.stageChannel.Send(ctx, d)
	return channel.Receipt{Reference: "req-1"}, err
}

func (p *phones) Report(context.Context, string, []string) (channel.Report, error) {
	return p.said, p.err
}

func (p *phones) Resends() int { return p.tries }

// put is what went to a queue.
type put struct {
	to string
	queue.Message
}

// phoneStage is a stage whose queues can be looked at.
type phoneStage struct {
	*stage
	*phones
	puts []put
	now  time.Time
}

func (s *phoneStage) Send(_ context.Context, to string, m queue.Message) error {
	if s.full {
		return errors.New("no room")
	}
	s.puts = append(s.puts, put{to, m})
	return nil
}

func newPhoneStage(t *testing.T) *phoneStage {
	s := &phoneStage{stage: newStage(t), now: noon}
	s.phones = &phones{stageChannel: stageChannel{s.stage}, tries: 2}
	s.Type, s.Channel, s.Queue, s.Now = "sens", s.phones, s, func() time.Time { return s.now }
	s.Fallback, s.Alarms = "!chat", "alarms"
	return s
}

// take gives the jobs that were put on the channel's own queue, and forgets all puts.
func (s *phoneStage) take(t *testing.T) []queue.Job {
	t.Helper()
	var jobs []queue.Job
	for _, p := range s.puts {
		if p.to != "own" {
			t.Errorf("put on %s: %s", p.to, p.Body)
			continue
		}
		job, err := queue.Decode(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, job)
	}
	s.puts = nil
	return jobs
}

func toPhones(numbers ...string) queue.Job {
	return queue.Job{Channel: "chat", Group: "g", State: alert.Firing, To: numbers, Alerts: []alert.Alert{
		{Key: "a", Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: "a", At: noon},
	}}
}
