package channel

import (
	"strings"
	"testing"

	"bongsu/shared/channel/euckr"
	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// TestSignature has the vectors that were computed from NAVER Cloud's rule.
func TestSignature(t *testing.T) {
	k, err := sensKeyOf(secret.New(`{"accessKey":"AKEXAMPLE","secretKey":"SKEXAMPLE"}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ method, path, want string }{
		{"POST", "/sms/v2/services/ncp:sms:kr:123456789012:demo/messages", "YEOQUFuu146DXJLfK91I3vT/sVqtuyQpRttrAz4/7H4="},
		{"GET", "/sms/v2/services/ncp:sms:kr:123456789012:demo/messages?requestId=RSLA-1", "ddkhb2wwGUk636aQEaH5ihnQ832N0ASWDhGqYgyo7iI="},
	} {
		if got := k.sign(test.method, test.path, "1700000000000"); got != test.want {
			t.Errorf("%s %s: %s", test.method, test.path, got)
		}
	}
}

func TestSensSecret(t *testing.T) {
	for text, want := range map[string]string{
		`{"accessKey":"AK","secretKey":"SK"}`:   "",
		`{"accessKey":"AK","secretKey":""}`:     "lacks one",
		`{"accessKey":"A K","secretKey":"SK"}`:  "odd character",
		`{"accessKey":"AK","secretKey":"SK\n"}`: "odd character",
		`{"accessKey":7,"secretKey":"SK"}`:      "JSON document",
		"AKEXAMPLE SKEXAMPLE":                   "JSON document",
		"":                                      "empty",
	} {
		for _, s := range []Settings{new(Sens), new(AlimTalk)} {
			err := s.CheckSecret(secret.New(text))
			if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
				t.Errorf("%s: %v, want %q", text, err, want)
			}
			if err != nil && strings.Contains(err.Error(), "SKEX") {
				t.Errorf("the error shows the secret: %v", err)
			}
		}
	}
}

func TestDigitsOf(t *testing.T) {
	for in, want := range map[string]string{
		"01012345678": "01012345678", "010-1234-5678": "01012345678", "010 1234 5678": "01012345678", "010.1234.5678": "01012345678",
		"+82 10-1234-5678": "01012345678", "+82(0)10-1234-5678": "01012345678", "+82010-1234-5678": "01012345678",
		"(02) 1234-5678": "0212345678", "+82 2 123 4567": "021234567", "1588-1234": "15881234", "+81 90-1234-5678": "+819012345678",
	} {
		if got := digitsOf(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct {
		number     string
		to, sender bool
	}{
		{"010-1234-5678", true, true}, {"011-123-4567", true, true}, {"+82 10 1234 5678", true, true},
		{"02-123-4567", false, true}, {"031-123-4567", false, true}, {"1588-1234", false, true}, {"070-1234-5678", false, true},
		{"010-123-4567", false, false}, {"0101234567890", false, false}, {"112", false, false}, {"+1 212 555 0100", false, false},
		{"duty", false, false}, {"０１０１２３４５６７８", false, false},
	} {
		if got := len(checkRecipients([]string{test.number})) == 0; got != test.to {
			t.Errorf("%s as a recipient: %v", test.number, got)
		}
		if got := len(checkSender(test.number)) == 0; got != test.sender {
			t.Errorf("%s as a sender: %v", test.number, got)
		}
	}
}

// TestSensSaysWhatItCut: SENS cuts without a word, so nothing may reach it that
// is too long, and what is left out is counted.
func TestSensSaysWhatItCut(t *testing.T) {
	lines := func(n int) string { return strings.TrimSuffix(strings.Repeat("한 줄\n", n), "\n") }
	m := func(title, lead, text string, cut int) wording.Message {
		return wording.Message{
			Tone: wording.Red, State: "긴급 경보", Title: title, Clock: "09-25 13:12:07", When: "w",
			Items:   []wording.Item{{Lead: lead, Text: text, Cut: cut, Links: []wording.Link{{URL: "https://example.com"}}}},
			CutMark: "… (%자 생략)", LineMark: "…외 %줄",
		}
	}
	for name, test := range map[string]struct {
		short   bool
		message wording.Message
		kind    string
		want    string // the whole content, or how it ends after …
	}{
		"fits":            {false, m("긴급 경보: a", "느림", "", 0), sensSMS, "긴급 경보: a\n느림\n09-25 13:12:07"},
		"lines":           {false, m("긴급 경보: a", "느림", lines(1000), 0), sensLMS, "…한 줄\n…외 675줄"},
		"one long line":   {false, m("긴급 경보: a", "", strings.Repeat("가", 3000), 0), sensLMS, "…가… (2,027자 생략)"},
		"was cut before":  {false, m("긴급 경보: a", "", strings.Repeat("가", 50)+"…", 7), sensLMS, "…가가… (7자 생략)\nhttps://example.com"},
		"cut twice":       {false, m("긴급 경보: a", "", strings.Repeat("가", 3000)+"…", 7), sensLMS, "…가… (2,034자 생략)"},
		"short":           {true, m("긴급 경보: a", "느림", lines(40), 0), sensSMS, "긴급 경보: a\n느림\n09-25 13:12:07\n한 줄\n한 줄\n한 줄\n한 줄\n한 줄\n한 줄\n한 줄\n한 줄\n…외 32줄"},
		"a short's lead":  {true, m("긴급 경보: a", strings.Repeat("느림", 40), "", 0), sensSMS, "긴급 경보: a\n느림느림느림느림느림느림느림느림느림느… (61자 생략)\n09-25 13:12:07"},
		"a short's title": {true, m(strings.Repeat("가", 80), "", "", 0), sensSMS, "…가… (50자 생략)\n09-25 13:12:07"},
		"no lines at all": {false, wording.Message{}, sensSMS, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := (&Sens{Short: test.short}).text(test.message)
			end, part := strings.CutPrefix(test.want, "…")
			if got.Type != test.kind || !part && got.Content != test.want || part && !strings.HasSuffix(got.Content, end) {
				t.Errorf("%s:\n%s", got.Type, got.Content)
			}
			limit := map[string]int{sensSMS: sensShort, sensLMS: sensLong}[got.Type]
			if n := euckr.Bytes(got.Content); n > limit || euckr.Bytes(got.Subject) > sensSubject {
				t.Errorf("%d bytes, the subject has %d", n, euckr.Bytes(got.Subject))
			}
			if plain := (&Sens{Short: test.short}).plain(test.message); euckr.Bytes(plain.Content) > limit && test.short {
				t.Errorf("plain has %d bytes", euckr.Bytes(plain.Content))
			}
		})
	}
}

// TestTemplate fills variables in and changes nothing else.
func TestTemplate(t *testing.T) {
	m := wording.Message{
		State: "긴급 경보", Title: "긴급 경보: a #{lead} b", Subject: "a\nb", When: "w",
		Items: []wording.Item{{Lead: strings.Repeat("느림 ", 600), Links: []wording.Link{{URL: "https://example.com/x"}}}},
	}
	tmpl := Template{Text: "a #{state} #{title}|#{subject}|#{time}\n$1 \\ #{lead} {}", Buttons: []Button{
		{Type: "WL", Name: "열기"}, {Type: "WL", Name: "x", URL: "https://#{link}"}, {Type: "WL", Name: "y", URL: "https://wiki.example.com/"}, {Type: "AC", Name: "z"},
	}}
	f := tmpl.fill(m)
	if want := "a 긴급 경보 a b|a b|w\n$1 \\ 느림 느림 "; !strings.HasPrefix(f.content, want) {
		t.Errorf("got %.80s", f.content)
	}
	if n := runesOf(f.content); n > talkText || !strings.HasSuffix(f.content, "… {}") {
		t.Errorf("%d characters, ending in %s", n, f.content[len(f.content)-20:])
	}
	for i, want := range []string{"https://example.com/x", "https://example.com/x", "https://wiki.example.com/", ""} {
		if f.buttons[i].Mobile != want || f.buttons[i].PC != want {
			t.Errorf("button %d leads to %s", i, f.buttons[i].Mobile)
		}
	}
	long := Template{Text: Lines(strings.Repeat("가", talkText-12*7) + strings.Repeat("#{link}", 6) + strings.Repeat("#{lead}", 6))}
	m.Items[0].Links[0].URL += strings.Repeat("x", 300)
	if n := runesOf(long.fill(m).content); n > talkText {
		t.Errorf("%d characters", n)
	}
	empty := tmpl.fill(wording.Message{})
	if want := "a - -|-|-\n$1 \\ - {}"; empty.content != want || empty.buttons[0].Mobile != home {
		t.Errorf("got %q, %q", empty.content, empty.buttons[0].Mobile)
	}
}
