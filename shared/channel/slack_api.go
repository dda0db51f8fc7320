package channel

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"bongsu/shared/secret"
)

const (
	// slackHost is where the Web API lives: https://docs.slack.dev/apis/web-api
	slackHost = "https://slack.com"
	// slackAnswerMost is how much of an answer is read. It repeats the message.
	slackAnswerMost = 64 << 10
)

// slackAnswer is what the Web API says.
type slackAnswer struct {
	ok    bool
	code  string // what is wrong
	need  string // the scope that the token lacks
	ts    string // of the message that was posted or changed
	scope string // the token's scopes, where Slack says them
	// details are Slack's words about a body that it refuses.
	details struct {
		Messages []string `json:"messages"`
	}
	// Of auth.test.
	team, user string
	channel    slackPlace
	// Of an upload.
	upload, file string
}

// slackPlace is a channel as conversations.info describes it. Answers to messages
// have its id in the same place.
type slackPlace struct {
	Name     string `json:"name"`
	Member   bool   `json:"is_member"`
	Archived bool   `json:"is_archived"`
}

// UnmarshalJSON reads either form.
func (p *slackPlace) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte(`"`)) {
		return nil
	}
	type plain slackPlace
	return json.Unmarshal(data, (*plain)(p))
}

// readSlack reads an answer key by key: what was said before it broke off or grew
// too long still counts.
func readSlack(data []byte) (said slackAnswer) {
	fields := map[string]any{
		"ok": &said.ok, "error": &said.code, "needed": &said.need, "ts": &said.ts, "response_metadata": &said.details,
		"team": &said.team, "user": &said.user, "channel": &said.channel, "upload_url": &said.upload, "file_id": &said.file,
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if begin, err := d.Token(); err != nil || begin != json.Delim('{') {
		return said
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return said
		}
		name, _ := key.(string)
		into, wanted := fields[name]
		if !wanted {
			into = new(json.RawMessage)
		}
		if d.Decode(into) != nil {
			return said
		}
	}
	return said
}

// ask calls a method of the Web API with a JSON body.
func (a *slackApp) ask(ctx context.Context, s secret.Text, method string, body any) (slackAnswer, error) {
	data, err := encode(body)
	if err != nil {
		return slackAnswer{}, &Error{Permanent: true, Err: err}
	}
	return a.call(ctx, s, method, call{body: data})
}

func (a *slackApp) call(ctx context.Context, s secret.Text, method string, c call) (slackAnswer, error) {
	c.method, c.to = http.MethodPost, secret.New(cmp.Or(a.Base, slackHost)+"/api/"+method)
	c.hidden, c.most = []secret.Text{s}, slackAnswerMost
	if c.header == nil {
		c.header = http.Header{}
	}
	c.header.Set("Authorization", "Bearer "+s.Reveal())
	got, err := c.send(ctx, a.HTTP)
	said := readSlack(got.data)
	switch {
	case got.status == http.StatusOK && said.ok:
		// Slack has done it, even if the rest of its answer was lost.
		said.scope = got.header.Get("X-OAuth-Scopes")
		return said, nil
	case err != nil:
		return said, err
	}
	return said, slackRefusal(got, said, s)
}

// slackRefusal makes an error of an answer that is not ok. Slack says nearly all of
// them with status 200.
func slackRefusal(got answer, said slackAnswer, hidden ...secret.Text) *Error {
	if said.code == "" || got.status != http.StatusOK && got.status != http.StatusTooManyRequests {
		return refusal(got, hidden...)
	}
	e := &Error{RetryAfter: got.retryAfter}
	words := quote(scrub(said.code, hidden...))
	if details := quote(scrub(strings.Join(said.details.Messages, "; "), hidden...)); details != "" {
		words += " (" + details + ")"
	}
	if said.need != "" {
		words += " (" + quote(scrub(said.need, hidden...)) + ")"
	}
	e.Err = errors.New(words)
	known := slackFaults[said.code]
	if known.hint != "" {
		e.Err = fmt.Errorf("%s: %s", words, known.hint)
	}
	switch {
	case known.sort == slackBusy:
		e.Unsure = said.code != "ratelimited" && said.code != "rate_limited"
	case known.sort == slackBody:
		e.Permanent, e.RefusedBody = true, true
	case known.sort == slackToken:
		e.Permanent, e.RefusedSecret = true, true
	case known.sort == slackFinal, strings.HasPrefix(said.code, "restricted_action"):
		e.Permanent = true
	}
	return e
}
