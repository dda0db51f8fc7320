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

// TestSubject: the text says what happened without its subject, which not every
// phone shows.
func TestSubject(t *testing.T) {
	for name, test := range map[string]struct{ state, title, subject, first string }{
		"a state":             {"긴급 경보", "긴급 경보: a", "긴급 경보", "긴급 경보: a"},
		"and how long":        {"복구됨", "복구됨 · 7분 12초 만에: a", "복구됨", "복구됨 · 7분 12초 만에: a"},
		"several sorts":       {"2 alarms · 1 recovered", "2 alarms · 1 recovered: a, b", "2 alarms · 1 recovered", "2 alarms · 1 recovered: a, b"},
		"too many sorts":      {"긴급 경보 2건 · 디바이스 연결 끊김 1대 · 복구 1건", "긴급 경보 2건 · 디바이스 연결 끊김 1대 · 복구 1건: a", "긴급 경보 2건…", "긴급 경보 2건 · 디바이스 연결 끊김 1대 · 복구 1건: a"},
		"nothing else":        {"긴급 경보", "긴급 경보", "긴급 경보", "긴급 경보"},
		"not the title's":     {"알림", "봉수", "알림", "봉수"},
		"no state":            {"", "제목", "제목", "제목"},
		"one that is endless": {strings.Repeat("가", 30), strings.Repeat("가", 30) + ": a", strings.Repeat("가", 19) + "…", strings.Repeat("가", 30) + ": a"},
	} {
		m := wording.Message{State: test.state, Title: test.title, Items: []wording.Item{{Text: strings.Repeat("줄\n", 40)}}}
		got := new(Sens).text(m)
		if first, _, _ := strings.Cut(got.Content, "\n"); got.Subject != test.subject || first != test.first {
			t.Errorf("%s: %q, %q", name, got.Subject, first)
		}
	}
}

// TestTalkLead says of each item what its headline and the title do not.
func TestTalkLead(t *testing.T) {
	fact := func(label, value, short string) wording.Fact {
		return wording.Fact{Label: label, Value: value, Short: short}
	}
	when := fact("시각", "2026-09-25 (금) 13:12:07 KST", "09-25 13:12:07")
	for name, test := range map[string]struct {
		title string
		items []wording.Item
		want  string
	}{
		"alone":            {"긴급 경보: a", []wording.Item{{Lead: "느림\n더", Text: "x"}}, "느림 더"},
		"facts":            {"알림: a", []wording.Item{{Facts: []wording.Fact{when, fact("b", "1", ""), fact("c", "2", "")}}}, "시각 09-25 13:12:07, b 1…"},
		"several":          {"긴급 경보 2건: a, b", []wording.Item{{Headline: "긴급 경보: a", Lead: "느림"}, {Headline: "긴급 경보: b", Lead: "더"}}, "긴급 경보: a – 느림 / 긴급 경보: b – 더"},
		"the same again":   {"로그 2건: a", []wording.Item{{Headline: "로그: a", Lead: "x"}, {Headline: "로그: a", Lead: "y"}}, "로그: a – x / y"},
		"what failed":      {"전달 실패: c – 경보: a", []wording.Item{{Lead: "꺼짐"}, {Headline: "경보: a", Lead: "느림"}}, "꺼짐 / 느림"},
		"a list of names":  {"끊김 9대: a, b 외 7대", []wording.Item{{Headline: "끊김 9대", Facts: []wording.Fact{when, fact("심각도", "주의", "")}, Text: "a, b, c"}}, "심각도 주의"},
		"names alone":      {"복구 9건: a, b 외 7건", []wording.Item{{Headline: "복구 9건", Facts: []wording.Fact{when}, Text: "a, b, c"}}, "a, b, c"},
		"a list of lines":  {"로그 9건: a", []wording.Item{{Headline: "로그 9건", Facts: []wording.Fact{when, fact("심각도", "참고", "")}, Text: "• a – x\n• a – y"}}, "• a – x • a – y"},
		"nothing whatever": {"알림: a", []wording.Item{{}}, ""},
	} {
		if got := talkLead(wording.Message{Title: test.title, Items: test.items}); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
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
