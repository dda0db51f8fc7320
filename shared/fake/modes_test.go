package fake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseMode(t *testing.T) {
	for in, want := range map[string]Mode{
		"404": Status(404), "429": Status(429), "200": Status(200), "404/no_active_hooks": StatusReason(404, "no_active_hooks"),
		"timeout": Timeout(), "reset": Reset(), "refuse-body": RefuseBody(), "accept-then-timeout": AcceptThenTimeout(), "ok": OK(),
		"accept-then-stall": AcceptThenStall(), "slow": Slow(), "garbage": Garbage(),
	} {
		m, err := ParseMode(in)
		if err != nil || m != want || m.String() != in {
			t.Errorf("%s gave %v, %v", in, m, err)
		}
	}
	for _, in := range []string{"", "teapot", "99", "600", "4o4", "-1", "Timeout"} {
		if m, err := ParseMode(in); err == nil || !strings.Contains(err.Error(), "accept-then-timeout") {
			t.Errorf("%q gave %v, %v", in, m, err)
		}
	}
}

func TestSlackFailures(t *testing.T) {
	s := slackOf(t, Options{Burst: many})
	tests := []struct {
		mode Mode
		want got
	}{
		{Status(400), got{400, "invalid_payload", ""}},
		{Status(403), got{403, "invalid_token", ""}},
		{Status(404), got{404, "no_service", ""}},
		{StatusReason(404, "no_active_hooks"), got{404, "no_active_hooks", ""}},
		{StatusReason(403, "action_prohibited"), got{403, "action_prohibited", ""}},
		{Status(410), got{410, "channel_is_archived", ""}},
		{Status(429), got{429, "rate_limited", "1"}},
		{Status(429).After(29500 * time.Millisecond), got{429, "rate_limited", "30"}},
		{Status(500), got{500, "rollup_error", ""}},
		{StatusReason(500, "ok"), got{500, "ok", ""}},
		{Status(503), got{503, "", ""}},
		{Status(302), got{302, "", ""}},
	}
	for _, tt := range tests {
		s.Fail(tt.mode, 1)
		if d := cmp.Diff(tt.want, post(t, s.URL(), jsonType, `{"text":"a"}`)); d != "" {
			t.Errorf("%s: %s", tt.mode, d)
		}
	}
	if n := len(s.Messages()); n != 0 {
		t.Errorf("%d messages were kept", n)
	}
	if n := len(s.Refusals()); n != len(tests) {
		t.Errorf("%d refusals", n)
	}
}

func TestRedirectLosesTheMessage(t *testing.T) {
	s := slackOf(t, Options{})
	s.Fail(Status(http.StatusTemporaryRedirect), 1)
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	res, err := (&http.Client{Transport: tr}).Post(s.URL(), jsonType, strings.NewReader(`{"text":"a"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if b, _ := io.ReadAll(res.Body); string(b) != "ok" || len(s.Messages()) != 0 {
		t.Errorf("%s, %d messages", b, len(s.Messages()))
	}
}

func TestFailCounts(t *testing.T) {
	s := slackOf(t, Options{Burst: many})
	send := func() int { return post(t, s.URL(), jsonType, `{"text":"a"}`).Status }
	s.Fail(Status(500), 2)
	all := []int{send(), send(), send()}
	s.Fail(Status(503), Forever)
	all = append(all, send(), send(), send())
	s.Fail(OK(), 0)
	if d := cmp.Diff([]int{500, 500, 200, 503, 503, 503, 200}, append(all, send())); d != "" {
		t.Error(d)
	}
}

func TestRefuseBody(t *testing.T) {
	s := slackOf(t, Options{Burst: many})
	s.Fail(RefuseBody(), 1)
	var all []got
	for _, body := range []string{`{"text":"plain"}`, slackRich, slackRich} {
		all = append(all, post(t, s.URL(), jsonType, body))
	}
	if d := cmp.Diff([]got{{200, "ok", ""}, {400, "invalid_blocks", ""}, {200, "ok", ""}}, all); d != "" {
		t.Error(d)
	}
}

// try posts, and gives up as soon as the fake has seen the request.
func try(ctx context.Context, t *testing.T, s *Slack) error {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL(), strings.NewReader(`{"text":"a"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", jsonType)
	res, err := client(t).Do(req)
	if err == nil {
		_, err = io.ReadAll(res.Body)
		_ = res.Body.Close()
	}
	return err
}

func TestTimeouts(t *testing.T) {
	for mode, kept := range map[Mode]int{Timeout(): 0, AcceptThenTimeout(): 1, AcceptThenStall(): 1} {
		t.Run(mode.String(), func(t *testing.T) {
			ctx, giveUp := context.WithCancel(t.Context())
			s := slackOf(t, Options{OnReceive: func(Received) { giveUp() }, OnRefuse: func(Refusal) { giveUp() }})
			s.Fail(mode, 1)
			if err := try(ctx, t, s); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
			if n := len(s.Messages()); n != kept {
				t.Errorf("%d messages, want %d", n, kept)
			}
		})
	}
}

func TestSlow(t *testing.T) {
	s := slackOf(t, Options{})
	s.Fail(Slow(), 1)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL(), strings.NewReader(`{"text":"a"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", jsonType)
	res, err := client(t).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.ContentLength != -1 {
		t.Errorf("the answer came in one piece of %d bytes", res.ContentLength)
	}
	if b, err := io.ReadAll(res.Body); string(b) != "ok" || err != nil || len(s.Messages()) != 1 {
		t.Errorf("answer %q, %v, %d messages", b, err, len(s.Messages()))
	}
}

func TestGarbage(t *testing.T) {
	s := slackOf(t, Options{})
	s.Fail(Garbage(), 1)
	if err := try(t.Context(), t, s); err == nil || !strings.Contains(err.Error(), "malformed HTTP") {
		t.Errorf("got %v", err)
	}
	if len(s.Messages()) != 0 || len(s.Refusals()) != 1 {
		t.Errorf("%d messages, %v", len(s.Messages()), s.Refusals())
	}
}

func TestCloseEndsHangingRequests(t *testing.T) {
	seen := make(chan struct{})
	s := slackOf(t, Options{OnRefuse: func(Refusal) { close(seen) }})
	s.Fail(Timeout(), 1)
	failed := make(chan error, 1)
	go func() { failed <- try(t.Context(), t, s) }()
	<-seen
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-failed; err == nil {
		t.Error("the request was answered")
	}
}

func TestReset(t *testing.T) {
	s := slackOf(t, Options{})
	s.Fail(Reset(), 1)
	if err := try(t.Context(), t, s); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v", err)
	}
	if len(s.Messages()) != 0 || len(s.Refusals()) != 1 || s.Refusals()[0].Status != 0 {
		t.Errorf("%d messages, %v", len(s.Messages()), s.Refusals())
	}
}

func TestTooLargeForAnybody(t *testing.T) {
	s := slackOf(t, Options{})
	if a := post(t, s.URL(), jsonType, string(bytes.Repeat([]byte("a"), maxBody+1))); a.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("got %v", a)
	}
}
