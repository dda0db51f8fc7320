package main

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/fake"
	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// TestSendAsSlackApp: a picture is uploaded, and its lack is said.
func TestSendAsSlackApp(t *testing.T) {
	var chart bytes.Buffer
	if err := png.Encode(&chart, image.NewGray(image.Rect(0, 0, 600, 300))); err != nil {
		t.Fatal(err)
	}
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(chart.Bytes()) }))
	t.Cleanup(host.Close)
	const room = "C0123456789"
	p, err := fake.NewSlackApp(fake.Options{Burst: 10}, fake.SlackWorkspace{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	opened, err := (&channel.Slack{Channel: room}).Open(channel.World{
		HTTP: channel.NewHTTPClient(), Base: p.Endpoint(),
		Secret: func(context.Context) (secret.Text, error) { return secret.New(p.Token()), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	s := streams{out: &out, err: &errs}
	messages := []intake.Message{{ID: "a", Words: wording.Message{Tone: wording.Red, Title: "a", Picture: &alert.Picture{URL: host.URL}}}}
	for range 2 {
		if err := hand(t.Context(), s, "ops", opened, [][]string{nil}, messages); err != nil {
			t.Fatal(err)
		}
		p.Break("files.getUploadURLExternal", "file_uploads_disabled")
	}
	first, second, _ := strings.Cut(strings.TrimSpace(out.String()), "\n")
	if strings.Contains(first, "but") || !strings.HasPrefix(first, "ops: accepted as "+room+"/") || len(p.Files()) != 1 {
		t.Errorf("%d pictures: %s", len(p.Files()), first)
	}
	if !strings.Contains(second, "but: without its picture: uploading it: file_uploads_disabled") {
		t.Errorf("without a picture: %s", second)
	}
}

const slackAppConfig = `watchdog: [a@example.com]
channels: {ops: {type: slack, secret: /bongsu/ops, channel: C0123456789}}
routes: {default: [ops]}
`

// TestSecretSetForSlack: the channel says which of the two it is to be.
func TestSecretSetForSlack(t *testing.T) {
	path := writeConfig(t, slackAppConfig)
	s := newStore(t)
	const token = "xoxb-1-2-verysecretword"
	call(t, token, "secret", "set", "/bongsu/ops", "--config", path).wants(t, 0)
	if s.values["/bongsu/ops"] != token {
		t.Error("the token is not stored as it was given")
	}
	got := call(t, "https://hooks.slack.com/services/T/B/verysecretword", "secret", "set", "/bongsu/ops", "--config", path)
	got.wants(t, 2, "ops", "remove `channel:`")
	got.hides(t, "verysecretword")
	webhook := writeConfig(t, strings.Replace(slackAppConfig, ", channel: C0123456789", "", 1))
	got = call(t, token, "secret", "set", "/bongsu/ops", "--config", webhook)
	got.wants(t, 2, "ops", "under `channel:`")
	got.hides(t, "verysecretword")
	name := writeConfig(t, strings.Replace(slackAppConfig, "C0123456789", `"#ops"`, 1))
	call(t, "", "check", "--config", name).wants(t, 2, ":2:", "channels.ops.channel", "is a channel's name", "at the very bottom")
}
