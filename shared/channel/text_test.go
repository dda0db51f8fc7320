package channel

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCutSaysWhatItCut(t *testing.T) {
	const mark = "… (%자 생략)"
	for _, test := range []struct {
		text  string
		limit int
		want  string
	}{
		{"가나다라마바사아자차카타파하", 14, "가나다라마바사아자차카타파하"},
		{"가나다라마바사아자차카타파하", 13, "가나다… (11자 생략)"},
		{"abc", 2, "…"},
		{"", 0, ""},
		// A family of three with its joiners is not cut in two.
		{"x👨‍👩‍👧" + strings.Repeat("y", 20), 13, "x… (25자 생략)"},
	} {
		if got := cut(test.text, test.limit, mark, runesOf); got != test.want {
			t.Errorf("%q to %d: got %q, want %q", test.text, test.limit, got, test.want)
		}
	}
}

func TestCutCountsAfterEscaping(t *testing.T) {
	got := cutEscaped(strings.Repeat("<", 1000), slackSection, "… (% more)")
	if n := utf8.RuneCountInString(got); n > slackSection {
		t.Errorf("%d characters", n)
	}
	if strings.HasSuffix(strings.TrimSuffix(got, "… (252 more)"), "&l") {
		t.Errorf("an escape is cut in two: %q", got[len(got)-30:])
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"a\x00b\x1b[31mc":       "ab[31mc",
		"a\r\nb\tc":             "a\nb c",
		"a\u202eb\u2066c\ufeff": "abc",
		"a\xffb":                "a\uFFFDb",
		"한글 é ✅":                "한글 é ✅",
	} {
		if got := printable(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestInertLeavesNamesAlone(t *testing.T) {
	for in, want := range map[string]string{
		"my_alarm_2":       "my_alarm_2",
		"_x_ *y* ~z~ `c`":  "＿x＿ ∗y∗ ∼z∼ ˋcˋ",
		"a*b*c":            "a∗b∗c",
		"orders-latency":   "orders-latency",
		"결제_지연":            "결제_지연",
		"/aws/lambda/a__b": "/aws/lambda/a＿＿b",
	} {
		if got := inert(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
