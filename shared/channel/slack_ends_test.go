package channel_test

import (
	"net/http"
	"strings"
	"testing"

	"bongsu/shared/channel"
	"bongsu/shared/fake"
	"bongsu/shared/wording"
)

// over is a stage on which an incident was told and now is over.
func over(t *testing.T) (s stage, p *fake.SlackApp, first string, end channel.Delivery) {
	t.Helper()
	s, p = slackBot(t, fake.SlackWorkspace{})
	incident := incidents(t)["alarm"]
	v := voice(t, "en")
	receipt := must(s.channel.Send(t.Context(), s.delivery(v.Compose(incident[0]))))(t)
	end = s.delivery(v.Compose(incident[1]))
	end.Ends = []channel.Ended{{Reference: receipt.Reference, Message: end.Message, Reply: true}}
	return s, p, p.Messages()[0].ID, end
}

// newest is the last message of the channel itself.
func newest(p *fake.SlackApp) fake.Received {
	var last fake.Received
	for _, m := range p.Messages() {
		if m.Thread == "" && !m.Edits {
			last = m
		}
	}
	return last
}

// TestNoRecoveryIsLost: whatever is in the way of changing a message, the recovery
// is told as a new one.
func TestNoRecoveryIsLost(t *testing.T) {
	for name, spoil := range map[string]func(*fake.SlackApp, string, *channel.Delivery){
		"somebody deleted it": func(p *fake.SlackApp, id string, _ *channel.Delivery) { p.Remove(id) },
		"it is too old":       func(p *fake.SlackApp, _ string, _ *channel.Delivery) { p.CloseEdits() },
		"it is not ours": func(p *fake.SlackApp, _ string, d *channel.Delivery) {
			d.Ends[0].Reference = slackRoom + "/" + p.Says(slackRoom, "hello")
		},
		"another channel":     func(_ *fake.SlackApp, id string, d *channel.Delivery) { d.Ends[0].Reference = "C0000000000/" + id },
		"of another kind":     func(_ *fake.SlackApp, _ string, d *channel.Delivery) { d.Ends[0].Reference = "461230966842064897" },
		"nobody knows why":    func(p *fake.SlackApp, _ string, _ *channel.Delivery) { p.Break("chat.update", "an_error_of_next_year") },
		"Slack is in trouble": func(p *fake.SlackApp, _ string, _ *channel.Delivery) { p.Break("chat.update", "internal_error") },
		"refused as a body": func(p *fake.SlackApp, _ string, _ *channel.Delivery) {
			p.Break("chat.update", "invalid_blocks", "msg_too_long")
		},
		"its thread is locked": func(p *fake.SlackApp, _ string, _ *channel.Delivery) {
			p.Break("chat.postMessage", "restricted_action_thread_locked")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, p, first, end := over(t)
			spoil(p, first, &end)
			receipt, err := s.channel.Send(t.Context(), end)
			if err != nil {
				t.Fatal(err)
			}
			m := newest(p)
			if m.ID == first || !strings.Contains(m.Text(), "Recovered after") || !strings.HasSuffix(receipt.Reference, m.ID) {
				t.Errorf("receipt %+v, the channel shows\n%s", receipt, p.Page(slackRoom))
			}
			if receipt.Warning == "" && name != "its thread is locked" {
				t.Error("nobody learns why the earlier message was not changed")
			}
		})
	}
}

// TestRecoveryComesAgain: what keeps the change or the reply from being made for
// the moment is tried again, and so is a change after which we were killed.
func TestRecoveryComesAgain(t *testing.T) {
	for name, spoil := range map[string]func(*fake.SlackApp){
		"too many changes": func(p *fake.SlackApp) { p.Break("chat.update", "ratelimited") },
		"too many posts":   func(p *fake.SlackApp) { p.Break("chat.postMessage", "ratelimited") },
		"in trouble":       func(p *fake.SlackApp) { p.Break("chat.postMessage", "internal_error") },
		"no answer":        func(p *fake.SlackApp) { p.Fail(fake.Timeout(), 1) },
		"change fails":     func(p *fake.SlackApp) { p.Break("chat.update", "internal_error") },
	} {
		t.Run(name, func(t *testing.T) {
			s, p, first, end := over(t)
			spoil(p)
			end.Ends[0].Patient = true
			if _, err := s.channel.Send(t.Context(), end); err == nil || channel.Permanent(err) {
				t.Fatalf("%v\n%s", err, p.Page(slackRoom))
			}
			if _, err := s.channel.Send(t.Context(), end); err != nil {
				t.Fatal(err)
			}
			replies := 0
			for _, m := range p.Messages() {
				if m.Thread == first {
					replies++
				}
			}
			if m := newest(p); m.ID != first || replies != 1 || !strings.Contains(p.Page(slackRoom), "Recovered after") {
				t.Errorf("%d replies:\n%s", replies, p.Page(slackRoom))
			}
		})
	}
}

// TestPlainChangeTakesTheOldOneAway: attachments that a change does not name stay.
func TestPlainChangeTakesTheOldOneAway(t *testing.T) {
	s, p, first, end := over(t)
	p.Fail(fake.RefuseBody(), fake.Forever)
	if _, err := s.channel.Send(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	page := p.Page(slackRoom)
	if newest(p).ID != first || strings.Contains(page, "ALARM") || !strings.Contains(page, "Recovered after") {
		t.Errorf("the channel shows\n%s", page)
	}
}

// TestSeveralEnd: what is over is changed, and one new message says it all.
func TestSeveralEnd(t *testing.T) {
	s, p := slackBot(t, fake.SlackWorkspace{})
	v := voice(t, "en")
	var ends []channel.Ended
	all := incidents(t)
	for _, name := range []string{"alarm", "device"} {
		receipt := must(s.channel.Send(t.Context(), s.delivery(v.Compose(all[name][0]))))(t)
		ends = append(ends, channel.Ended{Reference: receipt.Reference, Message: v.Compose(all[name][1])})
	}
	d := s.delivery(v.Compose(wording.Join(all["alarm"][1], all["device"][1])))
	d.Ends = ends
	p.Break("chat.update", "message_not_found")
	receipt := must(s.channel.Send(t.Context(), d))(t)
	if got := p.Messages(); len(got) != 4 || !got[2].Edits || got[2].ID != got[1].ID || got[3].Thread != "" {
		t.Errorf("the channel shows\n%s", p.Page(slackRoom))
	}
	if !strings.Contains(receipt.Warning, "message_not_found") {
		t.Errorf("the warning is %q", receipt.Warning)
	}
}

// TestOkIsReadInSlack: the status says nothing.
func TestOkIsReadInSlack(t *testing.T) {
	s, p := slackBot(t, fake.SlackWorkspace{})
	p.Fail(fake.Status(http.StatusOK), 1)
	if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err == nil || channel.Permanent(err) {
		t.Errorf("200 and nothing else: %v", err)
	}
	p.Fail(fake.StatusReason(http.StatusOK, "internal_error"), 1)
	if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err == nil {
		t.Error("200 with an error counts as success")
	}
	p.Fail(fake.StatusReason(http.StatusInternalServerError, "ok"), 1)
	if _, err := s.channel.Send(t.Context(), s.delivery(sample(t))); err == nil {
		t.Error("500 counts as success")
	}
}
