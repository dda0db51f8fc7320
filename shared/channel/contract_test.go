package channel_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"bongsu/shared/channel"
	"bongsu/shared/fake"
	"bongsu/shared/secret"
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

func TestRevokedWebhook(t *testing.T) {
	for kind, answers := range map[string][]fake.Mode{
		"slack": {
			fake.StatusReason(http.StatusNotFound, "no_active_hooks"), fake.Status(http.StatusGone),
			fake.StatusReason(http.StatusForbidden, "action_prohibited"), fake.StatusReason(http.StatusForbidden, "invalid_token"),
		},
		"slack-bot": {
			fake.Status(http.StatusForbidden), fake.StatusReason(http.StatusOK, "invalid_auth"),
			fake.StatusReason(http.StatusOK, "token_revoked"), fake.StatusReason(http.StatusOK, "not_in_channel"),
		},
		"line":  {fake.Status(http.StatusUnauthorized), fake.Status(http.StatusForbidden)},
		"teams": {fake.Status(http.StatusUnauthorized), fake.StatusReason(http.StatusNotFound, "WorkflowNotFound")},
	} {
		for _, mode := range answers {
			t.Run(kind+" "+mode.String(), func(t *testing.T) {
				s := stages[kind](t)
				s.provider.Fail(mode, fake.Forever)
				_, err := s.channel.Send(t.Context(), s.delivery(sample(t)))
				e, ok := errors.AsType[*channel.Error](err)
				if !ok || !e.Permanent || !e.RefusedSecret {
					t.Errorf("got %#v", err)
				}
			})
		}
	}
}

func TestOkIsReadNotAssumed(t *testing.T) {
	s := stages["slack"](t)
	for _, said := range []string{"", "no_service", "<html>sign in to the network</html>"} {
		s.provider.Fail(fake.StatusReason(http.StatusOK, said), 1)
		if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err == nil || channel.Permanent(err) {
			t.Errorf("200 with %q: %v", said, err)
		}
	}
	s.provider.Fail(fake.StatusReason(http.StatusInternalServerError, "ok"), 1)
	if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err == nil {
		t.Error("500 with the body ok counts as success")
	}
}

func TestNoResponseIsAcceptedWithAWarning(t *testing.T) {
	s := stages["teams"](t)
	s.provider.Fail(fake.Status(http.StatusBadGateway), 1)
	receipt, err := s.channel.Send(t.Context(), s.delivery(sample(t)))
	if err != nil || receipt.Warning == "" {
		t.Errorf("receipt %+v, error %v", receipt, err)
	}
}

// TestRefusedBodyGoesOutPlain: better a plain message than none.
func TestRefusedBodyGoesOutPlain(t *testing.T) {
	each(t, func(t *testing.T, s stage) {
		s.provider.Fail(fake.RefuseBody(), fake.Forever)
		m := roomy(t)
		receipt, err := s.channel.Send(t.Context(), s.delivery(m))
		if err != nil {
			t.Fatal(err)
		}
		if receipt.Warning == "" {
			t.Error("nobody is told that the full message was refused")
		}
		got := s.provider.Messages()
		if len(got) != 1 || got[0].Lost != "" {
			t.Fatalf("received %+v", got)
		}
		for _, want := range []string{"orders-latency", m.Items[0].Links[0].URL} {
			if !strings.Contains(got[0].Text()+string(got[0].Body), want) {
				t.Errorf("%q is missing in\n%s", want, got[0].Text())
			}
		}
	})
}

// TestRefusedBodyOfSeveralComesBack: what its caller can send in parts is not
// said with less before that was tried.
func TestRefusedBodyOfSeveralComesBack(t *testing.T) {
	each(t, func(t *testing.T, s stage) {
		if _, named := s.settings.(channel.Splitter); !named {
			t.Skip("deliver joins jobs only for named recipients")
		}
		s.provider.Fail(fake.RefuseBody(), fake.Forever)
		d := s.delivery(roomy(t))
		d.Divides = true
		if _, err := s.channel.Send(t.Context(), d); !channel.RefusedBody(err) || len(s.provider.Messages()) > 0 {
			t.Errorf("%v, %d messages", err, len(s.provider.Messages()))
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
				s.provider.(interface{ Hangup() }).Hangup()
			}
			s.provider.Fail(fake.Reset(), 1)
			if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); !channel.Unsure(err) || len(s.provider.Messages()) != 3 {
				t.Errorf("%v, %d messages", err, len(s.provider.Messages()))
			}
		})
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, kind := range []string{"slack", "slack-bot", "teams", "line", "sens", "alimtalk"} {
		t.Run(kind, func(t *testing.T) {
			s := stages[kind](t)
			for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
				s.provider.Fail(fake.Status(status), 1)
				if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err == nil {
					t.Errorf("a redirect (%d) counts as success", status)
				}
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

// TestReplacedSecret: whoever stores a new webhook expects the next alert there,
// also from a function that remembers the old one.
func TestReplacedSecret(t *testing.T) {
	for kind, settings := range map[string]channel.Settings{"slack": new(channel.Slack), "teams": new(channel.Teams)} {
		t.Run(kind, func(t *testing.T) {
			old, renewed := stages[kind](t), stages[kind](t)
			old.provider.Fail(fake.Status(http.StatusNotFound), fake.Forever)
			stored, cached := old.secrets[0], ""
			reads := 0
			var broken error
			c, err := settings.Open(channel.World{
				HTTP: channel.NewHTTPClient(),
				Secret: func(context.Context) (secret.Text, error) {
					if cached == "" {
						reads++
						if broken != nil {
							return secret.Text{}, broken
						}
						cached = stored
					}
					return secret.New(cached), nil
				},
				Forget: func() { cached = "" },
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Send(t.Context(), old.delivery(sample(t))); !channel.Permanent(err) || reads != 2 {
				t.Errorf("the same secret: %v after %d reads", err, reads)
			}
			broken, cached = errors.New("SSM is away"), stored
			if _, err := c.Send(t.Context(), old.delivery(sample(t))); err == nil || channel.Permanent(err) {
				t.Errorf("nobody knows whether there is a new one: %v", err)
			}
			broken, cached, stored = nil, stored, renewed.secrets[0]
			if _, err := c.Send(t.Context(), old.delivery(sample(t))); err != nil || len(renewed.provider.Messages()) != 1 {
				t.Errorf("the new secret: %v, %d messages", err, len(renewed.provider.Messages()))
			}
		})
	}
}

// TestNetHTTPsOwnTexts: proxies and broken providers echo the request's path
// where net/http quotes it.
func TestNetHTTPsOwnTexts(t *testing.T) {
	const path = "/services/T0000/B0000/verysecretvalue1"
	for name, answer := range map[string]string{
		"a bad redirect":    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:x" + path + "\r\nContent-Length: 0\r\n\r\n",
		"a bad status line": "HTTP/1.1 " + path + "\r\n\r\n",
		"a page cut off":    "HTTP/1.1 500 Oops\r\nContent-Length: 2000\r\n\r\n" + strings.Repeat(" ", 1024-len(path)+2) + path + strings.Repeat("x", 2000),
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = l.Close() }()
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					_, _ = http.ReadRequest(bufio.NewReader(c))
					_, _ = c.Write([]byte(answer))
					_ = c.Close()
				}
			}()
			s := webhookStageAt(t, "http://"+l.Addr().String()+path)
			_, err = s.Send(t.Context(), channel.Delivery{ID: "group/chat", Message: sample(t)})
			if err == nil || strings.Contains(err.Error(), "verysecret") || leaks(err, []string{"verysecret"}) != "" {
				t.Errorf("error: %v", err)
			}
		})
	}
}

func webhookStageAt(t *testing.T, url string) channel.Channel {
	t.Helper()
	client := channel.NewHTTPClient()
	client.Timeout = 5 * time.Second
	return must(new(channel.Slack).Open(channel.World{
		HTTP: client, Secret: func(context.Context) (secret.Text, error) { return secret.New(url), nil },
	}))(t)
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
