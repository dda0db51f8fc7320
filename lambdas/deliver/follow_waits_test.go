package deliver

import (
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/queue"
)

// TestQuietHoursDoNotForgetWhatMayBeOut: a message that the provider may have taken
// is settled even when the quiet hours begin in between. Kept until morning it
// would be over by then, and nobody would take it back.
func TestQuietHoursDoNotForgetWhatMayBeOut(t *testing.T) {
	s := newPhoneStage(t)
	s.Quiet = &config.Hours{From: 12*60 + 1, To: 13 * 60}
	firing := s.happen(t, "a", alert.Firing, noon, func(j *queue.Job) { j.To = []string{"x"} })
	s.fail = func(channel.Delivery) error { return &channel.Error{Unsure: true, Err: errTrouble} }
	if failed := s.handle(t, firing); len(failed) != 1 {
		t.Fatal("an answer that was lost counts as told")
	}
	s.fail = func(channel.Delivery) error { return nil }
	s.now = noon.Add(2 * time.Minute)
	if failed := s.handle(t, firing); failed != nil || len(s.sent) != 1 || !s.sent[0].Tried.Equal(noon) {
		t.Fatalf("failed %v, sent %+v", failed, s.sent)
	}
	s.handle(t, s.happen(t, "a", alert.Recovered, s.now, func(j *queue.Job) { j.To, j.Urgent = []string{"x"}, true }))
	if len(s.sent) != 2 {
		t.Errorf("said last: %s", s.titles())
	}
}

// TestTheEndOfWhatCouldNotBeToldIsUrgent: it may end something that woke somebody.
func TestTheEndOfWhatCouldNotBeToldIsUrgent(t *testing.T) {
	for severity, want := range map[alert.Severity]alert.Severity{
		"": "", alert.Critical: alert.Critical, alert.Warning: alert.Warning, alert.Info: alert.Info,
	} {
		if got := gravest([]alert.Alert{{Severity: alert.Info}, {Severity: severity}}); got != want {
			t.Errorf("%q counts as %q", severity, got)
		}
	}
}

// TestARecoveryWaitsForWhatMayBeSentAgain: a repetition, or a second try to a phone
// that was off, of which nobody knows whether it was taken, will be sent once more.
// Told before that, the end would not have the last word.
func TestARecoveryWaitsForWhatMayBeSentAgain(t *testing.T) {
	toOthers := func(j *queue.Job) { j.To, j.Try = []string{"y"}, j.Try+1 }
	for name, jobs := range map[string]struct{ change, differ func(*queue.Job) }{
		"a repetition":              {func(j *queue.Job) { j.Round, j.Due = 1, noon }, toOthers},
		"the next repetition":       {func(j *queue.Job) { j.Round, j.Due = 1, noon }, func(j *queue.Job) { j.To, j.Round = []string{"y"}, 2 }},
		"sent again":                {func(j *queue.Job) { j.Try = 1 }, toOthers},
		"a repetition, sent again":  {func(j *queue.Job) { j.Round, j.Due, j.Try = 1, noon, 1 }, toOthers},
		"sent again from the grave": {func(j *queue.Job) { j.Try, j.Redriven = 1, noon }, toOthers},
	} {
		t.Run(name, func(t *testing.T) {
			s := newPhoneStage(t)
			var again queue.Job
			first := s.happen(t, "a", alert.Firing, noon, func(j *queue.Job) { j.To, again = []string{"x"}, *j; again.To = j.To })
			jobs.change(&again)
			other := again // not sent yet
			jobs.differ(&other)
			if failed := s.handle(t, first); failed != nil {
				t.Fatal(failed)
			}
			s.fail = func(channel.Delivery) error { return &channel.Error{Unsure: true, Err: errTrouble} }
			if failed := s.handle(t, jobMessage(t, again)); len(failed) != 1 {
				t.Fatal("an answer that was lost counts as told")
			}
			s.fail = func(d channel.Delivery) error {
				if d.To[0] == "x" {
					return &channel.Error{Unsure: true, Err: errTrouble}
				}
				return nil
			}
			if failed := s.handle(t, jobMessage(t, other), jobMessage(t, again)); len(failed) != 2 {
				t.Error("another one of the group, in the same hands, makes the doubt forgotten")
			}
			s.fail = func(channel.Delivery) error { return nil }
			if failed := s.handle(t, jobMessage(t, other)); len(failed) != 1 {
				t.Error("another one of the group makes the doubt forgotten")
			}
			end := s.happen(t, "a", alert.Recovered, noon.Add(time.Minute), func(j *queue.Job) { j.To = []string{"x"} })
			if failed := s.handle(t, end); len(failed) != 1 {
				t.Errorf("the end is told first: %s", s.titles())
			}
			if failed := s.handle(t, jobMessage(t, other), end); len(failed) != 2 {
				t.Errorf("the end is told first, together with another one: %s", s.titles())
			}
			if failed := s.handle(t, jobMessage(t, again)); failed != nil {
				t.Errorf("it does not come to an end: %v", failed)
			}
			if failed := s.handle(t, end, jobMessage(t, other)); failed != nil {
				t.Errorf("the end waits for ever: %v", failed)
			}
			if last := s.sent[len(s.sent)-1].Message.Title; !strings.HasPrefix(last, "Recovered") || len(s.sent) != 3 {
				t.Errorf("told %s", s.titles())
			}
		})
	}
}

// TestTooOldIsSettled: a job that nobody tells any more must not keep others waiting
// for how it ended, and what was told is not dead.
func TestTooOldIsSettled(t *testing.T) {
	for name, change := range map[string]func(*queue.Job){
		"first":     func(*queue.Job) {},
		"once more": func(j *queue.Job) { j.Try = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			s := newPhoneStage(t)
			s.Fallback = ""
			var job queue.Job
			s.happen(t, "a", alert.Firing, noon, func(j *queue.Job) { j.To = []string{"x"}; change(j); job = *j })
			s.now = noon.Add(23 * time.Hour)
			s.fail = func(channel.Delivery) error { return &channel.Error{Unsure: true, Err: errTrouble} }
			s.handle(t, jobMessage(t, job))
			s.fail = func(channel.Delivery) error { return nil }
			s.now = noon.Add(25 * time.Hour)
			if failed := s.handle(t, jobMessage(t, job)); failed != nil || len(s.puts) != 1 || s.puts[0].to != "dead" {
				t.Fatalf("failed %v, put %v", failed, s.puts)
			}
			end := s.happen(t, "a", alert.Recovered, noon.Add(24*time.Hour), func(j *queue.Job) { j.To = []string{"x"} })
			if failed := s.handle(t, end); failed != nil || len(s.sent) != 1 {
				t.Errorf("failed %v, sent %d", failed, len(s.sent))
			}
		})
	}

	s := newStage(t)
	m := message(t, "a", 0)
	s.handle(t, m)
	s.Now = func() time.Time { return noon.Add(25 * time.Hour) }
	if failed := s.handle(t, m); failed != nil || len(s.dead) != 0 {
		t.Errorf("told, and still: failed %v, dead %d", failed, len(s.dead))
	}
}

// TestAQuestionDoesNotGrowOld by the news that it is about: it ends by itself.
func TestAQuestionDoesNotGrowOld(t *testing.T) {
	s := newPhoneStage(t)
	question := toPhones("x")
	question.Follow = &queue.Follow{Reference: "req-1", Sent: noon.Add(24*time.Hour - time.Minute)}
	s.now = noon.Add(24*time.Hour + time.Minute)
	s.said = channel.Report{Failed: []channel.Failure{{To: "x", Code: "3001"}}}
	if failed := s.handle(t, jobMessage(t, question)); failed != nil || len(s.puts) != 1 || s.puts[0].to != "alarms" {
		t.Errorf("failed %v, put %v", failed, s.puts)
	}
}
