package deliver

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// TestAsksWhomItReached: a phone that is off is tried again, one that can never
// be reached is named elsewhere and remembered, and all of that once.
func TestAsksWhomItReached(t *testing.T) {
	s := newPhoneStage(t)
	if failed := s.handle(t, jobMessage(t, toPhones("off", "gone", "fine"))); failed != nil || len(s.sent) != 1 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
	if got := s.sent[0].To; !slices.Equal(got, []string{"off", "gone", "fine"}) {
		t.Errorf("sent to %v", got)
	}
	if s.puts[0].Delay != firstAsk {
		t.Errorf("asked after %v", s.puts[0].Delay)
	}
	question := s.take(t)[0]
	if question.Follow == nil || question.Follow.Reference != "req-1" {
		t.Fatalf("asks %+v", question.Follow)
	}

	s.said = channel.Report{Pending: true}
	if failed := s.handle(t, jobMessage(t, question)); len(failed) != 1 || len(s.puts) > 0 {
		t.Fatalf("pending: failed %v, put %v", failed, s.puts)
	}
	s.said = channel.Report{Failed: []channel.Failure{{To: "off", Code: "2003", Again: true}, {To: "gone", Code: "3001"}}}
	if failed := s.handle(t, jobMessage(t, question)); failed != nil || len(s.puts) != 2 {
		t.Fatalf("failed %v, put %v", failed, s.puts)
	}
	var said map[string]alert.Alert
	if err := json.Unmarshal(s.puts[1].Body, &said); err != nil || s.puts[1].to != "alarms" {
		t.Fatalf("to %s: %v", s.puts[1].to, err)
	}
	elsewhere := said[config.UndeliveredKey]
	want := alert.Alert{
		Key: elsewhere.Key, Kind: alert.Undelivered, State: alert.Notice, Severity: alert.Critical, Route: "!chat", Subject: "chat", At: noon,
		Untold: &alert.Untold{Channel: "chat", Type: "sens", To: []string{"gone"}, Code: "3001", Alerts: toPhones().Alerts},
	}
	if diff := cmp.Diff(want, elsewhere, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("told elsewhere (-want +got):\n%s", diff)
	}
	if alert.KindOf(elsewhere.Key) != alert.Undelivered || alert.SubjectOf(elsewhere.Key) != "chat" {
		t.Errorf("key %s", elsewhere.Key)
	}
	told := toPhones("off", "gone", "fine")
	if marks, err := s.store.Marks(t.Context(), []string{told.ID()}); err != nil || !slices.Equal(marks[told.ID()].Missing, []string{"gone 3001"}) {
		t.Errorf("remembered %v, %v", marks, err)
	}

	s.puts = s.puts[:1]
	if s.puts[0].Delay != firstResend {
		t.Errorf("sent again after %v", s.puts[0].Delay)
	}
	again := s.take(t)[0]
	for range 2 { // the second time it comes twice
		if failed := s.handle(t, jobMessage(t, question), jobMessage(t, again)); failed != nil || len(s.sent) != 2 {
			t.Fatalf("failed %v, sent %d", failed, len(s.sent))
		}
	}
	if got := s.sent[1].To; !slices.Equal(got, []string{"off"}) || s.sent[1].ID == s.sent[0].ID {
		t.Errorf("sent again to %v under %s", got, s.sent[1].ID)
	}
}

// TestPhonesAreNotTriedForEver: the tries of a phone that is off have an end, and
// what is over by then is not told any more.
func TestPhonesAreNotTriedForEver(t *testing.T) {
	s := newPhoneStage(t)
	s.said = channel.Report{Failed: []channel.Failure{{To: "off", Code: "2003", Again: true}}}
	jobs := []queue.Job{toPhones("off")}
	for range 10 {
		var messages []queue.Job
		for _, job := range jobs {
			if failed := s.handle(t, jobMessage(t, job)); failed != nil {
				t.Fatal(failed)
			}
			for _, p := range s.puts {
				if job, err := queue.Decode(p.Body); err == nil {
					messages = append(messages, job)
				}
			}
			s.puts = slices.DeleteFunc(s.puts, func(p put) bool { return p.to == "own" })
		}
		jobs = messages
	}
	if len(s.sent) != 1+s.tries || len(s.puts) != 1 || s.puts[0].to != "alarms" {
		t.Errorf("sent %d times, elsewhere %v", len(s.sent), s.puts)
	}

	over := newPhoneStage(t)
	again := toPhones("off")
	again.Try = 1
	record := incident.Record{Key: "a", Phases: []incident.Phase{
		{State: alert.Firing, At: noon, Group: "g"}, {State: alert.Recovered, At: noon.Add(time.Minute), Group: "r"},
	}}
	if err := over.store.Save(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	if failed := over.handle(t, jobMessage(t, again)); failed != nil || len(over.sent) != 0 {
		t.Errorf("over by now: failed %v, sent %d", failed, len(over.sent))
	}
}

// TestNoAnswerToTheQuestion: asking in vain is no loss, and ends.
func TestNoAnswerToTheQuestion(t *testing.T) {
	question := toPhones("a", "b")
	question.Follow = &queue.Follow{Reference: "req-1", Sent: noon}
	s := newPhoneStage(t)
	s.err = &channel.Error{Permanent: true, Err: errTrouble}
	if failed := s.handle(t, jobMessage(t, question)); len(failed) != 1 || len(s.puts) > 0 {
		t.Fatalf("failed %v, put %v", failed, s.puts)
	}
	s.now = noon.Add(longestAsk + time.Minute)
	if failed := s.handle(t, jobMessage(t, question)); failed != nil || len(s.puts) != 1 || !strings.Contains(string(s.puts[0].Body), codeNoReport) {
		t.Fatalf("failed %v, put %v", failed, s.puts)
	}
}

// TestUnaskedIsUntold: if the question cannot be put, the message comes again
// rather than count as told; the provider takes it once.
func TestUnaskedIsUntold(t *testing.T) {
	s := newPhoneStage(t)
	s.full = true
	if failed := s.handle(t, jobMessage(t, toPhones("a"))); len(failed) != 1 || len(s.sent) != 1 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
	s.full, s.now = false, noon.Add(time.Minute)
	if failed := s.handle(t, jobMessage(t, toPhones("a"))); failed != nil || len(s.sent) != 2 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
	if first, second := s.sent[0], s.sent[1]; first.ID != second.ID || string(first.Body) != string(second.Body) || !second.Tried.Equal(noon) || !first.Tried.IsZero() {
		t.Errorf("first %+v\nagain %+v", first, second)
	}
}

// TestWhatCannotBeToldHere goes to another route, or among the dead letters where
// there is none or that failed too.
func TestWhatCannotBeToldHere(t *testing.T) {
	refused := &channel.Error{Permanent: true, Code: channel.CodeQuota, Err: errors.New("status 429: monthly limit")}
	untold := toPhones("a")
	untold.Alerts[0].Kind = alert.Undelivered
	for name, test := range map[string]struct {
		fallback string
		job      queue.Job
		to       string
	}{
		"another route":    {"!chat", toPhones("a"), "alarms"},
		"no other route":   {"", toPhones("a"), "dead"},
		"told there first": {"!chat", untold, "dead"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newPhoneStage(t)
			s.Fallback = test.fallback
			s.fail = func(channel.Delivery) error { return refused }
			if failed := s.handle(t, jobMessage(t, test.job)); failed != nil || len(s.puts) != 1 || s.puts[0].to != test.to {
				t.Fatalf("failed %v, put %+v", failed, s.puts)
			}
			if test.to == "alarms" && !strings.Contains(string(s.puts[0].Body), `"code":"quota"`) {
				t.Errorf("told elsewhere: %s", s.puts[0].Body)
			}
			s.full = true
			other := test.job
			other.Group = "h"
			if failed := s.handle(t, jobMessage(t, other)); len(failed) != 1 {
				t.Error("given up although nobody could be told of it")
			}
		})
	}
}

// TestPartsAreToldApart: what one group of recipients was told says nothing about
// the others.
func TestPartsAreToldApart(t *testing.T) {
	s := newPhoneStage(t)
	one, two := toPhones("a"), toPhones("b")
	one.Part, two.Part = "p1", "p2"
	s.fail = func(d channel.Delivery) error {
		if d.To[0] == "a" {
			return &channel.Error{Err: errTrouble}
		}
		return nil
	}
	if failed := s.handle(t, jobMessage(t, one), jobMessage(t, two)); len(failed) != 1 || len(s.sent) != 1 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
	s.fail = func(channel.Delivery) error { return nil }
	if failed := s.handle(t, jobMessage(t, one), jobMessage(t, two)); failed != nil || len(s.sent) != 2 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
}

// TestWhatIsSentAgainIsNotRepeatedByItself: what is told again after a while is told
// to everybody, also to whom the first message was sent twice.
func TestWhatIsSentAgainIsNotRepeatedByItself(t *testing.T) {
	s := newPhoneStage(t)
	first := toPhones("off", "fine")
	first.Repeat = time.Hour
	again := first
	again.To, again.Try = []string{"off"}, 1
	if failed := s.handle(t, jobMessage(t, first), jobMessage(t, again)); failed != nil || len(s.sent) != 2 {
		t.Fatalf("failed %v, sent %d", failed, len(s.sent))
	}
	s.now = noon.Add(time.Hour)
	if due := s.due(t); len(due) != 1 {
		t.Errorf("repeated %d times", len(due))
	}
}

// TestBothInOneIsSentAgain: who did not get the message that told beginning and end
// may have got an earlier one that said down.
func TestBothInOneIsSentAgain(t *testing.T) {
	s := newPhoneStage(t)
	s.handle(t, s.happen(t, "a", alert.Firing, noon, func(j *queue.Job) { j.To = []string{"x"} }))
	s.take(t)
	silence := s.happen(t, "a", alert.NoData, noon.Add(time.Minute), func(j *queue.Job) { j.To = []string{"x"} })
	end := s.happen(t, "a", alert.Recovered, noon.Add(2*time.Minute), func(j *queue.Job) { j.To = []string{"x"} })
	if failed := s.handle(t, silence, end); failed != nil || len(s.sent) != 2 {
		t.Fatalf("failed %v, told %s", failed, s.titles())
	}
	s.said = channel.Report{Failed: []channel.Failure{{To: "x", Code: "2003", Again: true}}}
	if failed := s.handle(t, jobMessage(t, s.take(t)[0])); failed != nil {
		t.Fatal(failed)
	}
	s.handle(t, jobMessage(t, s.take(t)[0]))
	if len(s.sent) != 3 || s.sent[2].Message.Title != s.sent[1].Message.Title {
		t.Fatalf("told %s", s.titles())
	}
	s.said.Failed[0].Again = false
	s.handle(t, jobMessage(t, s.take(t)[0]))
	if len(s.puts) != 1 || !strings.Contains(string(s.puts[0].Body), `"until":"2026-09-25T12:02:00Z"`) {
		t.Errorf("told elsewhere: %s", s.puts)
	}
}

// TestElsewhereAsItWasToBeTold: what is over, and what was told otherwise, is known
// there too.
func TestElsewhereAsItWasToBeTold(t *testing.T) {
	s := newPhoneStage(t)
	first := s.happen(t, "a", alert.Firing, noon, func(j *queue.Job) { j.To = []string{"x"} })
	end := s.happen(t, "a", alert.Recovered, noon.Add(2*time.Minute), func(j *queue.Job) { j.To = []string{"x"} })
	s.fail = func(channel.Delivery) error { return &channel.Error{Permanent: true, Err: errTrouble} }
	if failed := s.handle(t, first, end); len(failed) != 1 || len(s.puts) != 1 || !strings.Contains(string(s.puts[0].Body), `"until":"2026-09-25T12:02:00Z"`) {
		t.Errorf("failed %v, told elsewhere: %s", failed, s.puts)
	}
}
