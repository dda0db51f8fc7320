package channel_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bongsu/shared/channel"
	"bongsu/shared/fake"
	"bongsu/shared/wording"
)

// sample is a message with everything in it.
func sample(t *testing.T) wording.Message {
	return voice(t, "ko").Compose(wording.Story{Alerts: understood(t, "../../events/alarm/orders-latency-firing.facts.json")})
}

// roomy is a message for which a plain one has no room on any channel.
func roomy(t *testing.T) wording.Message {
	m := sample(t)
	m.Items[0].Lead += ", and more than a plain message has room for"
	return m
}

// leaks finds a secret in whatever an error can be made to show.
func leaks(err error, secrets []string) string {
	shown := fmt.Sprintf("%v\n%+v\n%#v\n%q", err, err, err, err)
	for e := err; e != nil; e = errors.Unwrap(e) {
		shown += fmt.Sprintf("\n%T %v %+v %#v", e, e, e, e)
	}
	for _, s := range secrets {
		if strings.Contains(shown, s) {
			return s
		}
	}
	return ""
}

func TestTheSearchForSecretsCanFail(t *testing.T) {
	each(t, func(t *testing.T, s stage) {
		if len(s.secrets) == 0 {
			t.Fatal("nothing to search for")
		}
		for _, value := range s.secrets {
			if leaks(&channel.Error{Err: fmt.Errorf("Post %q: EOF", value)}, s.secrets) == "" {
				t.Errorf("%s is not found in an error that shows it", value)
			}
		}
	})
}

// TestEveryFailure makes every channel fail in every way. It must say so, must
// know whether it is worth another try, and must keep its secret.
func TestEveryFailure(t *testing.T) {
	type outcome struct {
		mode      fake.Mode
		permanent bool
	}
	failures := []outcome{
		{fake.Timeout(), false}, {fake.Reset(), false}, {fake.AcceptThenTimeout(), false},
		{fake.AcceptThenStall(), false}, {fake.Garbage(), false},
		{fake.Status(http.StatusRequestTimeout), false},
		{fake.Status(http.StatusTooManyRequests), false},
		{fake.Status(http.StatusTooManyRequests).After(7 * time.Second), false},
		{fake.Status(http.StatusInternalServerError), false},
		{fake.Status(http.StatusServiceUnavailable), false},
		{fake.Status(http.StatusGatewayTimeout), false},
		{fake.Status(http.StatusBadRequest), true},
		{fake.Status(http.StatusForbidden), true},
		{fake.Status(http.StatusNotFound), true},
	}
	each(t, func(t *testing.T, s stage) {
		m := s.delivery(sample(t))
		for _, f := range failures {
			t.Run(f.mode.String(), func(t *testing.T) {
				s.provider.Fail(f.mode, fake.Forever)
				m := m
				m.ID += f.mode.String() // what one failure took must not count for the next
				_, err := s.channel.Send(t.Context(), m)
				if err == nil {
					t.Fatal("a failure is reported as success")
				}
				if channel.Permanent(err) != f.permanent {
					t.Errorf("permanent is %v: %v", !f.permanent, err)
				}
				if strings.Contains(f.mode.String(), "7") && channel.RetryAfter(err) != 7*time.Second && s.provider.Name() != "mail" {
					t.Errorf("Retry-After is %v", channel.RetryAfter(err))
				}
				if leak := leaks(err, s.secrets); leak != "" {
					t.Errorf("the error shows %s", leak)
				}
				if strings.Contains(err.Error(), s.provider.Name()+":") {
					t.Errorf("the part names itself: %v", err)
				}
			})
		}
		for _, well := range []fake.Mode{fake.OK(), fake.Slow()} {
			s.provider.Fail(well, fake.Forever)
			if _, err := s.channel.Send(t.Context(), m); err != nil {
				t.Errorf("once all is well (%s): %v", well, err)
			}
		}
	})
}

// TestSettingsSayWhatTheirChannelsDo: by them the stack grants what a channel needs.
func TestSettingsSayWhatTheirChannelsDo(t *testing.T) {
	each(t, func(t *testing.T, s stage) {
		_, reports := s.channel.(channel.Reporter)
		if _, says := s.settings.(channel.Reported); says != reports {
			t.Errorf("the channel reports: %v, its settings say so: %v", reports, says)
		}
		_, careful := s.channel.(channel.Careful)
		if _, names := s.settings.(channel.Splitter); careful && !names {
			t.Error("it tells its jobs apart, but names no recipients")
		}
	})
}

// TestFreezeAndThaw: while Lambda keeps the process frozen, the provider closes
// the idle connection; the next request on it gets no answer. It must go out
// again on a fresh one. E-mail leaves this to the SDK.
func TestFreezeAndThaw(t *testing.T) {
	for _, kind := range []string{"slack", "slack-bot", "teams", "line"} {
		t.Run(kind, func(t *testing.T) {
			s := stages[kind](t)
			for i := range 10 {
				if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err != nil {
					t.Fatalf("message %d: %v", i, err)
				}
				s.provider.Fail(fake.Reset(), 1)
			}
		})
	}
}

// TestSENSIsAskedOnce: it has no key by which it would know a message that net/http
// sends again by itself. It has no connection either that could close meanwhile.
func TestSENSIsAskedOnce(t *testing.T) {
	for _, kind := range []string{"sens", "alimtalk"} {
		t.Run(kind, func(t *testing.T) {
			s := stages[kind](t)
			for i := range 3 {
				if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err != nil {
					t.Fatalf("message %d: %v", i, err)
				}
				if i < 2 { // after the last, a connection that was kept would still be there
					s.provider.(interface{ Hangup() }).Hangup()
				}
			}
			s.provider.Fail(fake.Reset(), 1)
			if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); !channel.Unsure(err) || len(s.provider.Messages()) != 3 {
				t.Errorf("%v, %d messages", err, len(s.provider.Messages()))
			}
		})
	}
}

func TestCancelledContext(t *testing.T) {
	each(t, func(t *testing.T, s stage) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.channel.Send(ctx, s.delivery(sample(t))); err == nil || channel.Permanent(err) || leaks(err, s.secrets) != "" {
			t.Errorf("error %v", err)
		}
	})
}

func TestProbe(t *testing.T) {
	s := stages["slack"](t)
	p := s.channel.(channel.Prober)
	if said, err := p.Probe(t.Context()); err != nil || !strings.Contains(said, "alive") {
		t.Errorf("%q, %v", said, err)
	}
	s.provider.Fail(fake.Status(http.StatusNotFound), 1)
	if _, err := p.Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "dead") || leaks(err, s.secrets) != "" {
		t.Errorf("a dead webhook: %v", err)
	}
	if len(s.provider.Messages()) != 0 {
		t.Error("the probe sent something")
	}
}

// TestManyItemsFitOneMessage: Slack takes fifty blocks.
func TestManyItemsFitOneMessage(t *testing.T) {
	m := wording.Message{Tone: wording.Red, Title: "many", CutMark: "… (% more characters)"}
	for i := range 60 {
		m.Items = append(m.Items, wording.Item{
			Tone: wording.Red, Headline: fmt.Sprintf("headline %d", i), Lead: "lead", Text: "text", Context: "context",
			Facts: []wording.Fact{{Label: "a", Value: "b"}}, Links: []wording.Link{{Label: "l", URL: "https://example.com"}},
		})
	}
	each(t, func(t *testing.T, s stage) {
		receipt, err := s.channel.Send(t.Context(), s.delivery(m))
		if err != nil || receipt.Warning != "" {
			t.Fatalf("%v, %q, refused %+v", err, receipt.Warning, s.provider.Refusals())
		}
		if _, one := s.settings.(*channel.AlimTalk); one {
			return // its template has room for the title
		}
		if text := s.provider.Messages()[0].Text(); !strings.Contains(text, "headline 40") {
			t.Errorf("a headline is missing:\n%s", text)
		}
	})
}
