package fake

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const teamsType = "application/json; charset=utf-8"

func card(content string) string {
	return `{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,"content":` + content + `}]}`
}

func cardOf(body string) string {
	return card(`{"type":"AdaptiveCard","version":"1.4","body":[` + body + `]}`)
}

const someText = `{"type":"TextBlock","text":"a"}`

func TestTeamsRefuses(t *testing.T) {
	s := teamsOf(t, Options{Burst: many})
	for name, body := range map[string]string{
		"not JSON":                 `{`,
		"not an object":            `[]`,
		"null":                     `null`,
		"no type":                  `{"attachments":[]}`,
		"null type":                `{"type":null,"attachments":[]}`,
		"other type":               `{"type":"msg","attachments":[]}`,
		"attachments not an array": `{"type":"message","attachments":{}}`,
		"attachment not an object": `{"type":"message","attachments":["a"]}`,
		"null content type":        `{"type":"message","attachments":[{"contentType":null,"content":{}}]}`,
		"null content":             card(`null`),
		"null text":                cardOf(`{"type":"TextBlock","text":null}`),
		"null summary":             `{"type":"message","summary":null,"attachments":[]}`,
	} {
		a := post(t, s.URL(), teamsType, body)
		if code := teamsCode(t, a); a.Status != 400 || code != "TriggerInputSchemaMismatch" {
			t.Errorf("%s gave %v", name, a)
		}
	}
	if a := post(t, s.URL(), "text/plain", cardOf(someText)); a.Status != 400 {
		t.Errorf("text/plain gave %v", a)
	}
	if n := len(s.Messages()); n != 0 {
		t.Errorf("%d messages", n)
	}
}

func teamsCode(t *testing.T, a got) string {
	t.Helper()
	var e struct {
		Error struct{ Code, Message string }
	}
	if err := json.Unmarshal([]byte(a.Body), &e); err != nil {
		t.Errorf("%q: %v", a.Body, err)
	}
	return e.Error.Code
}

func TestTeamsLoses(t *testing.T) {
	s := teamsOf(t, Options{Burst: many})
	for _, tt := range []struct{ name, body, lost string }{
		{"text", cardOf(someText), ""},
		{"no attachments", `{"type":"message"}`, "attachments is missing"},
		{"null attachments", `{"type":"message","attachments":null}`, "attachments is missing"},
		{"empty attachments", `{"type":"message","attachments":[]}`, "attachments is missing"},
		{"other content type", `{"type":"message","attachments":[{"contentType":"application/json","content":{}}]}`, "contentType"},
		{"too large", cardOf(`{"type":"TextBlock","text":"` + strings.Repeat("a", 28_000) + `"}`), "at most 28000"},
		{"other card", card(`{"type":"Card","version":"1.4","body":[]}`), "AdaptiveCard"},
		{"no version", card(`{"type":"AdaptiveCard","body":[]}`), "version: is missing"},
		{"version 1.5", card(`{"type":"AdaptiveCard","version":"1.5","body":[` + someText + `]}`), ""},
		{"version 1.6", card(`{"type":"AdaptiveCard","version":"1.6","body":[` + someText + `]}`), `"1.6"`},
		{"unknown element", cardOf(`{"type":"Poem"}`), `"Poem"`},
		{"text without text", cardOf(`{"type":"TextBlock"}`), "body[0].text"},
		{"odd colour", cardOf(`{"type":"TextBlock","text":"a","color":"#ff0000"}`), "color"},
		{"odd style", cardOf(`{"type":"Container","style":"danger","items":[` + someText + `]}`), "style"},
		{"fact without value", cardOf(`{"type":"FactSet","facts":[{"title":"a"}]}`), "facts[0].value"},
		{"no facts", cardOf(`{"type":"FactSet","facts":[]}`), "facts"},
		{"bad element deep down", cardOf(`{"type":"ColumnSet","columns":[{"type":"Column","items":[{"type":"Image"}]}]}`), "columns[0].items[0].url"},
		{"other scheme", cardOf(`{"type":"ActionSet","actions":[{"type":"Action.OpenUrl","title":"a","url":"javascript:a"}]}`), "http(s)"},
		{"other action", cardOf(`{"type":"ActionSet","actions":[{"type":"Action.Submit","title":"a"}]}`), "Action.Submit"},
		{"mention", mention("<at>Kim</at>", "<at>Kim</at> look"), ""},
		{"mention of nobody", mention("<at>Kim</at>", "<at>Lee</at> look"), "stands nowhere"},
		{"mention without marks", mention("Kim", "Kim look"), "<at>…</at>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(got{Status: 202}, post(t, s.URL(), teamsType, tt.body)); d != "" {
				t.Fatalf("%s\n%v", d, s.Refusals())
			}
			all := s.Messages()
			m := all[len(all)-1]
			if (m.Lost == "") != (tt.lost == "") || !strings.Contains(m.Lost, tt.lost) || (m.Lost == "") != (len(m.Lines) > 0) {
				t.Errorf("lost because of %q with %d lines, want %q", m.Lost, len(m.Lines), tt.lost)
			}
		})
	}
}

func mention(entity, text string) string {
	return card(fmt.Sprintf(`{"type":"AdaptiveCard","version":"1.4","msteams":{"width":"Full","entities":[{"type":"mention","text":%q,"mentioned":{"id":"kim@example.com","name":"Kim"}}]},"body":[{"type":"TextBlock","text":%q}]}`, entity, text))
}

func TestTeamsDoors(t *testing.T) {
	s := teamsOf(t, Options{Burst: many})
	for _, tt := range []struct {
		from, to, code string
		status         int
	}{
		{"/workflows/", "/workflows/0", "WorkflowNotFound", 404},
		{"sig=", "sig=x", "DirectApiAuthorizationRequired", 401},
		{"&sig=", "&gis=", "DirectApiAuthorizationRequired", 401},
		{"%2F", "/", "DirectApiAuthorizationRequired", 401},
		{"sv=1.0", "sv=1", "DirectApiAuthorizationRequired", 401},
		{"api-version=1&", "", "DirectApiAuthorizationRequired", 401},
	} {
		a := post(t, strings.Replace(s.URL(), tt.from, tt.to, 1), teamsType, cardOf(someText))
		if a.Status != tt.status || teamsCode(t, a) != tt.code {
			t.Errorf("%s for %s gave %v", tt.to, tt.from, a)
		}
	}
	if a := post(t, s.origin+"/webhookb2/x", teamsType, cardOf(someText)); a.Status != 404 {
		t.Errorf("another path gave %v", a)
	}
}

func TestTeamsFailures(t *testing.T) {
	s := teamsOf(t, Options{Burst: many})
	for _, tt := range []struct {
		mode Mode
		code string
		kept int
	}{
		{Status(400), "TriggerInputSchemaMismatch", 0},
		{Status(401), "DirectApiAuthorizationRequired", 0},
		{Status(404), "WorkflowNotFound", 0},
		{Status(429), "", 0},
		{Status(500), "", 0},
		{StatusReason(502, "BadGateway"), "BadGateway", 0},
		{Status(502), "NoResponse", 1},
	} {
		s.Fail(tt.mode, 1)
		a := post(t, s.URL(), teamsType, cardOf(someText))
		code := ""
		if a.Body != "" {
			code = teamsCode(t, a)
		}
		if a.Status != tt.mode.status || code != tt.code || a.RetryAfter != "" || len(s.Messages()) != tt.kept {
			t.Errorf("%s gave %v, %d messages", tt.mode, a, len(s.Messages()))
		}
	}
	s.Fail(RefuseBody(), Forever)
	if a := post(t, s.URL(), teamsType, cardOf(`{"type":"FactSet","facts":[{"title":"a","value":"b"}]}`)); a.Status != 400 {
		t.Errorf("a rich card gave %v", a)
	}
	if a := post(t, s.URL(), teamsType, cardOf(someText)); a.Status != 202 {
		t.Errorf("a plain card gave %v", a)
	}
}

const teamsRich = `{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null,"content":{
"$schema":"http://adaptivecards.io/schemas/adaptive-card.json","type":"AdaptiveCard","version":"1.4","msteams":{"width":"Full"},
"body":[{"type":"Container","style":"attention","bleed":true,"items":[{"type":"TextBlock","text":"경보: checkout 5xx 비율 🔥","weight":"Bolder","size":"Medium","wrap":true}]},
{"type":"TextBlock","text":"첫 줄\n같은 줄\n\n다음 줄 \\*그대로\\*","wrap":true},
{"type":"FactSet","facts":[{"title":"상태","value":"정상 → 경보"},{"title":"Region","value":"ap-northeast-2"}]},
{"type":"ColumnSet","columns":[{"type":"Column","items":[{"type":"TextBlock","text":"왼쪽"}]},{"type":"Column","items":[{"type":"TextBlock","text":"오른쪽"}]}]},
{"type":"Image","url":"https://example.com/graph.png","altText":"metric graph","size":"Stretch"},
{"type":"TextBlock","text":"123456789012","isSubtle":true}],
"actions":[{"type":"Action.OpenUrl","title":"열기","url":"https://console.aws.amazon.com/"}]}}]}`

func TestTeamsShows(t *testing.T) {
	s := teamsOf(t, Options{Burst: many})
	post(t, s.URL(), teamsType, teamsRich)
	post(t, s.URL(), "application/json", teamsRich)
	all := s.Messages()
	if len(all) != 2 {
		t.Fatalf("%d messages: %v", len(all), s.Refusals())
	}
	want := `▌ 경보: checkout 5xx 비율 🔥
첫 줄 같은 줄
다음 줄 *그대로*
상태    정상 → 경보
Region  ap-northeast-2
왼쪽              오른쪽
[metric graph] https://example.com/graph.png
123456789012
[열기] https://console.aws.amazon.com/
`
	if d := cmp.Diff(want, all[0].Text()); d != "" {
		t.Error(d)
	}
	if len(all[0].Mentions)+len(all[0].Formatting) != 0 || all[0].Lost != "" {
		t.Errorf("%q %q %q", all[0].Mentions, all[0].Formatting, all[0].Lost)
	}
	// Without a charset an emoji does not arrive.
	if d := cmp.Diff(strings.Replace(want, "🔥", "?", 1), all[1].Text()); d != "" {
		t.Error(d)
	}
}

func TestTeamsMarkdown(t *testing.T) {
	for in, want := range map[string]markdown{
		"**굵게** _italic_ snake_case_x 2 * 3":   {[]string{"굵게 italic snake_case_x 2 * 3"}, nil, []string{"**굵게**", "_italic_"}},
		"[t](https://e.com/a_b_c)":             {[]string{"t (https://e.com/a_b_c)"}, nil, []string{"[t](https://e.com/a_b_c)"}},
		"\\[t\\](https://e.com) \\_x\\_":       {[]string{"[t](https://e.com) _x_"}, nil, nil},
		"- a\r- b\r1. c":                       {[]string{"- a", "- b", "1. c"}, nil, []string{"- a", "- b", "1. c"}},
		"<at>Kim</at> and <at id='x'>everyone": {[]string{"Kim and everyone"}, []string{"<at>Kim</at>", "<at id='x'>"}, nil},
		"&lt;at&gt; C:\\temp a\r\nb\n\n\nc":    {[]string{"&lt;at&gt; C:\\temp a b", "c"}, nil, nil},
	} {
		if d := cmp.Diff(want, readMarkdown(in), cmp.AllowUnexported(markdown{})); d != "" {
			t.Errorf("%q: %s", in, d)
		}
	}
}

func TestTeamsPace(t *testing.T) {
	c := newClock()
	s := teamsOf(t, Options{Clock: c.Now})
	var all []int
	send := func(n int) {
		for range n {
			all = append(all, post(t, s.URL(), teamsType, cardOf(someText)).Status)
		}
	}
	send(5)
	c.Advance(250 * time.Millisecond)
	send(2)
	if d := cmp.Diff([]int{202, 202, 202, 202, 429, 202, 429}, all); d != "" {
		t.Error(d)
	}
}
