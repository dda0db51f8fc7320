package fake

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const jsonType = "application/json"

func section(text string) string {
	return fmt.Sprintf(`{"type":"section","text":{"type":"mrkdwn","text":%q}}`, text)
}

func repeat(s string, n int) string {
	return strings.TrimSuffix(strings.Repeat(s+",", n), ",")
}

func blocks(b string) string { return `{"text":"t","blocks":[` + b + `]}` }

func TestSlackJudges(t *testing.T) {
	k := func(n int) string { return strings.Repeat("가", n) }
	button := func(label, url string) string {
		return fmt.Sprintf(`{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":%q},"url":%q}]}`, label, url)
	}
	header := func(kind, text string) string {
		return fmt.Sprintf(`{"type":"header","text":{"type":%q,"text":%q}}`, kind, text)
	}
	field := `{"type":"mrkdwn","text":"f"}`
	tests := []struct{ name, body, want string }{
		{"text", `{"text":"hello"}`, "ok"},
		{"not JSON", `{"text":`, "invalid_payload"},
		{"not an object", `["text"]`, "invalid_payload"},
		{"two objects", `{"text":"a"}{"text":"b"}`, "invalid_payload"},
		{"text of another type", `{"text":5}`, "invalid_payload"},
		{"attachments of another type", `{"attachments":"a"}`, "invalid_payload"},
		{"nothing", `{}`, "no_text"},
		{"empty text", `{"text":""}`, "no_text"},
		{"empty attachment", `{"attachments":[{"color":"good"}]}`, "no_text"},
		{"100 attachments", `{"attachments":[` + repeat(`{"text":"a"}`, 100) + `]}`, "ok"},
		{"101 attachments", `{"attachments":[` + repeat(`{"text":"a"}`, 101) + `]}`, "too_many_attachments"},
		{"odd colour", `{"attachments":[{"text":"a","color":"red"}]}`, "invalid_blocks"},
		{"long footer", `{"attachments":[{"text":"a","footer":"` + k(301) + `"}]}`, "invalid_blocks"},
		{"50 blocks", blocks(repeat(section("a"), 50)), "ok"},
		{"51 blocks", blocks(repeat(section("a"), 51)), "invalid_blocks"},
		{"51 blocks in two places", `{"blocks":[` + repeat(section("a"), 26) + `],"attachments":[{"blocks":[` + repeat(section("a"), 25) + `]}]}`, "invalid_blocks"},
		{"longest section", blocks(section(k(3000))), "ok"},
		{"section too long", blocks(section(k(3001))), "invalid_blocks"},
		{"section empty", blocks(section("")), "invalid_blocks"},
		{"section without anything", blocks(`{"type":"section"}`), "invalid_blocks"},
		{"10 fields", blocks(`{"type":"section","fields":[` + repeat(field, 10) + `]}`), "ok"},
		{"11 fields", blocks(`{"type":"section","fields":[` + repeat(field, 11) + `]}`), "invalid_blocks"},
		{"no fields", blocks(`{"type":"section","fields":[]}`), "invalid_blocks"},
		{"field too long", blocks(`{"type":"section","fields":[{"type":"mrkdwn","text":"` + k(2001) + `"}]}`), "invalid_blocks"},
		{"longest header", blocks(header("plain_text", k(150))), "ok"},
		{"header too long", blocks(header("plain_text", k(151))), "invalid_blocks"},
		{"header in mrkdwn", blocks(header("mrkdwn", "a")), "invalid_blocks"},
		{"context", blocks(`{"type":"context","elements":[` + repeat(field, 10) + `]}`), "ok"},
		{"context too long", blocks(`{"type":"context","elements":[` + repeat(field, 11) + `]}`), "invalid_blocks"},
		{"context empty", blocks(`{"type":"context","elements":[]}`), "invalid_blocks"},
		{"button", blocks(button(k(75), "https://example.com/")), "ok"},
		{"button's label too long", blocks(button(k(76), "https://example.com/")), "invalid_blocks"},
		{"button's URL too long", blocks(button("a", "https://example.com/"+strings.Repeat("a", 2981))), "invalid_blocks"},
		{"button's URL of another scheme", blocks(button("a", "javascript:alert(1)")), "invalid_blocks"},
		{"26 buttons", blocks(`{"type":"actions","elements":[` + repeat(`{"type":"button","text":{"type":"plain_text","text":"a"}}`, 26) + `]}`), "invalid_blocks"},
		{"same action_id", blocks(`{"type":"actions","elements":[` + repeat(`{"type":"button","action_id":"x","text":{"type":"plain_text","text":"a"}}`, 2) + `]}`), "invalid_blocks"},
		{"same block_id", blocks(repeat(`{"type":"divider","block_id":"x"}`, 2)), "invalid_blocks"},
		{"image", blocks(`{"type":"image","image_url":"https://example.com/a.png","alt_text":"a"}`), "ok"},
		{"image without words", blocks(`{"type":"image","image_url":"https://example.com/a.png"}`), "invalid_blocks"},
		{"image twice", blocks(`{"type":"image","image_url":"https://example.com/a.png","slack_file":{"id":"F1"},"alt_text":"a"}`), "invalid_blocks"},
		{"markdown", blocks(`{"type":"markdown","text":"` + k(12000) + `"}`), "ok"},
		{"markdown too long in all", blocks(repeat(`{"type":"markdown","text":"`+k(6001)+`"}`, 2)), "invalid_blocks"},
		{"unknown block", blocks(`{"type":"poem","text":"a"}`), "invalid_blocks"},
		{"block without type", blocks(`{"text":"a"}`), "invalid_blocks"},
		{"block that is none", blocks(`"a"`), "invalid_blocks"},
		{"blocks that are none", `{"blocks":"a"}`, "invalid_blocks"},
	}
	s := slackOf(t, Options{Burst: many})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kept, refused := len(s.Messages()), len(s.Refusals())
			want := got{Status: http.StatusBadRequest, Body: tt.want}
			if tt.want == "ok" {
				want.Status = http.StatusOK
				kept++
			} else {
				refused++
			}
			if d := cmp.Diff(want, post(t, s.URL(), jsonType, tt.body)); d != "" {
				t.Errorf("%s\n%v", d, s.Refusals())
			}
			if k, r := len(s.Messages()), len(s.Refusals()); k != kept || r != refused {
				t.Errorf("kept %d, refused %d; want %d and %d", k, r, kept, refused)
			}
		})
	}
	if d := cmp.Diff(got{400, "invalid_payload", ""}, post(t, s.URL(), "text/plain", `{"text":"a"}`)); d != "" {
		t.Error(d)
	}
}

func TestSlackDoors(t *testing.T) {
	s := slackOf(t, Options{})
	for path, want := range map[string]got{
		"/":                               {404, "no_service_id", ""},
		"/services/T0B0NGSU1":             {404, "no_service_id", ""},
		"/services/T9/B0B0NGSU1/x":        {404, "no_team", ""},
		"/services/T0B0NGSU1/B9/x":        {404, "no_service", ""},
		"/services/T0B0NGSU1/B0B0NGSU1/x": {403, "invalid_token", ""},
	} {
		if d := cmp.Diff(want, post(t, s.origin+path, jsonType, `{"text":"a"}`)); d != "" {
			t.Errorf("%s: %s", path, d)
		}
	}
}

const slackRich = `{"text":"경보: checkout 5xx","attachments":[{"color":"#d32f2f","fallback":"x","blocks":[
 {"type":"header","text":{"type":"plain_text","text":"checkout 5xx 비율 & <더>","emoji":true}},
 {"type":"section","text":{"type":"mrkdwn","text":"평균 *12%* 가 기준 5% 를 넘음 &lt;!channel&gt; &amp;amp;\n<https://example.com/r|런북>"}},
 {"type":"section","fields":[
  {"type":"mrkdwn","text":"*상태*\n정상 → 경보"},
  {"type":"mrkdwn","text":"*시각*\n<!date^1758773527^{date_num} {time_secs}|2025-09-25 04:12:07>"},
  {"type":"mrkdwn","text":"*Region*\nap-northeast-2"}]},
 {"type":"divider"},
 {"type":"image","image_url":"https://example.com/graph.png","alt_text":"metric graph"},
 {"type":"context","elements":[{"type":"mrkdwn","text":"ap-northeast-2 · 123456789012"}]},
 {"type":"actions","elements":[{"type":"button","action_id":"open","text":{"type":"plain_text","text":"열기"},"url":"https://console.aws.amazon.com/"}]}]}]}`

func TestSlackShows(t *testing.T) {
	c := newClock()
	var told []Received
	s := slackOf(t, Options{Clock: c.Now, OnReceive: func(r Received) { told = append(told, r) }})
	post(t, s.URL(), "application/json; charset=utf-8", slackRich)
	all := s.Messages()
	if len(all) != 1 || len(told) != 1 {
		t.Fatalf("%d messages, told of %d: %v", len(all), len(told), s.Refusals())
	}
	m := all[0]
	want := `경보: checkout 5xx
▌ checkout 5xx 비율 & <더>
▌ 평균 12% 가 기준 5% 를 넘음 <!channel> &amp;
▌ 런북 (https://example.com/r)
▌ 상태              시각
▌ 정상 → 경보       2025-09-25 04:12:07
▌ Region
▌ ap-northeast-2
▌ ────────
▌ [metric graph] https://example.com/graph.png
▌ ap-northeast-2 · 123456789012
▌ [열기] https://console.aws.amazon.com/
`
	if d := cmp.Diff(want, m.Text()); d != "" {
		t.Error(d)
	}
	if len(m.Mentions) != 0 {
		t.Errorf("mentions %q", m.Mentions)
	}
	if m.Provider != "slack" || !m.Time.Equal(c.Now()) || string(m.Body) != slackRich || m.Lost != "" {
		t.Errorf("recorded %+v", m)
	}
}

func TestSlackMentions(t *testing.T) {
	s := slackOf(t, Options{Burst: many})
	for body, want := range map[string][]string{
		`{"text":"<!channel> &lt;!here&gt;"}`: {"<!channel>"},
		`{"text":"a","blocks":[` + section("<@U123> <#C1|ops> <!subteam^S1|@ops> <!everyone>") + `]}`: {"<@U123>", "<#C1|ops>", "<!subteam^S1|@ops>", "<!everyone>"},
		`{"text":"<!here>","blocks":[` + section("a") + `]}`:                                          {"<!here>"},
		`{"attachments":[{"title":"<!here>","footer":"<@U1>","text":"` + "`<!channel>`" + `"}]}`:      {"<!here>", "<!channel>", "<@U1>"},
		`{"blocks":[{"type":"header","text":{"type":"plain_text","text":"<!channel>"}}]}`:             nil,
		`{"text":"<!date^1^{date}|now> <https://example.com|x> a < b > c"}`:                           nil,
	} {
		if a := post(t, s.URL(), jsonType, body); a.Status != 200 {
			t.Fatalf("%s: %v", body, a)
		}
		all := s.Messages()
		if d := cmp.Diff(want, all[len(all)-1].Mentions); d != "" {
			t.Errorf("%s: %s", body, d)
		}
	}
}

func TestSlackFormatting(t *testing.T) {
	for in, want := range map[string]struct {
		shown      string
		formatting []string
	}{
		"*굵게* _italic_ ~gone~":        {"굵게 italic gone", []string{"*굵게*", "_italic_", "~gone~"}},
		"snake_case_name 2*3*4 * a *": {"snake_case_name 2*3*4 * a *", nil},
		"`*code* &lt;b&gt;` after":    {"*code* <b> after", []string{"`*code* &lt;b&gt;`"}},
		"*<https://e.com|x>*":         {"x (https://e.com)", []string{"<https://e.com|x>", "*<https://e.com|x>*"}},
		"\ue000 own character":        {"\ufffd own character", nil},
	} {
		m := readMrkdwn(in)
		if d := cmp.Diff(want.shown, m.lines[0].Text); d != "" {
			t.Errorf("%q: %s", in, d)
		}
		if d := cmp.Diff(want.formatting, m.formatting); d != "" {
			t.Errorf("%q: %s", in, d)
		}
	}
}

func TestSlackPace(t *testing.T) {
	c := newClock()
	s := slackOf(t, Options{Clock: c.Now, Burst: 2})
	send := func() got { return post(t, s.URL(), jsonType, `{"text":"a"}`) }
	ok := got{200, "ok", ""}
	late := got{429, "rate_limited", "1"}
	want := []got{ok, ok, late}
	all := []got{send(), send(), send()}
	c.Advance(900 * time.Millisecond)
	want, all = append(want, late), append(all, send())
	c.Advance(100 * time.Millisecond)
	want, all = append(want, ok, late), append(all, send(), send())
	if d := cmp.Diff(want, all); d != "" {
		t.Error(d)
	}
	if n := len(s.Messages()); n != 3 {
		t.Errorf("%d messages", n)
	}
}
