package channel

import (
	"regexp"
	"strings"
	"testing"

	"bongsu/shared/channel/euckr"
	"bongsu/shared/wording"
)

// FuzzSens writes anything into a message: no text may be longer than a phone
// shows or have a character that it lacks, and a template changes in its
// variables alone.
func FuzzSens(f *testing.F) {
	f.Add("긴급 경보", "긴급 경보: a", "lead\nmore", "text\n\n\ttext…", "https://example.com", 3, true)
	f.Add("✅", strings.Repeat("뷁—", 80), "#{lead}", strings.Repeat("가\n", 2000), "ht tp://é", 0, false)
	f.Add("", "\xff\u202e", strings.Repeat("x", 5000), strings.Repeat("👨‍👩‍👧 ", 900), strings.Repeat("x", 600), -1, true)
	form := regexp.MustCompile(`\A\[[^\n]+\] [^\n]+\n[^\n]+ · [^\n]+\n[^\n]+ [^\n]+\z`)
	f.Fuzz(func(t *testing.T, state, title, lead, text, url string, left int, short bool) {
		m := wording.Message{
			Tone: wording.Red, State: state, Title: title, Subject: text, Clock: "09-25 13:12:07", When: "2026-09-25 (금) 13:12:07 KST",
			Items: []wording.Item{
				{Lead: lead, Text: text, Cut: max(0, left), Links: []wording.Link{{Label: "l", URL: url}}},
				{Headline: title, Facts: []wording.Fact{{Label: state, Value: lead}}},
			},
			CutMark: "… (%자 생략)", LineMark: "…외 %줄",
		}
		if short {
			m.Items = m.Items[:1]
		}
		s := &Sens{Short: short}
		for _, got := range []sensText{s.text(m), s.plain(m)} {
			limit := map[string]int{sensSMS: sensShort, sensLMS: sensLong}[got.Type]
			if n := euckr.Bytes(got.Content); n > limit || short && limit != sensShort || euckr.Bytes(got.Subject) > sensSubject {
				t.Errorf("%s of %d bytes, subject %q", got.Type, n, got.Subject)
			}
			for _, shown := range []string{got.Content, got.Subject} {
				if euckr.Encodable(shown) != shown {
					t.Errorf("%q is not what a phone can show", shown)
				}
			}
		}
		tmpl := Template{Text: "[#{state}] #{title}\n#{subject} · #{time}\n#{lead} #{link}"}
		for _, got := range []talkFilled{tmpl.fill(m), tmpl.plain(m)} {
			if !form.MatchString(got.content) || runesOf(got.content) > talkText {
				t.Errorf("%d characters:\n%s", runesOf(got.content), got.content)
			}
		}
	})
}
