package fake

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"unicode/utf8"
)

// slackUpdateText is the longest text of a changed message.
const slackUpdateText = 4000

// judge takes what people see: messages, changes of them, and files.
func (d slackAppDialect) judge(r *http.Request, body []byte) (Received, *answer) {
	b := d.desk
	name := methodOf(r)
	o, no := slackMethods[name].arguments(r, body)
	if no != nil {
		return Received{}, no
	}
	if strings.HasPrefix(name, "chat.") {
		if code, why := checkSlackMessage(r, o, name); code != "" {
			return Received{}, slackNo(code, why)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	act := map[string]func(object) (*slackPost, *answer){
		"chat.postMessage": b.say, "chat.update": b.change, "files.completeUploadExternal": b.share,
	}[name]
	if act == nil {
		return Received{}, slackNo("unknown_method", r.URL.Path)
	}
	p, no := act(o)
	if no != nil {
		return Received{}, no
	}
	lines, page := p.page(b)
	return Received{
		ID: p.ts, Thread: p.thread, Edits: p.edited, To: []string{p.room},
		Lines: lines, Mentions: page.mentions, Formatting: page.formatting,
	}, nil
}

// checkSlackMessage checks what is to be shown.
func checkSlackMessage(r *http.Request, o object, method string) (code, why string) {
	code, why = checkSlack(o)
	switch {
	case code == "invalid_payload":
		return "invalid_arguments", why
	case code == "no_text" && method == "chat.update" && o["attachments"] != nil:
		return "", "" // it only takes them away
	case code != "":
		return code, why
	case method == "chat.update" && utf8.RuneCountInString(str(o, "text")) > slackUpdateText:
		return "msg_too_long", fmt.Sprintf("at most %d characters", slackUpdateText)
	}
	if why := unfetched(r.Context(), o); why != "" {
		return "invalid_blocks", why
	}
	return "", ""
}

// enter checks that the app may post to a channel.
func (b *slackDesk) enter(id string) *answer {
	room, known := b.room(id)
	switch {
	case !known:
		return slackNo("channel_not_found", id)
	case room.Archived:
		return slackNo("is_archived", id)
	case room.Outside:
		return slackNo("not_in_channel", id)
	}
	return nil
}

// parent checks that a message can be replied to. What Slack answers where it
// cannot is not documented: this is our own caution.
func (b *slackDesk) parent(room, ts string) *answer {
	if ts == "" {
		return nil
	}
	switch p := b.post(room, ts); {
	case p == nil:
		return slackNo("thread_not_found", ts)
	case p.thread != "":
		return slackNo("cannot_reply_to_message", "it is a reply itself")
	}
	return nil
}

func (b *slackDesk) say(o object) (*slackPost, *answer) {
	room, thread := str(o, "channel"), str(o, "thread_ts")
	if no := b.enter(room); no != nil {
		return nil, no
	}
	if no := b.parent(room, thread); no != nil {
		return nil, no
	}
	if wait := b.pace("post "+room, slackPosts, b.burst); wait > 0 {
		return nil, slackTooMany(wait)
	}
	p := &slackPost{room: room, thread: thread, ts: b.stamp(), body: o}
	b.posts = append(b.posts, p)
	return p, nil
}

func (b *slackDesk) change(o object) (*slackPost, *answer) {
	room := str(o, "channel")
	if _, known := b.room(room); !known {
		return nil, slackNo("channel_not_found", room)
	}
	p := b.post(room, str(o, "ts"))
	switch {
	case p == nil:
		return nil, slackNo("message_not_found", str(o, "ts"))
	case p.foreign:
		return nil, slackNo("cant_update_message", "somebody else wrote it")
	case p.closed:
		return nil, slackNo("edit_window_closed", "")
	}
	body := maps.Clone(p.body)
	if _, blocks := o["blocks"]; str(o, "text") != "" && !blocks {
		delete(body, "blocks")
	}
	for _, key := range []string{"text", "blocks", "attachments"} { // attachments that are not named are kept
		if v, there := o[key]; there {
			body[key] = v
		}
	}
	p.body, p.edited = body, true
	return p, nil
}

// share shows uploaded files. That it can be done once is documented, the error of
// a second time is not.
func (b *slackDesk) share(o object) (*slackPost, *answer) {
	files := children(o, "files")
	room, thread := str(o, "channel_id"), str(o, "thread_ts")
	if len(files) != 1 {
		return nil, slackNo("missing_argument", "this fake shows one file at a time")
	}
	if no := b.enter(room); no != nil {
		return nil, no
	}
	if no := b.parent(room, thread); no != nil {
		return nil, no
	}
	id := str(files[0], "id")
	u := b.uploads[id]
	if u == nil || !u.there || u.ended {
		return nil, slackNo("file_not_found", id)
	}
	u.ended = true
	p := &slackPost{room: room, thread: thread, ts: b.stamp(), file: id, body: object{"text": str(files[0], "title")}}
	b.posts = append(b.posts, p)
	return p, nil
}

func (slackAppDialect) deliver(*Received) {}

// accepted repeats the message, as Slack does.
func (d slackAppDialect) accepted(m Received) answer {
	room := ""
	if len(m.To) > 0 {
		room = m.To[0]
	}
	b := d.desk
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.post(room, m.ID)
	switch {
	case p == nil:
		return d.signed(slackSays(object{"ok": true})) // it was deleted at once
	case p.file != "":
		return d.signed(slackSays(object{"ok": true, "files": []object{{"id": p.file, "title": str(p.body, "text"), "permalink": "https://bongsu.slack.com/files/" + p.file}}}))
	}
	shown := maps.Clone(p.body)
	shown["ts"], shown["type"], shown["bot_id"] = p.ts, "message", slackWebhook
	return d.signed(slackSays(object{"ok": true, "channel": p.room, "ts": p.ts, "text": str(p.body, "text"), "message": shown}))
}
