package main

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"

	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// TestSendInParts: every group is told, each with a request of its own, and no
// recipient is printed.
func TestSendInParts(t *testing.T) {
	p, err := fake.NewLINE(fake.Options{}, fake.LINEAccount{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	groups := []string{"C0123456789abcdef0123456789abcdef", "Cfedcba9876543210fedcba9876543210"}
	ch := config.Channel{Name: "duty", Type: "line", Settings: &channel.Line{To: groups}}
	parts, err := partsOf(ch)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := ch.Settings.Open(channel.World{
		HTTP: channel.NewHTTPClient(), Base: p.Endpoint(),
		Secret: func(context.Context) (secret.Text, error) { return secret.New(p.Token()), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	s := streams{out: &out, err: &errs}
	messages := []intake.Message{{ID: "a", Words: wording.Message{Tone: wording.Red, Title: "a"}}}
	if err := hand(t.Context(), s, ch.Name, opened, parts, messages); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "duty: accepted as "); n != 2 || len(p.Messages()) != 2 {
		t.Errorf("%d of %d messages: %s", n, len(p.Messages()), out.String())
	}
	p.Fail(fake.StatusReason(http.StatusBadRequest, "Failed to send messages to "+groups[1]), fake.Forever)
	err = hand(t.Context(), s, ch.Name, opened, parts, messages)
	if err == nil || strings.Count(err.Error(), "check the ids under `to`") != 2 || strings.Contains(err.Error(), groups[1]) {
		t.Errorf("refused: %v", err)
	}
	call(t, "", "send", "--channel", "line").wants(t, 2, "names no recipients")
}

func TestSecretSetForLINE(t *testing.T) {
	path := writeConfig(t, lineConfig)
	s := newStore(t)
	token := strings.Repeat("very-secret-word", 10) + "="
	call(t, token, "secret", "set", "/bongsu/duty-line", "--config", path).wants(t, 0)
	if s.values["/bongsu/duty-line"] != token {
		t.Error("the token is not stored as it was given")
	}
	got := call(t, strings.Repeat("verysecretword", 3)+"x", "secret", "set", "/bongsu/duty-line", "--config", path)
	got.wants(t, 2, "duty-line", "LINE Notify")
	got.hides(t, "verysecretword")
}
