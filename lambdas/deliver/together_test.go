package deliver

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// several are firings of some keys, each a job of its own to the same phones.
func several(t *testing.T, to []string, keys ...string) (all []events.SQSMessage) {
	t.Helper()
	for _, key := range keys {
		all = append(all, jobMessage(t, queue.Job{
			Channel: "chat", To: to, Group: "g-" + key, State: alert.Firing, Urgent: true, Alerts: []alert.Alert{
				{Key: key, Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: key, At: noon},
			},
		}))
	}
	return all
}

// tries are the requests to a provider, those it refused too.
type tries struct {
	sent []channel.Delivery
	fail func(channel.Delivery) error
}

func (p *tries) take(d channel.Delivery) error {
	p.sent = append(p.sent, d)
	if p.fail == nil {
		return nil
	}
	return p.fail(d)
}

// keyedStage is a stage whose provider tells nothing twice.
func keyedStage(t *testing.T) (*phoneStage, *tries) {
	t.Helper()
	s, p := newPhoneStage(t), new(tries)
	s.stage.fail = p.take
	return s, p
}

func (s *stage) marksOf(t *testing.T, keys ...string) map[string]incident.Mark {
	t.Helper()
	ids := make([]string, len(keys))
	for n, key := range keys {
		ids[n] = queue.MarkID("g-"+key, "chat")
	}
	marks, err := s.store.Marks(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	return marks
}

func TestJobsForTheSamePhonesAreOneMessage(t *testing.T) {
	s, p := keyedStage(t)
	mine := several(t, []string{"x", "y"}, "a", "b", "c")
	other := several(t, []string{"z"}, "d")
	if failed := s.handle(t, slices.Concat(mine, other)...); failed != nil {
		t.Fatalf("failed %v", failed)
	}
	if len(p.sent) != 2 || !strings.Contains(p.sent[0].Message.Title, "3 alarms: a, b, c") || !p.sent[0].Divides || p.sent[1].Divides {
		t.Fatalf("sent %+v", p.sent)
	}
	for id, m := range s.marksOf(t, "a", "b", "c", "d") {
		if m.Status != incident.Told {
			t.Errorf("%s is %s", id, m.Status)
		}
	}
	if s.handle(t, mine...); len(p.sent) != 2 {
		t.Errorf("told again: %+v", p.sent[2:])
	}
}

// TestWhatMayBeOutIsSentAgainTogether: whoever comes next sends the very same, and
// until it is known how that ends the others wait.
func TestWhatMayBeOutIsSentAgainTogether(t *testing.T) {
	s, p := keyedStage(t)
	all := several(t, []string{"x"}, "a", "b", "c")
	p.fail = func(channel.Delivery) error { return &channel.Error{Unsure: true, Err: errTrouble} }
	if failed := s.handle(t, all...); len(failed) != 3 {
		t.Fatalf("failed %v", failed)
	}
	p.fail = nil
	if failed := s.handle(t, all[1], all[2]); len(failed) != 2 || len(p.sent) != 1 {
		t.Fatalf("failed %v, sent %d", failed, len(p.sent))
	}
	if failed := s.handle(t, all[0]); failed != nil {
		t.Fatalf("failed %v", failed)
	}
	if len(p.sent) != 2 || p.sent[0].ID != p.sent[1].ID || string(p.sent[0].Body) != string(p.sent[1].Body) || !p.sent[1].Divides {
		t.Fatalf("sent %+v", p.sent)
	}
	if failed := s.handle(t, all[1], all[2]); failed != nil || len(p.sent) != 2 {
		t.Errorf("failed %v, sent %d", failed, len(p.sent))
	}
}

// atPrepare fails, or stops, at one of the marks that are written down.
type atPrepare struct {
	*incident.Memory
	id string
	do func() error
}

func (s atPrepare) Prepare(ctx context.Context, m incident.Mark) error {
	if m.ID == s.id {
		if err := s.do(); err != nil {
			return err
		}
	}
	return s.Memory.Prepare(ctx, m)
}

// TestNothingCountsBeforeTheFirstSaysSo: what was written down for a request that
// was never made holds nobody back.
func TestNothingCountsBeforeTheFirstSaysSo(t *testing.T) {
	for what, do := range map[string]func() error{
		"refused": func() error { return errTrouble },
		"killed":  func() error { panic(killed{}) },
	} {
		t.Run(what, func(t *testing.T) {
			s, p := keyedStage(t)
			all := several(t, []string{"x"}, "a", "b")
			s.Store = atPrepare{s.store, queue.MarkID("g-a", "chat"), do}
			func() {
				defer func() { _ = recover() }()
				s.handle(t, all...)
			}()
			s.Store, s.now = s.store, s.now.Add(2*lease)
			if failed := s.handle(t, all[1]); failed != nil || len(p.sent) != 1 {
				t.Fatalf("failed %v, sent %+v", failed, p.sent)
			}
			if failed := s.handle(t, all[0]); failed != nil || len(p.sent) != 2 {
				t.Fatalf("failed %v, sent %+v", failed, p.sent)
			}
		})
	}
}

func TestPoisonIsSentAlone(t *testing.T) {
	s, p := keyedStage(t)
	p.fail = func(d channel.Delivery) error {
		if strings.Contains(string(d.Body), "poison") {
			return &channel.Error{Permanent: true, RefusedBody: true, Err: errTrouble}
		}
		return nil
	}
	all := several(t, []string{"x"}, "a", "poison", "b")
	failed := s.handle(t, all...)
	marks := s.marksOf(t, "a", "poison", "b")
	if marks["g-a/chat"].Status != incident.Told || marks["g-poison/chat"].Status != incident.Dead {
		t.Errorf("failed %v, marks %+v", failed, marks)
	}
	if failed := s.handle(t, all[2]); failed != nil || s.marksOf(t, "b")["g-b/chat"].Status != incident.Told {
		t.Errorf("what came after it: %v", failed)
	}
	if p.sent[0].Divides != true || p.sent[1].Divides || len(p.sent) != 4 {
		t.Errorf("sent %+v", p.sent)
	}
}

// TestAStormIsKeptFromPhones: the first messages go at once, further ones gather.
func TestAStormIsKeptFromPhones(t *testing.T) {
	s, p := keyedStage(t)
	s.Pace = new(Pace)
	var waiting []events.SQSMessage
	for n := range 60 {
		one := several(t, []string{"x"}, fmt.Sprintf("k%02d", n))
		if failed := s.handle(t, one...); failed != nil {
			waiting = append(waiting, one...)
			if got := s.hidden[one[0].ReceiptHandle]; got <= 0 || got > gather {
				t.Fatalf("it waits for %s", got)
			}
		}
		if n%10 == 9 {
			if failed := s.handle(t, waiting...); failed == nil {
				waiting = nil
			}
		}
		s.now = s.now.Add(time.Second)
	}
	if len(p.sent) < 6 || len(p.sent) > 10 {
		t.Errorf("%d messages in a minute", len(p.sent))
	}
	s.now = s.now.Add(time.Minute)
	if failed := s.handle(t, waiting...); failed != nil {
		t.Errorf("%d still wait", len(failed))
	}
}

// TestAnEndSentAgainHoldsBackWhatFollows: an end that was sent once more, to a phone
// that was off, and may be out or not, will be sent again. What is wrong by then is
// told after it.
func TestAnEndSentAgainHoldsBackWhatFollows(t *testing.T) {
	s, p := keyedStage(t)
	to := func(j *queue.Job) { j.To = []string{"x"} }
	var again queue.Job
	if failed := s.handle(t, s.happen(t, "a", alert.Firing, noon, to)); failed != nil {
		t.Fatal(failed)
	}
	ended := s.happen(t, "a", alert.Recovered, noon.Add(time.Minute), func(j *queue.Job) { to(j); again = *j; again.Try = 1 })
	if failed := s.handle(t, ended); failed != nil {
		t.Fatal(failed)
	}
	p.fail = func(channel.Delivery) error { return &channel.Error{Unsure: true, Err: errTrouble} }
	if failed := s.handle(t, jobMessage(t, again)); len(failed) != 1 {
		t.Fatal("an answer that was lost counts as told")
	}
	p.fail = nil
	next := s.happen(t, "a", alert.Firing, noon.Add(2*time.Minute), to)
	if failed := s.handle(t, next); len(failed) != 1 {
		t.Error("what is wrong now is told before an end that is still to come")
	}
	if failed := s.handle(t, jobMessage(t, again)); failed != nil {
		t.Errorf("the end waits for ever: %v", failed)
	}
	if failed := s.handle(t, next); failed != nil || !strings.HasPrefix(p.sent[len(p.sent)-1].Message.Title, "Warning") {
		t.Errorf("failed %v, told last: %s", failed, p.sent[len(p.sent)-1].Message.Title)
	}
}
