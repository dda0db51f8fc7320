package fake

import (
	"crypto/rand"
	"net/http"
	"strings"
	"time"
)

// Slack stands in for Slack's incoming webhooks.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
type Slack struct {
	*server
	path string
}

const (
	slackTeam    = "T0B0NGSU1"
	slackWebhook = "B0B0NGSU1"
)

// NewSlack starts a workspace with one webhook. Slack takes one message a second.
func NewSlack(o Options) (*Slack, error) {
	path := "/services/" + slackTeam + "/" + slackWebhook + "/" + rand.Text()
	s, err := serve("slack", o, slackDialect{path}, &pace{interval: time.Second, burst: 1})
	if err != nil {
		return nil, err
	}
	return &Slack{s, path}, nil
}

// URL is the webhook's URL. It is the whole credential.
func (s *Slack) URL() string { return s.origin + s.path }

// slackReasons are Slack's plain-text answers by status; the text of a 429 is
// not documented.
func slackReasons() map[int]string {
	return map[int]string{
		http.StatusBadRequest:          "invalid_payload",
		http.StatusForbidden:           "invalid_token",
		http.StatusNotFound:            "no_service",
		http.StatusGone:                "channel_is_archived",
		http.StatusTooManyRequests:     "rate_limited",
		http.StatusInternalServerError: "rollup_error",
	}
}

type slackDialect struct{ path string }

func (d slackDialect) admit(r *http.Request) *answer {
	got, want := strings.Split(r.URL.Path, "/"), strings.Split(d.path, "/")
	switch {
	case r.Method != http.MethodPost:
		return &answer{status: http.StatusBadRequest, body: "invalid_payload", why: "the method is not POST"}
	case len(got) != len(want) || got[1] != want[1]:
		return &answer{status: http.StatusNotFound, body: "no_service_id"}
	case got[2] != want[2]:
		return &answer{status: http.StatusNotFound, body: "no_team"}
	case got[3] != want[3]:
		return &answer{status: http.StatusNotFound, body: "no_service"}
	case got[4] != want[4]:
		return &answer{status: http.StatusForbidden, body: "invalid_token"}
	}
	return nil
}

func (slackDialect) failure(m Mode) answer {
	var wait time.Duration
	if m.status == http.StatusTooManyRequests {
		wait = time.Second
	}
	return answer{status: m.status, header: m.header(wait), body: m.reasonOr(slackReasons())}
}

func (d slackDialect) throttled(wait time.Duration) answer {
	return d.failure(Status(http.StatusTooManyRequests).After(wait))
}

func (slackDialect) refusal() answer {
	return answer{status: http.StatusBadRequest, body: "invalid_blocks", why: "made to refuse rich bodies"}
}

func (slackDialect) rich(_ *http.Request, body []byte) bool {
	o, err := readObject(body)
	return err == nil && (o["blocks"] != nil || o["attachments"] != nil)
}

func (slackDialect) deliver(*Received) {}

func (slackDialect) accepted(Received) answer {
	return answer{status: http.StatusOK, header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, body: "ok"}
}

func (slackDialect) judge(r *http.Request, body []byte) (Received, *answer) {
	no := func(reason, why string) (Received, *answer) {
		return Received{}, &answer{status: http.StatusBadRequest, body: reason, why: why}
	}
	if media, _ := mediaType(r); media != "application/json" {
		return no("invalid_payload", "the content type is not application/json")
	}
	o, err := readObject(body)
	if err != nil {
		return no("invalid_payload", err.Error())
	}
	if reason, why := checkSlack(o); reason != "" {
		return no(reason, why)
	}
	if why := unfetched(r.Context(), o); why != "" {
		return no("invalid_blocks", why)
	}
	var p slackPage
	p.message(o)
	return Received{Lines: p.lines, Mentions: p.mentions, Formatting: p.formatting}, nil
}
