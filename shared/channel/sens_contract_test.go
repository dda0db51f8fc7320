package channel_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/channel"
	"bongsu/shared/fake"
	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

const one, other = "01012345678", "01087654321"

// sensAt is a text message channel in front of an account, with its fake.
func sensAt(t *testing.T, a fake.SENSAccount) (stage, *fake.SENS) {
	p := must(fake.NewSENS(fake.Options{}, a))(t)
	return sensStage(t, p, sms()), p
}

func talkAt(t *testing.T, a fake.SENSAccount, s *channel.AlimTalk) (stage, *fake.SENS) {
	known := talkAccount(s)
	a.Channel, a.Templates = known.Channel, known.Templates
	p := must(fake.NewSENS(fake.Options{}, a))(t)
	return sensStage(t, p, s), p
}

// TestAnEarlierTryIsLookedFor: SENS knows no retry key, so that a message which
// may have been accepted is looked for before anybody is woken twice.
func TestAnEarlierTryIsLookedFor(t *testing.T) {
	for name, test := range map[string]struct {
		mode     fake.Mode
		messages int
		warned   bool
	}{
		"accepted":     {fake.AcceptThenTimeout(), 1, true},
		"not accepted": {fake.Timeout(), 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, p := sensAt(t, fake.SENSAccount{})
			d := s.delivery(sample(t))
			d.Body = must(s.channel.(channel.Careful).Layout(d))(t)
			p.Fail(test.mode, 1)
			tried := time.Now()
			if _, err := s.channel.Send(t.Context(), d); !channel.Unsure(err) {
				t.Fatalf("the first try: %v", err)
			}
			d.Tried = tried
			receipt, err := s.channel.Send(t.Context(), d)
			if err != nil || (receipt.Warning != "") != test.warned {
				t.Fatalf("%+v, %v", receipt, err)
			}
			got := p.Messages()
			if len(got) != test.messages || receipt.Reference != got[0].ID {
				t.Errorf("%d messages, reference %s", len(got), receipt.Reference)
			}
		})
	}
}

// TestOnlyTheMissingAreSentIt: also what was accepted as plain text counts, and
// another message to the same number does not.
func TestOnlyTheMissingAreSentIt(t *testing.T) {
	s, p := sensAt(t, fake.SENSAccount{Page: 1})
	d := s.delivery(sample(t))
	d.To = []string{one}
	p.Fail(fake.RefuseBody(), 1)
	first := must(s.channel.Send(t.Context(), d))(t)
	another := s.delivery(wording.Message{Title: "something else"})
	must(s.channel.Send(t.Context(), another))(t)
	d.To, d.Tried = []string{one, other}, time.Now()
	second := must(s.channel.Send(t.Context(), d))(t)
	got := p.Messages()
	if len(got) != 3 || !slices.Equal(got[2].To, []string{other}) {
		t.Fatalf("%d messages, the last to %v", len(got), got[len(got)-1].To)
	}
	if want := first.Reference + "," + got[2].ID; second.Reference != want {
		t.Errorf("reference %s, want %s", second.Reference, want)
	}
	if !strings.Contains(second.Warning, "earlier try") {
		t.Errorf("warning %q", second.Warning)
	}
}

// TestWhatDidNotArriveIsNoEarlierTry: a phone that was off is sent the same text again
// a minute later. The first one, which it never got, is not taken for that.
func TestWhatDidNotArriveIsNoEarlierTry(t *testing.T) {
	s, p := sensAt(t, fake.SENSAccount{Prompt: true, Results: map[string][]string{one: {"2003"}}})
	d := s.delivery(sample(t))
	d.To = []string{one}
	first := must(s.channel.Send(t.Context(), d))(t)
	d.ID, d.Tried = "again", time.Now()
	second := must(s.channel.Send(t.Context(), d))(t)
	if len(p.Messages()) != 2 || second.Reference == first.Reference || second.Warning != "" {
		t.Errorf("%d messages, first %+v, second %+v", len(p.Messages()), first, second)
	}
}

func TestALookThatFailsLeavesItUnsure(t *testing.T) {
	s, p := sensAt(t, fake.SENSAccount{})
	d := s.delivery(sample(t))
	d.Tried = time.Now()
	p.Fail(fake.Status(http.StatusServiceUnavailable), 1)
	if _, err := s.channel.Send(t.Context(), d); !channel.Unsure(err) || channel.Permanent(err) || len(p.Messages()) != 0 {
		t.Errorf("%v, %d messages", err, len(p.Messages()))
	}
}

// TestLateResults: what was accepted may still fail, for one and not for another.
func TestLateResults(t *testing.T) {
	s, p := sensAt(t, fake.SENSAccount{Polls: 1, Page: 1, Results: map[string][]string{one: {"2003", "S001"}, other: {"3018"}}})
	reporter := s.channel.(channel.Reporter)
	receipt := must(s.channel.Send(t.Context(), s.delivery(sample(t))))(t)
	for asked := range 3 {
		if got := must(reporter.Report(t.Context(), receipt.Reference, []string{one, other}))(t); !got.Pending || got.Failed != nil {
			t.Errorf("asked %d times: %+v", asked, got)
		}
	}
	got := must(reporter.Report(t.Context(), receipt.Reference, []string{one, other}))(t)
	want := channel.Report{Failed: []channel.Failure{{To: one, Code: "2003", Again: true}, {To: other, Code: "3018"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	p.Fail(fake.Status(http.StatusInternalServerError), 1)
	if _, err := reporter.Report(t.Context(), receipt.Reference, []string{one, other}); err == nil || channel.Permanent(err) || leaks(err, s.secrets) != "" {
		t.Errorf("got %v", err)
	}
	if reporter.Resends() != 2 {
		t.Errorf("%d resends", reporter.Resends())
	}
}

// TestAnUnregisteredSender, and nothing else, shows only in the result.
func TestAnUnregisteredSender(t *testing.T) {
	s, p := sensAt(t, fake.SENSAccount{Senders: []string{"0299999999"}, Prompt: true})
	receipt := must(s.channel.Send(t.Context(), s.delivery(sample(t))))(t)
	if got := p.Messages()[0]; !strings.Contains(got.Lost, "3023") || got.To != nil {
		t.Errorf("lost %q, to %v", got.Lost, got.To)
	}
	got := must(s.channel.(channel.Reporter).Report(t.Context(), receipt.Reference, []string{one, other}))(t)
	if len(got.Failed) != 2 || got.Failed[0].Code != "3023" || got.Failed[0].Again {
		t.Errorf("got %+v", got)
	}
}

// TestAClockThatIsOff is said to be one: a wrong key looks the same to SENS.
func TestAClockThatIsOff(t *testing.T) {
	p := must(fake.NewSENS(fake.Options{}, fake.SENSAccount{}))(t)
	s := open(t, stage{provider: p, settings: sms()}, channel.World{
		HTTP: channel.NewHTTPClient(), Base: p.Endpoint(), Now: func() time.Time { return time.Now().Add(7 * time.Minute) },
		Secret: func(context.Context) (secret.Text, error) { return secret.New(p.Secret()), nil },
	})
	_, err := s.channel.Send(t.Context(), s.delivery(sample(t)))
	if err == nil || channel.Permanent(err) || !strings.Contains(err.Error(), "clock is 7m") {
		t.Errorf("got %v", err)
	}
}

// TestWhatSENSRefuses has the words and the consequences of each refusal.
func TestWhatSENSRefuses(t *testing.T) {
	for mode, want := range map[fake.Mode]struct {
		words     string
		code      string
		permanent bool
	}{
		fake.StatusReason(http.StatusUnauthorized, "210"):    {"key is refused", "", true},
		fake.Status(http.StatusForbidden):                    {"may not use this service", "", true},
		fake.Status(http.StatusNotFound):                     {"no such service", "", true},
		fake.Status(http.StatusTooManyRequests):              {"Throttle", "", false},
		fake.StatusReason(http.StatusTooManyRequests, "420"): {"429", channel.CodeQuota, false},
		fake.Status(http.StatusRequestEntityTooLarge):        {"413", "", true},
	} {
		for _, kind := range []string{"sens", "alimtalk"} {
			s := stages[kind](t)
			s.provider.Fail(mode, fake.Forever)
			_, err := s.channel.Send(t.Context(), s.delivery(sample(t)))
			e, ok := errors.AsType[*channel.Error](err)
			if !ok || e.Permanent != want.permanent || e.Code != want.code || !strings.Contains(err.Error(), want.words) || e.Unsure {
				t.Errorf("%s %s: %#v", kind, mode, err)
			}
		}
	}
	s, _ := sensAt(t, fake.SENSAccount{SMS: "ncp:sms:kr:123456789012:another"})
	if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); !channel.Permanent(err) || !strings.Contains(err.Error(), "serviceId") {
		t.Errorf("another's service: %v", err)
	}
}

// TestAReplacedKey is read once the old one is refused.
func TestAReplacedKey(t *testing.T) {
	for _, settings := range []channel.Settings{sms(), talk()} {
		p := must(fake.NewSENS(fake.Options{}, talkAccount(talk())))(t)
		stored := `{"accessKey":"AKOLDOLDOLD","secretKey":"SKOLDOLDOLD"}`
		s := open(t, stage{provider: p, settings: settings}, channel.World{
			HTTP: channel.NewHTTPClient(), Base: p.Endpoint(), Forget: func() { stored = p.Secret() },
			Secret: func(context.Context) (secret.Text, error) { return secret.New(stored), nil },
		})
		if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err != nil || len(p.Messages()) != 1 {
			t.Errorf("%T: %v", settings, err)
		}
	}
}

func TestProbeOfSENS(t *testing.T) {
	for kind, want := range map[string]string{"sens": "alive", "alimtalk": "alarm01"} {
		s := stages[kind](t)
		prober := s.channel.(channel.Prober)
		if said, err := prober.Probe(t.Context()); err != nil || !strings.Contains(said, want) {
			t.Errorf("%s: %q, %v", kind, said, err)
		}
		s.provider.Fail(fake.Status(http.StatusUnauthorized), 1)
		if _, err := prober.Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "dead") || leaks(err, s.secrets) != "" {
			t.Errorf("%s: %v", kind, err)
		}
		if len(s.provider.Messages()) != 0 {
			t.Errorf("%s: the probe sent something", kind)
		}
	}
}

func TestSplitHundredNumbers(t *testing.T) {
	s := sms()
	s.To = nil
	for i := range 201 {
		s.To = append(s.To, "010-1000-1"+string(rune('0'+i/100))+string(rune('0'+i/10%10))+string(rune('0'+i%10)))
	}
	parts := s.Split()
	if len(parts) != 3 || len(parts[0]) != 100 || len(parts[2]) != 1 || parts[2][0] != "01010001200" || s.Check() != nil {
		t.Errorf("%d parts, %v", len(parts), s.Check())
	}
	p := must(fake.NewSENS(fake.Options{}, fake.SENSAccount{}))(t)
	many := sensStage(t, p, s)
	if _, err := many.channel.Send(t.Context(), channel.Delivery{ID: "x", Message: sample(t)}); !channel.Permanent(err) {
		t.Errorf("nobody knows to whom: %v", err)
	}
}
