package fake

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestSENSPictures(t *testing.T) {
	c := newClock()
	s := sensOf(t, Options{Clock: c.Now}, SENSAccount{})
	picture := func(wide, high int) []byte {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, wide, high)), nil); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	store := func(name string, data []byte) (int, string) {
		body := `{"fileName":"` + name + `","fileBody":"` + base64.StdEncoding.EncodeToString(data) + `"}`
		status, said := s.signed(t, c.Now(), http.MethodPost, smsFiles, body, nil)
		var o struct{ FileID string }
		_ = json.Unmarshal([]byte(said), &o)
		return status, o.FileID
	}
	good := picture(1500, 1440)
	for name, test := range map[string]struct {
		data   []byte
		status int
	}{
		"a.jpg": {good, 200}, "b.JPEG": {good, 200}, "c.png": {good, 400}, "d.jpg": {picture(1501, 1), 400}, "e.jpg": {picture(1, 1441), 400},
		"f.jpg": {[]byte("hello"), 400}, "g.jpg": {append(bytes.Clone(good), make([]byte, 300<<10)...), 400}, ".jpg": {good, 400},
		strings.Repeat("n", 36) + ".jpg": {good, 200}, strings.Repeat("n", 37) + ".jpg": {good, 400},
	} {
		if status, _ := store(name, test.data); status != test.status {
			t.Errorf("%s: %d", name, status)
		}
	}
	_, first := store("same.jpg", picture(8, 8))
	if _, second := store("same.jpg", picture(8, 8)); first == "" || second != first {
		t.Errorf("the same name and size: %s and %s", first, second)
	}
	body := smsBody("MMS", "a", `,"files":[{"fileId":"`+first+`"}]`)
	if status, said := s.signed(t, c.Now(), http.MethodPost, smsMessages, body, nil); status != 202 || !strings.Contains(s.Messages()[0].Text(), "[picture 8 × 8") {
		t.Errorf("%d %s", status, said)
	}
	c.Advance(sensKept + time.Second)
	if status, _ := s.signed(t, c.Now(), http.MethodPost, smsMessages, body, nil); status != 400 {
		t.Errorf("a picture of last week: %d", status)
	}
}

func TestSENSAlimTalk(t *testing.T) {
	c := newClock()
	s := sensOf(t, Options{Clock: c.Now}, SENSAccount{
		Channel: "@c", Templates: map[string]string{"t": "[#{a}] b (c)\n#{d}"}, Prompt: true,
		TalkResults: map[string][]string{"01000000002": {"3019"}, "01000000003": {"B001"}}, Refused: map[string]string{"01000000004": "A222"},
	})
	one := func(to, content string) string {
		text, _ := json.Marshal(content)
		return `{"to":"` + to + `","content":` + string(text) + `,"useSmsFailover":true,"failoverConfig":{"from":"0212345678","content":"instead"}}`
	}
	const fits = "[x] b (c)\ny"
	body := `{"plusFriendId":"@c","templateCode":"t","messages":[` + strings.Join([]string{
		one("01000000001", fits), one("01000000002", fits), one("01000000003", fits), one("01000000004", fits),
		one("01000000005", "[x] b (d)\ny"), one("01000000006", "[x] b (c)\ny\nz"), one("01000000007", "[] b (c)\ny"),
	}, ",") + `]}`
	_, said := s.signed(t, c.Now(), http.MethodPost, talkMessages, body, nil)
	var answer struct {
		Messages []struct{ MessageID, RequestStatusCode string }
	}
	if err := json.Unmarshal([]byte(said), &answer); err != nil {
		t.Fatal(err, said)
	}
	want := []string{"0000", "3019", "B001", "", "", "", ""}
	for i, m := range answer.Messages {
		if refused := m.RequestStatusCode != "A000"; refused != (want[i] == "") {
			t.Errorf("message %d: %s", i, m.RequestStatusCode)
		}
		status, told := s.signed(t, c.Now(), http.MethodGet, talkMessages+"/"+m.MessageID, "", nil)
		if status != 200 || want[i] != "" && !strings.Contains(told, `"messageStatusCode":"`+want[i]+`"`) || strings.Contains(told, `"failover"`) != (i == 1) {
			t.Errorf("message %d: %d %s", i, status, told)
		}
	}
	texts := s.Failovers()
	if len(texts) != 1 || texts[0].To[0] != "01000000002" || !strings.Contains(texts[0].Text(), "instead") {
		t.Errorf("%+v", texts)
	}
	if got := s.Messages()[0]; strings.Join(got.To, " ") != "01000000001 01000000002" {
		t.Errorf("reached %v", got.To)
	}
}
