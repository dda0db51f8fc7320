package deliver

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// night is a stage at 3 in the morning, quiet until 7.
func night(t *testing.T) (*stage, *time.Time) {
	s := newStage(t)
	now := time.Date(2026, 9, 25, 3, 0, 0, 0, time.UTC)
	s.Quiet = &config.Hours{From: 22 * 60, To: 7 * 60}
	s.Now = func() time.Time { return now }
	return s, &now
}

// happen records a phase and gives its message.
func (s *stage) happen(t *testing.T, key string, state alert.State, at time.Time, change func(*queue.Job)) events.SQSMessage {
	t.Helper()
	group := key + string(state) + at.Format(time.RFC3339)
	_, err := incident.Update(t.Context(), s.store, incident.Record{Key: key}, func(r *incident.Record) bool {
		if r.Revision == 0 {
			read, err := s.store.Records(t.Context(), []string{key})
			if err != nil {
				t.Fatal(err)
			}
			*r = read[key]
		}
		r.Insert(incident.Phase{State: state, At: at, Group: group})
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	job := queue.Job{Channel: "chat", Group: group, State: state, Alerts: []alert.Alert{
		{Key: key, Kind: alert.Alarm, State: state, Severity: alert.Warning, Subject: key, At: at},
	}}
	if change != nil {
		change(&job)
	}
	return jobMessage(t, job)
}

func jobMessage(t *testing.T, job queue.Job) events.SQSMessage {
	t.Helper()
	body, err := queue.Encode(job)
	if err != nil {
		t.Fatal(err)
	}
	return events.SQSMessage{MessageId: job.ID(), ReceiptHandle: job.ID(), Body: string(body), Attributes: map[string]string{"ApproximateReceiveCount": "1"}}
}

// due takes what is due by now off the table, as messages.
func (s *stage) due(t *testing.T) []events.SQSMessage {
	t.Helper()
	all, err := s.store.Due(t.Context(), s.Now(), 100)
	if err != nil {
		t.Fatal(err)
	}
	var messages []events.SQSMessage
	for _, d := range all {
		messages = append(messages, events.SQSMessage{MessageId: d.ID, ReceiptHandle: d.ID, Body: string(d.Body), Attributes: map[string]string{"ApproximateReceiveCount": "1"}})
		if err := s.store.DropDue(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
	}
	return messages
}

func (s *stage) titles() string {
	var all []string
	for _, d := range s.sent {
		all = append(all, d.Message.Title)
	}
	return strings.Join(all, " | ")
}

func TestQuietHoursHoldBackWhatCanWait(t *testing.T) {
	s, now := night(t)
	critical := func(j *queue.Job) { j.Urgent = true; j.Alerts[0].Severity = alert.Critical }
	s.handle(t, s.happen(t, "a", alert.Firing, *now, nil), s.happen(t, "b", alert.Firing, *now, critical))
	if got := s.titles(); got != "ALARM: b" {
		t.Fatalf("at night: %s", got)
	}
	*now = now.Add(4*time.Hour - time.Minute)
	if m := s.due(t); len(m) != 0 {
		t.Fatalf("due before the end of the night: %d", len(m))
	}
	*now = now.Add(time.Minute)
	s.handle(t, s.due(t)...)
	if got := s.titles(); got != "ALARM: b | Warning: a" {
		t.Errorf("in the morning: %s", got)
	}
}

func TestWhatIsOverByMorningIsNotTold(t *testing.T) {
	s, now := night(t)
	s.handle(t, s.happen(t, "a", alert.Firing, *now, nil))
	// The recovery names no severity, so quiet hours do not hold it back; but
	// there is nothing to take back.
	s.handle(t, s.happen(t, "a", alert.Recovered, now.Add(time.Hour), func(j *queue.Job) { j.Urgent = true }))
	*now = now.Add(5 * time.Hour)
	s.handle(t, s.due(t)...)
	if len(s.sent) != 0 {
		t.Errorf("told: %s", s.titles())
	}
}

func TestRecoveryOfWhatWasToldBeforeTheNight(t *testing.T) {
	s, now := night(t)
	*now = now.Add(-6 * time.Hour) // nine in the evening
	s.handle(t, s.happen(t, "a", alert.Firing, *now, nil))
	*now = now.Add(6 * time.Hour)
	s.handle(t, s.happen(t, "a", alert.Recovered, *now, nil))
	if got := s.titles(); got != "Warning: a" {
		t.Fatalf("at night: %s", got)
	}
	*now = now.Add(4 * time.Hour)
	s.handle(t, s.due(t)...)
	if got := s.titles(); got != "Warning: a | Recovered after 6 h: a" {
		t.Errorf("in the morning: %s", got)
	}
}

func TestStillWrongIsToldAgain(t *testing.T) {
	s, now := night(t)
	s.Quiet = nil
	began := *now
	s.handle(t, s.happen(t, "a", alert.Firing, began, func(j *queue.Job) { j.Repeat = 4 * time.Hour }))
	for range 2 {
		*now = now.Add(4 * time.Hour)
		again := s.due(t)
		s.handle(t, again...)
		s.handle(t, again...) // delivered twice
	}
	*now = now.Add(time.Hour)
	s.handle(t, s.happen(t, "a", alert.Recovered, *now, nil))
	*now = now.Add(24 * time.Hour)
	s.handle(t, s.due(t)...)
	want := "Warning: a | Warning, still so after 4 h: a | Warning, still so after 8 h: a | Recovered after 9 h: a"
	if got := s.titles(); got != want || len(s.dead) > 0 {
		t.Errorf("got  %s\nwant %s\ndead %v", got, want, s.dead)
	}
}

func TestRepetitionGoesOnForDays(t *testing.T) {
	s, now := night(t)
	s.Quiet = nil
	s.handle(t, s.happen(t, "a", alert.Firing, *now, func(j *queue.Job) { j.Repeat = 12 * time.Hour }))
	for range 6 {
		*now = now.Add(12 * time.Hour)
		s.handle(t, s.due(t)...)
	}
	if len(s.sent) != 7 || len(s.dead) != 0 {
		t.Errorf("told %d times, dead %d", len(s.sent), len(s.dead))
	}
}

func TestLongWaitsAreNotTooOld(t *testing.T) {
	s, now := night(t)
	s.Quiet = nil
	m := s.happen(t, "a", alert.Firing, now.Add(-72*time.Hour), func(j *queue.Job) { j.Wait = 72 * time.Hour })
	redriven := s.happen(t, "b", alert.Firing, now.Add(-72*time.Hour), func(j *queue.Job) { j.Redriven = *now })
	if s.handle(t, m, redriven); len(s.dead) != 0 || len(s.sent) != 1 {
		t.Errorf("dead %v, told %s", s.dead, s.titles())
	}
}

func TestADeadJobCanBeSentAgain(t *testing.T) {
	s := newStage(t)
	m := message(t, "a", 0)
	if err := s.store.Settle(t.Context(), incident.Mark{ID: "a/chat", Status: incident.Dead}); err != nil {
		t.Fatal(err)
	}
	if failed := s.handle(t, m); failed != nil || len(s.sent) != 1 {
		t.Errorf("failed %v, sent %d", failed, len(s.sent))
	}
}

// TestARepetitionNeverFollowsTheEnd: the end arrives while the repetition is
// with the provider.
func TestARepetitionNeverFollowsTheEnd(t *testing.T) {
	s, now := night(t)
	s.Quiet = nil
	s.handle(t, s.happen(t, "a", alert.Firing, *now, func(j *queue.Job) { j.Repeat = 4 * time.Hour }))
	*now = now.Add(4 * time.Hour)
	again := s.due(t)
	var end events.SQSMessage
	var failed []string
	s.fail = func(channel.Delivery) error {
		s.fail = func(channel.Delivery) error { return nil }
		end = s.happen(t, "a", alert.Recovered, *now, nil)
		failed = s.handle(t, end)
		return nil
	}
	s.handle(t, again...)
	if len(failed) != 1 {
		t.Fatalf("the end does not wait: %s", s.titles())
	}
	s.handle(t, end)
	if got := s.titles(); got != "Warning: a | Warning, still so after 4 h: a | Recovered after 4 h: a" {
		t.Errorf("told: %s", got)
	}
}

// TestSilenceWaitsForWhatItRestsOn: a return that would be told together with
// its loss is not over with while the loss is not told.
func TestSilenceWaitsForWhatItRestsOn(t *testing.T) {
	s, now := night(t)
	s.Quiet = nil
	down := s.happen(t, "a", alert.Firing, *now, nil)
	up := s.happen(t, "a", alert.Recovered, now.Add(time.Minute), nil)
	s.fail = func(channel.Delivery) error { return &channel.Error{Err: errTrouble} }
	if failed := s.handle(t, down, up); len(failed) != 2 {
		t.Fatalf("failed %v: the other half would never be told", failed)
	}
	s.fail = func(channel.Delivery) error { return nil }
	s.handle(t, up)
	s.handle(t, down)
	if got := s.titles(); got != "Recovered after 1 min: a" {
		t.Errorf("told: %s", got)
	}
}
