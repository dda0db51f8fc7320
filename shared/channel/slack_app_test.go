package channel_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/fake"
	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

func slackBot(t *testing.T, w fake.SlackWorkspace) (stage, *fake.SlackApp) {
	t.Helper()
	p := must(fake.NewSlackApp(fake.Options{Burst: 1000}, w))(t)
	return slackBotStage(t, p), p
}

// TestEveryErrorOfSlack: nearly all of them come with status 200.
func TestEveryErrorOfSlack(t *testing.T) {
	type sort struct{ permanent, body, secret bool }
	busy, body, token, final := sort{}, sort{true, true, false}, sort{true, false, true}, sort{true, false, false}
	for want, codes := range map[sort]string{
		busy: "ratelimited rate_limited internal_error fatal_error service_unavailable request_timeout an_error_of_next_year",
		body: "no_text msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format too_many_attachments",
		token: "not_authed invalid_auth account_inactive token_revoked token_expired missing_scope " +
			"channel_not_found not_in_channel",
		final: "is_archived restricted_action restricted_action_read_only_channel",
	} {
		for code := range strings.FieldsSeq(codes) {
			t.Run(code, func(t *testing.T) {
				s, p := slackBot(t, fake.SlackWorkspace{})
				p.Break("chat.postMessage", code, code)
				_, err := s.channel.Send(t.Context(), s.delivery(sample(t)))
				e, ok := errors.AsType[*channel.Error](err)
				if !ok {
					t.Fatalf("%v is taken for success", code)
				}
				if got := (sort{e.Permanent, e.RefusedBody, e.RefusedSecret}); got != want {
					t.Errorf("%+v, want %+v: %v", got, want, err)
				}
				if !strings.Contains(strings.ReplaceAll(err.Error(), "status 429: ", ""), strings.Replace(code, "rate_limited", "rate", 1)) || leaks(err, s.secrets) != "" {
					t.Errorf("the error says %v", err)
				}
				if code == "ratelimited" && e.RetryAfter != time.Second {
					t.Errorf("Retry-After is %s", e.RetryAfter)
				}
			})
		}
	}
}

func TestSlackSaysWhatToDo(t *testing.T) {
	for _, test := range []struct {
		workspace fake.SlackWorkspace
		want      string
	}{
		{fake.SlackWorkspace{Scopes: []string{"files:write"}}, "chat:write"},
		{fake.SlackWorkspace{Rooms: map[string]fake.SlackRoom{slackRoom: {Outside: true}}}, "/invite"},
		{fake.SlackWorkspace{Rooms: map[string]fake.SlackRoom{"C0000000000": {}}}, "`channel:`"},
		{fake.SlackWorkspace{Rooms: map[string]fake.SlackRoom{slackRoom: {Archived: true}}}, "unarchive"},
	} {
		s, _ := slackBot(t, test.workspace)
		if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); !channel.Permanent(err) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
		p := s.channel.(channel.Prober)
		if said, err := p.Probe(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("the probe says %q, %v, want %q", said, err, test.want)
		}
	}
}

func TestSlackProbe(t *testing.T) {
	for scopes, want := range map[string]string{
		"chat:write channels:read files:write": "alive: bongsu in Bongsu, for #ops",
		"chat:write files:write":               "alive: bongsu in Bongsu; whether it may post to the channel cannot be seen without the scope channels:read (groups:read for a private one)",
		"chat:write channels:read":             "alive: bongsu in Bongsu, for #ops; pictures are left out without the scope files:write",
	} {
		s, p := slackBot(t, fake.SlackWorkspace{Scopes: strings.Fields(scopes), Rooms: map[string]fake.SlackRoom{slackRoom: {Name: "ops"}}})
		if said, err := s.channel.(channel.Prober).Probe(t.Context()); err != nil || said != want {
			t.Errorf("%q, %v", said, err)
		}
		p.Fail(fake.StatusReason(http.StatusOK, "invalid_auth"), 1)
		if _, err := s.channel.(channel.Prober).Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "dead") || leaks(err, s.secrets) != "" {
			t.Errorf("a dead token: %v", err)
		}
		if len(p.Messages()) != 0 {
			t.Error("the probe sent something")
		}
	}
}

// TestReplacedToken: whoever stores a new token expects the next alert to be told
// with it, also where it is an earlier message that is changed.
func TestReplacedToken(t *testing.T) {
	s, p := slackBot(t, fake.SlackWorkspace{})
	cached := p.Token()
	client := channel.NewHTTPClient()
	c := must(s.settings.Open(channel.World{
		HTTP: client, Base: p.Endpoint(),
		Secret: func(context.Context) (secret.Text, error) { return secret.New(cached), nil },
		Forget: func() { cached = p.Token() },
	}))(t)
	first := must(c.Send(t.Context(), s.delivery(sample(t))))(t)
	p.Reissue()
	d := s.delivery(sample(t))
	d.Ends = []channel.Ended{{Reference: first.Reference, Message: d.Message, Reply: true}}
	if _, err := c.Send(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if got := p.Messages(); len(got) != 3 || !got[1].Edits || got[2].Thread != got[0].ID {
		t.Errorf("%d messages", len(got))
	}
}

// incidents are what happens and how it ends.
func incidents(t *testing.T) map[string][2]wording.Story {
	all := stories(t)
	one := func(name string) alert.Alert { return all[name].Alerts[0] }
	lost, back := one("told/device-lost"), one("told/device-back")
	other, otherBack := lost, back
	other.Subject, otherBack.Subject = "sensor-8", "sensor-8"
	return map[string][2]wording.Story{
		"alarm":   {all["alarm/orders-latency-firing"], all["told/recovered"]},
		"device":  {all["told/device-lost"], all["told/device-back"]},
		"devices": {{Alerts: []alert.Alert{lost, other}}, {Alerts: []alert.Alert{back, otherBack}}},
	}
}

// TestIncidentMovesOn shows a channel at the end of incidents: their messages say
// that it is over, and their threads whom it concerned when it was. Read the
// files in testdata/catalogue/*/incident aloud.
func TestIncidentMovesOn(t *testing.T) {
	for _, language := range []string{"ko", "en"} {
		v := voice(t, language)
		for name, incident := range incidents(t) {
			t.Run(language+"/"+name, func(t *testing.T) {
				s, p := slackBot(t, fake.SlackWorkspace{})
				first := must(s.channel.Send(t.Context(), s.delivery(v.Compose(incident[0]))))(t)
				before := p.Page(slackRoom)
				d := s.delivery(v.Compose(incident[1]))
				d.Ends = []channel.Ended{{Reference: first.Reference, Message: d.Message, Reply: true}}
				receipt, err := s.channel.Send(t.Context(), d)
				if err != nil || receipt != first {
					t.Fatalf("%+v, %v", receipt, err)
				}
				got := p.Messages()
				if len(got) != 3 || !got[1].Edits || got[1].ID != got[0].ID || got[2].Thread != got[0].ID || got[2].Edits {
					t.Fatalf("%d messages: %+v", len(got), got)
				}
				for _, m := range got {
					if len(m.Mentions)+len(m.Formatting) > 0 {
						t.Errorf("mentions %q, formatting %q", m.Mentions, m.Formatting)
					}
				}
				golden(t, filepath.Join(language, "incident", name+".txt"), []byte("── at first "+strings.Repeat("─", 66)+"\n"+before+"\n── at the end "+strings.Repeat("─", 64)+"\n"+p.Page(slackRoom)))
			})
		}
	}
}
