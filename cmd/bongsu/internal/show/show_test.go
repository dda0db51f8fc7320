package show

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"bongsu/shared/config"
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
