package channel_test

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"bongsu/shared/channel"
	"bongsu/shared/fake"
	"bongsu/shared/secret"
)

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
