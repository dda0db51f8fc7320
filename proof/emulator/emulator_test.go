// Package emulator holds the proof that Slack's bot mode works against a server
// that somebody else wrote by Slack's documentation: https://emulate.dev.
//
// The emulator does not know the limits of Block Kit, the pace of a channel and
// the scopes that an answer names; it lets unknown tokens in, and takes replies to
// messages that are not there. The fake in shared/fake is strict about all of these.
package emulator

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// desk is a channel of ours in front of the emulator.
type desk struct {
	channel.Channel
	emulator
	t     *testing.T
	voice wording.Voice
	room  string
}

func newDesk(t *testing.T, e emulator, room, token string) desk {
	t.Helper()
	settings := &channel.Slack{Secret: "/bongsu/slack", Channel: room}
	if err := settings.CheckSecret(secret.New(token)); err != nil {
		t.Fatal(err)
	}
	c, err := settings.Open(channel.World{
		HTTP: channel.NewHTTPClient(), Base: e.base,
		Secret: func(context.Context) (secret.Text, error) { return secret.New(token), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	voice, err := wording.NewVoice("ko", "Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	return desk{c, e, t, voice, room}
}

// says composes what happened to an alarm.
func (d desk) says(a alert.Alert) wording.Message {
	a.Key, a.Kind, a.Severity, a.Subject = "orders-latency", alert.Alarm, alert.Critical, "orders-latency"
	return d.voice.Compose(wording.Story{Alerts: []alert.Alert{a}})
}

var fired = time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC)

func (d desk) down() wording.Message {
	return d.says(alert.Alert{State: alert.Firing, At: fired})
}

func (d desk) up() wording.Message {
	return d.says(alert.Alert{State: alert.Recovered, At: fired.Add(7 * time.Minute), Since: fired})
}

func (d desk) tell(m wording.Message, ends ...channel.Ended) channel.Receipt {
	d.t.Helper()
	receipt, err := d.Send(d.t.Context(), channel.Delivery{ID: "group/chat", Message: m, Ends: ends})
	if err != nil {
		d.t.Fatal(err)
	}
	return receipt
}

// texts are the messages of the channel, the newest first, or of a thread, its
// beginning first.
func (d desk) texts(method string, form url.Values) (all []message) {
	d.t.Helper()
	form.Set("channel", d.room)
	var said struct {
		OK       bool
		Error    string
		Messages []message
	}
	d.call(d.t, method, form, &said)
	if !said.OK {
		d.t.Fatalf("%s: %s", method, said.Error)
	}
	return said.Messages
}

type message struct {
	Text, TS    string
	Edited      any
	Attachments []struct{ Color string }
	Files       []struct{ Title string }
}

func TestIncidentMovesOn(t *testing.T) {
	e := start(t)
	d := newDesk(t, e, e.room(t, "ops"), fullToken)
	first := d.tell(d.down())
	got := d.texts("conversations.history", url.Values{})
	if len(got) != 1 || got[0].Text != "🔴 긴급 경보: orders-latency" || got[0].Attachments[0].Color != "#d32f2f" || got[0].Edited != nil {
		t.Fatalf("posted: %+v", got)
	}
	d.tell(d.up(), channel.Ended{Reference: first.Reference, Message: d.up(), Reply: true})
	ts := got[0].TS
	got = d.texts("conversations.history", url.Values{})
	const over = "🟢 복구됨 · 7분 만에: orders-latency"
	if len(got) != 1 || got[0].TS != ts || got[0].Text != over || got[0].Attachments[0].Color != "#2e7d32" {
		t.Errorf("updated: %+v", got)
	}
	thread := d.texts("conversations.replies", url.Values{"ts": {ts}})
	if len(thread) != 2 || thread[1].Text != over || len(thread[1].Attachments) != 0 {
		t.Errorf("the thread: %+v", thread)
	}

	var gone struct{ OK bool }
	d.call(t, "chat.delete", url.Values{"channel": {d.room}, "ts": {ts}}, &gone)
	receipt := d.tell(d.up(), channel.Ended{Reference: first.Reference, Message: d.up(), Reply: true})
	got = d.texts("conversations.history", url.Values{})
	if !gone.OK || len(got) == 0 || got[0].TS == ts || got[0].Text != over || !strings.Contains(receipt.Warning, "message_not_found") {
		t.Errorf("after somebody deleted it: %+v, %+v", receipt, got)
	}
}

func TestPicture(t *testing.T) {
	e := start(t)
	d := newDesk(t, e, e.room(t, "ops"), fullToken)
	var chart bytes.Buffer
	if err := png.Encode(&chart, image.NewGray(image.Rect(0, 0, 600, 300))); err != nil {
		t.Fatal(err)
	}
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(chart.Bytes()) }))
	t.Cleanup(host.Close)
	m := d.says(alert.Alert{State: alert.Firing, At: fired, Picture: &alert.Picture{URL: host.URL}})
	receipt := d.tell(m)
	if err := d.Channel.(channel.Updater).Illustrate(t.Context(), receipt.Reference, m); err != nil {
		t.Fatal(err)
	}
	ts := d.texts("conversations.history", url.Values{})[0].TS
	thread := d.texts("conversations.replies", url.Values{"ts": {ts}})
	if len(thread) != 2 || len(thread[1].Files) != 1 || thread[1].Files[0].Title != "긴급 경보: orders-latency" {
		t.Errorf("the thread: %+v", thread)
	}
}

func TestWhoIsAsked(t *testing.T) {
	e := start(t)
	room := e.room(t, "ops")
	said, err := newDesk(t, e, room, fullToken).Channel.(channel.Prober).Probe(t.Context())
	if err != nil || !strings.Contains(said, "in Bongsu, for #ops") {
		t.Errorf("%q, %v", said, err)
	}
	for name, test := range map[string]struct{ room, token, want string }{
		"no scope":   {room, mutedToken, "missing_scope (chat:write): add the scope"},
		"no channel": {"C0000NOBODY", fullToken, "channel_not_found: invite the app"},
	} {
		d := newDesk(t, e, test.room, test.token)
		_, err := d.Send(t.Context(), channel.Delivery{ID: "group/chat", Message: d.down()})
		if !channel.Permanent(err) || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), test.token) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
