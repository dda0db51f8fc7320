package show

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
	"bongsu/shared/logpattern"
)

// Every word is there in both languages.
func TestWordsAreComplete(t *testing.T) {
	for language, w := range map[string]words{"ko": speak("ko"), "en": speak("en")} {
		v := reflect.ValueOf(w)
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s lacks %s", language, v.Type().Field(i).Name)
			}
		}
	}
}

func TestSummaryIsAligned(t *testing.T) {
	var out strings.Builder
	p := newPrinter(Screen{Out: &out, Language: "ko"}, time.UTC)
	p.summary([]row{{"ops-slack", 2, 2, 0, ""}, {"a", 2, 0, 2, "status 404: no_service"}})
	want := `
도착한 메시지
  채널       예상  도착  포기
  ops-slack     2     2     0
  a             2     0     2  status 404: no_service
`
	if out.String() != want {
		t.Errorf("got:%s\nwant:%s", out.String(), want)
	}
}

func TestColours(t *testing.T) {
	for _, colours := range []bool{false, true} {
		var out strings.Builder
		p := newPrinter(Screen{Out: &out, Colours: colours}, time.UTC)
		p.step("x")
		p.bad("y")
		p.warn("z")
		if strings.Contains(out.String(), "\x1b") != colours {
			t.Errorf("colours %v: %q", colours, out.String())
		}
	}
}

// TestLinesFitTheScreen, but for what somebody may copy.
func TestLinesFitTheScreen(t *testing.T) {
	var out strings.Builder
	p := newPrinter(Screen{Out: &out, Columns: 30, Language: "ko"}, time.UTC)
	p.step(strings.Repeat("채널 ", 20))
	p.note(p.words.intro)
	p.warn(p.words.elsewhere("duty-line", "ops-slack, ops-teams"))
	for _, l := range strings.Split(out.String(), "\n") {
		if columns(l) > 30 {
			t.Errorf("%d columns: %s", columns(l), l)
		}
	}
	out.Reset()
	command := "echo 'hello world' >> /a/very/long/path/of/some/log/app.log"
	p.command(command)
	if out.String() != "  "+command+"\n" {
		t.Errorf("a command is broken: %s", out.String())
	}
}

// TestLinesStandApart from a message above them, and from nothing else.
func TestLinesStandApart(t *testing.T) {
	var out strings.Builder
	p := newPrinter(Screen{Out: &out, Language: "en"}, time.UTC)
	p.message(config.Channel{Name: "a", Type: "slack"}, fake.Received{Lines: []fake.Line{{Text: "told"}}})
	p.small("one")
	p.small("two")
	if !strings.HasSuffix(out.String(), "told\n\n  one\n  two\n") {
		t.Errorf("%q", out.String())
	}
}

// TestChangesAreCalledSo: what takes the place of an earlier message is no new one.
func TestChangesAreCalledSo(t *testing.T) {
	for language, want := range map[string][2]string{
		"en": {"(the same message, changed)", "(in its thread)"}, "ko": {"(앞의 메시지가 바뀜)", "(그 스레드에)"},
	} {
		for n, m := range []fake.Received{{Edits: true}, {Thread: "1.000001"}} {
			var out strings.Builder
			newPrinter(Screen{Out: &out, Language: language}, time.UTC).message(config.Channel{Name: "a", Type: "slack"}, m)
			if !strings.Contains(out.String(), want[n]) {
				t.Errorf("%q, want %q", out.String(), want[n])
			}
		}
	}
}

func TestAbsentees(t *testing.T) {
	talk := func(failover bool) *channel.AlimTalk {
		a := &channel.AlimTalk{To: []string{"010-1234-5678", "010-8765-4321"}}
		if failover {
			a.SMS = &channel.FailoverSMS{From: "0212345678"}
		}
		return a
	}
	o := Options{
		Config: config.Config{Channels: []config.Channel{
			{Name: "with", Settings: talk(true)}, {Name: "without", Settings: talk(false)}, {Name: "failing", Settings: talk(true)},
			{Name: "chat", Settings: &channel.Slack{}},
		}},
		Fail: map[string]fake.Mode{"failing": fake.Timeout()},
	}
	if got := absentees(o); len(got) != 1 || got["with"] != "01087654321" {
		t.Errorf("%d absentees, of with: %v", len(got), got["with"] != "")
	}
}

func TestSayable(t *testing.T) {
	logs := []config.Log{
		{Name: "own", Filter: `{ $.level = "fatal" }`},
		{Name: "errors", Filter: `?ERROR ?WARN`},
		{Name: "hello", Filter: `"hello world"`, Match: "hello world"},
	}
	for want, of := range map[string][]config.Log{"errors": logs, "hello": {logs[0], logs[2]}} {
		watch, line, ok := sayable(of)
		if filter, err := logpattern.Parse(watch.Filter); !ok || watch.Name != want || err != nil || !filter.Match(line) {
			t.Errorf("want %s: %s, %q, %v", want, watch.Name, line, ok)
		}
	}
	if watch, _, ok := sayable(logs[:1]); ok || watch.Name != "own" {
		t.Errorf("a line for a pattern of its own: %s", watch.Name)
	}
}

func TestQuoted(t *testing.T) {
	if got := quoted("it's"); got != `'it'\''s'` {
		t.Error(got)
	}
}

func TestVerdict(t *testing.T) {
	if err := verdict([]row{{"a", 2, 2, 0, ""}, {"b", 1, 3, 0, ""}}); err != nil {
		t.Error(err)
	}
	err := verdict([]row{{"a", 2, 1, 1, "status 404"}, {"b", 1, 1, 0, ""}, {"c", 1, 0, 0, "no answer"}})
	want := "a: 1 of 2 messages did not arrive: status 404\nc: 1 of 1 messages did not arrive: no answer"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
