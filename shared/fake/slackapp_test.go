package fake

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	opsRoom  = "C0000000OPS"
	formType = "application/x-www-form-urlencoded"
)

func slackAppOf(t *testing.T, o Options, w SlackWorkspace) *SlackApp {
	t.Helper()
	s, err := NewSlackApp(o, w)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	return s
}

// slackSaid is an answer of the Web API.
type slackSaid struct {
	OK            bool
	Error         string
	TS            string
	UploadURL     string `json:"upload_url"`
	FileID        string `json:"file_id"`
	Message       struct{ Text string }
	User          string
	Status        int
	Retry, Scopes string
}

// ask calls a method with a token.
func (s *SlackApp) ask(t *testing.T, token, method, media, body string) slackSaid {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Endpoint()+"/api/"+method, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", media)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := client(t).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	said := slackSaid{Status: res.StatusCode, Retry: res.Header.Get("Retry-After"), Scopes: res.Header.Get("X-OAuth-Scopes")}
	if err := json.Unmarshal(data, &said); err != nil {
		t.Fatalf("%s: %v in %s", method, err, data)
	}
	return said
}

func (s *SlackApp) json(t *testing.T, method, body string, args ...any) slackSaid {
	t.Helper()
	return s.ask(t, s.Token(), method, jsonType, fmt.Sprintf(body, args...))
}

func TestSlackAppIsStrict(t *testing.T) {
	s := slackAppOf(t, Options{Burst: many}, SlackWorkspace{
		Rooms:  map[string]SlackRoom{opsRoom: {Name: "ops"}, "C000000OUT": {Outside: true}, "C000000OLD": {Archived: true}},
		Scopes: []string{"chat:write", "channels:read"},
	})
	theirs := s.Says(opsRoom, "hello")
	mine := s.json(t, "chat.postMessage", `{"channel":%q,"text":"mine"}`, opsRoom)
	reply := s.json(t, "chat.postMessage", `{"channel":%q,"text":"reply","thread_ts":%q}`, opsRoom, mine.TS)
	if !mine.OK || !reply.OK || reply.TS <= mine.TS || mine.Message.Text != "mine" {
		t.Fatalf("%+v, %+v", mine, reply)
	}
	for _, test := range []struct{ token, method, media, body, want string }{
		{"", "auth.test", formType, "", "not_authed"},
		{"xoxb-wrong", "auth.test", formType, "", "invalid_auth"},
		{s.Token(), "files.upload", jsonType, "{}", "unknown_method"},
		{s.Token(), "files.getUploadURLExternal", formType, "filename=a&length=1", "missing_scope"},
		{s.Token(), "conversations.info", jsonType, `{"channel":"` + opsRoom + `"}`, "channel_not_found"}, // it takes no JSON
		{s.Token(), "conversations.info", formType, "channel=C0000NOBODY", "channel_not_found"},
		{s.Token(), "chat.postMessage", "text/plain", "{}", "invalid_post_type"},
		{s.Token(), "chat.postMessage", jsonType, "{", "invalid_json"},
		{s.Token(), "chat.postMessage", jsonType, `{"channel":"C0000NOBODY","text":"a"}`, "channel_not_found"},
		{s.Token(), "chat.postMessage", jsonType, `{"channel":"#ops","text":"a"}`, "channel_not_found"},
		{s.Token(), "chat.postMessage", jsonType, `{"channel":"C000000OUT","text":"a"}`, "not_in_channel"},
		{s.Token(), "chat.postMessage", jsonType, `{"channel":"C000000OLD","text":"a"}`, "is_archived"},
		{s.Token(), "chat.postMessage", jsonType, `{"channel":"` + opsRoom + `"}`, "no_text"},
		{s.Token(), "chat.postMessage", jsonType, `{"channel":"` + opsRoom + `","text":"a","blocks":[{"type":"header"}]}`, "invalid_blocks"},
		{s.Token(), "chat.postMessage", jsonType, `{"channel":"` + opsRoom + `","text":"a","thread_ts":"1.000001"}`, "thread_not_found"},
		{s.Token(), "chat.postMessage", jsonType, `{"channel":"` + opsRoom + `","text":"a","thread_ts":"` + reply.TS + `"}`, "cannot_reply_to_message"},
		{s.Token(), "chat.update", jsonType, `{"channel":"` + opsRoom + `","text":"a","ts":"1.000001"}`, "message_not_found"},
		{s.Token(), "chat.update", jsonType, `{"channel":"` + opsRoom + `","text":"a","ts":"` + theirs + `"}`, "cant_update_message"},
		{s.Token(), "chat.update", jsonType, `{"channel":"` + opsRoom + `","text":"` + strings.Repeat("x", 4001) + `","ts":"` + mine.TS + `"}`, "msg_too_long"},
	} {
		if got := s.ask(t, test.token, test.method, test.media, test.body); got.OK || got.Error != test.want || got.Status != http.StatusOK {
			t.Errorf("%s %.60s: %+v, want %s", test.method, test.body, got, test.want)
		}
	}
	s.Remove(mine.TS)
	if got := s.json(t, "chat.update", `{"channel":%q,"text":"a","ts":%q}`, opsRoom, mine.TS); got.Error != "message_not_found" {
		t.Errorf("a message that somebody deleted: %+v", got)
	}
	s.CloseEdits()
	other := s.json(t, "chat.postMessage", `{"channel":%q,"text":"other"}`, opsRoom)
	if got := s.json(t, "chat.update", `{"channel":%q,"text":"changed","ts":%q}`, opsRoom, other.TS); !got.OK || got.TS != other.TS {
		t.Errorf("a message since then: %+v", got)
	}
	old := s.Token()
	s.Reissue()
	if got := s.ask(t, old, "auth.test", formType, ""); got.Error != "token_revoked" {
		t.Errorf("the old token: %+v", got)
	}
	if got := s.ask(t, s.Token(), "auth.test", formType, ""); got.User != "bongsu" || got.Scopes != "chat:write,channels:read" {
		t.Errorf("the new token: %+v", got)
	}
}

// TestSlackAppChanges: what a change does not name stays, but for blocks beside a
// new text.
func TestSlackAppChanges(t *testing.T) {
	s := slackAppOf(t, Options{Burst: many}, SlackWorkspace{})
	block := `{"type":"section","text":{"type":"plain_text","text":"%s"}}`
	posted := s.json(t, "chat.postMessage", `{"channel":%q,"text":"t","attachments":[{"color":"#d32f2f","blocks":[`+block+`]}]}`, opsRoom, "down")
	for _, step := range []struct{ fields, want string }{
		{`"text":"u"`, "u\n▌ down (edited)\n"},
		{`"text":"v","attachments":[{"blocks":[` + fmt.Sprintf(block, "up") + `]}]`, "v\n▌ up (edited)\n"},
		{`"text":"w","blocks":[` + fmt.Sprintf(block, "blocks") + `]`, "blocks\n▌ up (edited)\n"},
		{`"text":"x","attachments":[]`, "x (edited)\n"},
	} {
		if got := s.json(t, "chat.update", `{"channel":%q,"ts":%q,`+strings.ReplaceAll(step.fields, "%", "%%")+`}`, opsRoom, posted.TS); !got.OK {
			t.Fatalf("%s: %+v", step.fields, got)
		}
		if got := s.Page(opsRoom); got != step.want {
			t.Errorf("%s shows %q, want %q", step.fields, got, step.want)
		}
	}
	if n := len(s.Messages()); n != 5 || !s.Messages()[4].Edits {
		t.Errorf("%d messages", n)
	}
}

// TestSlackAppPaces: each channel takes a message a second, each method so many
// calls a minute.
func TestSlackAppPaces(t *testing.T) {
	at := newClock()
	s := slackAppOf(t, Options{Clock: at.Now}, SlackWorkspace{})
	first := s.json(t, "chat.postMessage", `{"channel":%q,"text":"a"}`, opsRoom)
	if got := s.json(t, "chat.postMessage", `{"channel":%q,"text":"b"}`, opsRoom); got.Status != http.StatusTooManyRequests || got.Retry != "1" || got.Error != "ratelimited" {
		t.Errorf("at once: %+v", got)
	}
	if got := s.json(t, "chat.postMessage", `{"channel":"C00000OTHER","text":"b"}`); !got.OK {
		t.Errorf("another channel: %+v", got)
	}
	at.Advance(time.Second)
	if got := s.json(t, "chat.postMessage", `{"channel":%q,"text":"b"}`, opsRoom); !got.OK {
		t.Errorf("a second later: %+v", got)
	}
	for n := range slackTier3 + 1 {
		got := s.json(t, "chat.update", `{"channel":%q,"text":"a","ts":%q}`, opsRoom, first.TS)
		if got.OK != (n < slackTier3) {
			t.Fatalf("change %d: %+v", n, got)
		}
	}
}

func TestSlackAppUpload(t *testing.T) {
	s := slackAppOf(t, Options{Burst: many}, SlackWorkspace{})
	offer := func(form string) slackSaid {
		return s.ask(t, s.Token(), "files.getUploadURLExternal", formType, form)
	}
	for _, form := range []string{"filename=a.png", "filename=a.png&length=0", "length=3"} {
		if got := offer(form); got.Error != "missing_argument" {
			t.Errorf("%s: %+v", form, got)
		}
	}
	place := offer("filename=a.png&length=3")
	share := func() slackSaid {
		return s.json(t, "files.completeUploadExternal", `{"files":[{"id":%q,"title":"a chart"}],"channel_id":%q}`, place.FileID, opsRoom)
	}
	if got := share(); got.Error != "file_not_found" {
		t.Errorf("before it is there: %+v", got)
	}
	if got := post(t, place.UploadURL, "application/octet-stream", "four"); got.Status == http.StatusOK {
		t.Errorf("another length: %+v", got)
	}
	if got := post(t, place.UploadURL, "application/octet-stream", "abc"); got.Status != http.StatusOK || got.Body != "OK - 3" {
		t.Errorf("the upload: %+v", got)
	}
	if s.File(place.FileID) != nil {
		t.Error("it is shown before it is shared")
	}
	if got := share(); !got.OK || string(s.File(place.FileID)) != "abc" || s.Page(opsRoom) != "[picture no picture] a chart\n" {
		t.Errorf("%+v, %q", got, s.Page(opsRoom))
	}
	if got := share(); got.Error != "file_not_found" {
		t.Errorf("a second time: %+v", got)
	}
}
