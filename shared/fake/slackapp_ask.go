package fake

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ask answers what carries no message.
func (d slackAppDialect) ask(r *http.Request, body []byte) (answer, bool) {
	b := d.desk
	b.mu.Lock()
	defer b.mu.Unlock()
	if id, upload := strings.CutPrefix(r.URL.Path, slackUploads); upload {
		return b.receive(id, body), true
	}
	name := methodOf(r)
	answers := map[string]func(object) answer{
		"auth.test": b.who, "conversations.info": b.describe, "files.getUploadURLExternal": b.offer,
	}
	reply, known := answers[name]
	if !known {
		return answer{}, false
	}
	o, no := slackMethods[name].arguments(r, body)
	if no != nil {
		return *no, true
	}
	return d.signed(reply(o)), true
}

func (b *slackDesk) who(object) answer {
	return slackSays(object{
		"ok": true, "url": "https://bongsu.slack.com/", "team": slackTeamName, "user": slackAppUser, "team_id": slackTeam,
		"user_id": "U0B0NGSU1", "bot_id": slackWebhook, "is_enterprise_install": false,
	})
}

func (b *slackDesk) describe(o object) answer {
	id := str(o, "channel")
	room, known := b.room(id)
	if !known {
		return *slackNo("channel_not_found", id)
	}
	return slackSays(object{"ok": true, "channel": object{
		"id": id, "name": room.Name, "is_channel": true, "is_archived": room.Archived, "is_member": !room.Outside,
	}})
}

// offer gives a place to send a file to.
func (b *slackDesk) offer(o object) answer {
	length, err := strconv.Atoi(str(o, "length"))
	switch {
	case str(o, "filename") == "":
		return *slackNo("missing_argument", "filename")
	case err != nil || length <= 0:
		return *slackNo("missing_argument", "length")
	case utf8.RuneCountInString(str(o, "alt_txt")) > 1000:
		return *slackNo("alt_txt_too_large", "")
	}
	id := "F" + rand.Text()[:10]
	b.uploads[id] = &slackUpload{name: str(o, "filename"), alt: str(o, "alt_txt"), length: length}
	return slackSays(object{"ok": true, "upload_url": b.origin + slackUploads + id, "file_id": id})
}

// receive takes a file's bytes.
func (b *slackDesk) receive(id string, data []byte) answer {
	text := func(status int, body string) answer {
		return answer{status: status, header: http.Header{"Content-Type": {"text/plain"}}, body: body}
	}
	u := b.uploads[id]
	switch {
	case u == nil || u.there:
		return text(http.StatusNotFound, "not found")
	case len(data) != u.length:
		return text(http.StatusBadRequest, fmt.Sprintf("%d bytes were promised, %d came", u.length, len(data)))
	}
	u.data, u.there = data, true
	return text(http.StatusOK, fmt.Sprintf("OK - %d", len(data)))
}

// File gives the bytes of a file that is shown, by its id.
func (s *SlackApp) File(id string) []byte {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	if u := s.desk.uploads[id]; u != nil && u.ended {
		return u.data
	}
	return nil
}

// Files are the ids of the files that are shown, the oldest first.
func (s *SlackApp) Files() []string {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	var ids []string
	for _, p := range s.desk.posts {
		if p.file != "" {
			ids = append(ids, p.file)
		}
	}
	return ids
}
