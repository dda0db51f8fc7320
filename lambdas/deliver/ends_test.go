package deliver

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/fake"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/secret"
)

const room = "C0B0NGSU001"

// slackStage is a handler in front of Slack, with a bot token.
func slackStage(t *testing.T) (*stage, *fake.SlackApp) {
	t.Helper()
	p, err := fake.NewSlackApp(fake.Options{Burst: 1000}, fake.SlackWorkspace{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	s := newStage(t)
	s.Channel, err = (&channel.Slack{Secret: "/bongsu/slack", Channel: room}).Open(channel.World{
		HTTP: channel.NewHTTPClient(), Base: p.Endpoint(),
		Secret: func(context.Context) (secret.Text, error) { return secret.New(p.Token()), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, p
}

// happens records what happens to keys at a time, and gives the job that tells it.
func (s *stage) happens(t *testing.T, state alert.State, at time.Time, keys ...string) queue.Job {
	t.Helper()
	job := queue.Job{Channel: "chat", Group: queue.Hash(string(state), at.String(), strings.Join(keys, " ")), State: state}
	for _, key := range keys {
		job.Alerts = append(job.Alerts, alert.Alert{Key: key, Kind: alert.Alarm, State: state, Severity: alert.Critical, Subject: key, At: at})
		_, err := incident.Update(t.Context(), s.store, incident.Record{Key: key}, func(r *incident.Record) bool {
			r.Insert(incident.Phase{State: state, At: at, Group: job.Group})
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return job
}

// tells hands jobs to the handler in one batch.
func (s *stage) tells(t *testing.T, jobs ...queue.Job) {
	t.Helper()
	var messages []events.SQSMessage
	for _, job := range jobs {
		body, err := queue.Encode(job)
		if err != nil {
			t.Fatal(err)
		}
		messages = append(messages, events.SQSMessage{MessageId: job.ID(), ReceiptHandle: job.ID(), Body: string(body), Attributes: map[string]string{"ApproximateReceiveCount": "1"}})
	}
	if failed := s.handle(t, messages...); failed != nil {
		t.Fatalf("not told: %v", failed)
	}
}

// page is the channel with its lines joined, without what bores.
func page(p *fake.SlackApp) string {
	var kept []string
	for line := range strings.Lines(p.Page(room)) {
		line = strings.TrimRight(line, "\n")
		if strings.ContainsAny(line, "🔴🟢↳") || line == "" {
			kept = append(kept, strings.ReplaceAll(line, "▌ ", "| "))
		}
	}
	return strings.Join(kept, "\n")
}

func wantPage(t *testing.T, p *fake.SlackApp, want string) {
	t.Helper()
	if got := strings.TrimSpace(page(p)); got != strings.TrimSpace(want) {
		t.Errorf("the channel shows\n%s\nwant\n%s", got, want)
	}
}

func ago(minutes int) time.Time { return noon.Add(-time.Duration(minutes) * time.Minute) }

func TestSameMessageSaysWhenItIsOver(t *testing.T) {
	s, p := slackStage(t)
	s.tells(t, s.happens(t, alert.Firing, ago(9), "api"))
	recovered := s.happens(t, alert.Recovered, ago(2), "api")
	s.tells(t, recovered)
	s.tells(t, recovered) // it comes twice
	wantPage(t, p, `
🟢 Recovered after 7 min: api
  ↳ 🟢 Recovered after 7 min: api`)
}

// TestJoinedMessages: a message that tells several is changed once all of them are
// over. Only where all end at once a reply is enough.
func TestJoinedMessages(t *testing.T) {
	s, p := slackStage(t)
	s.tells(t, s.happens(t, alert.Firing, ago(9), "a"), s.happens(t, alert.Firing, ago(8), "b"))
	s.tells(t, s.happens(t, alert.Recovered, ago(7), "a"), s.happens(t, alert.Recovered, ago(7), "b"))
	s.tells(t, s.happens(t, alert.Firing, ago(5), "c", "d"))
	s.tells(t, s.happens(t, alert.Recovered, ago(4), "c"))
	wantPage(t, p, `
🟢 2 recovered: a, b
| 🟢 Recovered after 2 min: a
| 🟢 Recovered after 1 min: b
  ↳ 🟢 2 recovered: a, b

🔴 2 alarms: c, d
| 🔴 ALARM: c
| 🔴 ALARM: d

🟢 Recovered after 1 min: c`)
	s.tells(t, s.happens(t, alert.Recovered, ago(2), "d"))
	if got := page(p); !strings.Contains(got, "\n🟢 2 recovered: c, d\n| 🟢 Recovered after 1 min: c\n| 🟢 Recovered after 3 min: d\n") ||
		!strings.HasSuffix(got, "🟢 Recovered after 1 min: c\n\n🟢 Recovered after 3 min: d") {
		t.Errorf("once all are over the channel shows\n%s", got)
	}
	// Two that were told apart end together: one word for both, and both are changed.
	s, p = slackStage(t)
	s.tells(t, s.happens(t, alert.Firing, ago(9), "a"))
	s.tells(t, s.happens(t, alert.Firing, ago(8), "b"))
	s.tells(t, s.happens(t, alert.Recovered, ago(7), "a", "b"))
	wantPage(t, p, `
🟢 Recovered after 2 min: a

🟢 Recovered after 1 min: b

🟢 2 recovered: a, b
| 🟢 Recovered after 2 min: a
| 🟢 Recovered after 1 min: b`)
}

// TestHeartbeatBesideAnAlarm: it is left out of the message, and of what ends it.
func TestHeartbeatBesideAnAlarm(t *testing.T) {
	s, p := slackStage(t)
	s.Heartbeat = true
	beat := func(at time.Time) queue.Job {
		return queue.Job{Channel: "chat", Group: at.String(), State: alert.Notice, Alerts: []alert.Alert{{
			Key: "heartbeat/" + at.String(), Kind: alert.Heartbeat, State: alert.Notice, At: at,
		}}}
	}
	s.tells(t, s.happens(t, alert.Firing, ago(9), "api"), beat(ago(9)))
	s.tells(t, s.happens(t, alert.Recovered, ago(2), "api"), beat(ago(2)))
	wantPage(t, p, `
🟢 Recovered after 7 min: api
  ↳ 🟢 Recovered after 7 min: api`)
}

// TestRepetition: what is told again is a new message; the end changes both, and
// the reply follows the newer one.
func TestRepetition(t *testing.T) {
	s, p := slackStage(t)
	fired := s.happens(t, alert.Firing, ago(60), "api")
	s.tells(t, fired)
	again := fired
	again.Round, again.Due = 1, ago(0)
	s.tells(t, again)
	s.tells(t, s.happens(t, alert.Recovered, ago(0), "api"))
	wantPage(t, p, `
🟢 Recovered after 1 h: api

🟢 Recovered after 1 h: api
  ↳ 🟢 Recovered after 1 h: api`)
}

// TestRepetitionOfWhatIsLeft: what a repetition no longer tells is not its end.
func TestRepetitionOfWhatIsLeft(t *testing.T) {
	s, p := slackStage(t)
	fired := s.happens(t, alert.Firing, ago(60), "a", "b")
	s.tells(t, fired)
	s.tells(t, s.happens(t, alert.Recovered, ago(30), "b"))
	again := fired
	again.Round, again.Due = 1, ago(0)
	s.tells(t, again)
	s.happens(t, alert.Firing, ago(20), "b")
	s.tells(t, s.happens(t, alert.Recovered, ago(10), "b"))
	if got := page(p); !strings.Contains(got, "🔴 2 alarms: a, b") || !strings.Contains(got, "🔴 ALARM, still so after 1 h: a") {
		t.Errorf("while a is down the channel shows\n%s", got)
	}
	s.tells(t, s.happens(t, alert.Recovered, ago(0), "a"))
	if got := page(p); strings.Contains(got, "🔴") || !strings.HasSuffix(got, "🟢 Recovered after 1 h: a\n  ↳ 🟢 Recovered after 1 h: a\n\n🟢 Recovered after 10 min: b") {
		t.Errorf("at the end the channel shows\n%s", got)
	}
}

// forgetful is a store that cannot be written to at times.
type forgetful struct {
	*incident.Memory
	broken func(m incident.Mark) bool
}

func (f forgetful) Settle(ctx context.Context, m incident.Mark) error {
	if f.broken(m) {
		return errors.New("the table is away")
	}
	return f.Memory.Settle(ctx, m)
}

// TestLastWordIsUnderWhatWasReadLast: where nobody wrote down what was told last,
// the end is a message of its own, below it.
func TestLastWordIsUnderWhatWasReadLast(t *testing.T) {
	s, p := slackStage(t)
	fired := s.happens(t, alert.Firing, ago(60), "api")
	s.tells(t, fired)
	s.Store = forgetful{s.store, func(m incident.Mark) bool { return len(m.Shown) > 1 }}
	again := fired
	again.Round, again.Due = 1, ago(0)
	s.tells(t, again)
	s.Store = s.store
	s.tells(t, s.happens(t, alert.Recovered, ago(0), "api"))
	if got := strings.TrimSpace(page(p)); !strings.HasSuffix(got, "🔴 ALARM, still so after 1 h: api\n\n🟢 Recovered after 1 h: api") {
		t.Errorf("the channel shows\n%s", got)
	}
}

// TestWaitingAndKilled: what was told after a wait by somebody who was then killed
// is taken back, whichever comes first.
func TestWaitingAndKilled(t *testing.T) {
	f := incident.Phase{State: alert.Firing, At: ago(9), Group: "f"}
	r := incident.Phase{State: alert.Recovered, At: ago(2), Group: "r"}
	left := map[string]incident.Mark{"f": {Status: incident.Claimed, Owner: "killed", Until: ago(1)}}
	q := question{
		key: "k", record: incident.Record{Phases: []incident.Phase{f, r}}, owner: "me", now: noon,
		mark: func(group string) incident.Mark { return left[group] }, again: func(string) incident.Mark { return incident.Mark{} },
	}
	q.job, q.at = queue.Job{Group: "r", State: alert.Recovered, Wait: time.Minute}, r.At
	if got := decide(q); got.verdict != tellWhole {
		t.Errorf("the recovery: %+v", got)
	}
	q.job, q.at, q.tried = queue.Job{Group: "f", State: alert.Firing, Wait: time.Minute}, f.At, true
	if got := decide(q); got.verdict != tellWhole {
		t.Errorf("the firing, again: %+v", got)
	}
}

// TestNothingWaitsForAPicture: by the time it is fetched the text is told, and
// written down as told.
func TestNothingWaitsForAPicture(t *testing.T) {
	s, p := slackStage(t)
	told := func() bool {
		marks, err := s.store.Marks(t.Context(), []string{queue.MarkID("g", "chat")})
		return err == nil && len(marks) == 1 && len(p.Messages()) == 1
	}
	fetched, inTime := 0, false
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fetched, inTime = fetched+1, told()
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(host.Close)
	s.tells(t, queue.Job{Channel: "chat", Group: "g", State: alert.Firing, Alerts: []alert.Alert{{
		Key: "k", Kind: alert.Alarm, State: alert.Firing, Subject: "k", At: noon, Picture: &alert.Picture{URL: host.URL},
	}}})
	if fetched != 1 || !inTime || !told() {
		t.Errorf("fetched %d times, after the text: %v", fetched, inTime)
	}
}
