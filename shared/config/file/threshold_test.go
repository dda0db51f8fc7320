package file

import (
	"strings"
	"testing"
)

func TestThreshold(t *testing.T) {
	for _, c := range []struct {
		text, unit string
		want       float64
	}{
		{"5", "", 5}, {"0.5", "", 0.5}, {"-3", "", -3}, {"+3", "", 3}, {"1e3", "", 1000}, {"012", "", 12},
		{"300ms", "Milliseconds", 300}, {"1s", "Milliseconds", 1000}, {"1.5s", "Milliseconds", 1500}, {"10m", "Seconds", 600},
		{"2h", "Seconds", 7200}, {"1h30m", "Seconds", 5400}, {"1d", "Seconds", 86400}, {"14d", "Days", 14}, {"12h", "Days", 0.5},
		{"250us", "Milliseconds", 0.25}, {"1ms", "Microseconds", 1000}, {"300 ms", "Milliseconds", 300},
		{"80%", "Percent", 80}, {"99.9 %", "Percent", 99.9},
		{"10GB", "Bytes", 1e10}, {"1GiB", "Bytes", 1 << 30}, {"512B", "Bytes", 512}, {"1.5GB", "Megabytes", 1500}, {"64KiB", "Bytes", 65536},
		{"10MB/s", "Bytes/Second", 1e7}, {"1GB/s", "Megabytes/Second", 1000},
	} {
		got, wrong := threshold(c.text, c.unit, "M")
		if wrong != nil || got != c.want {
			t.Errorf("%s in %s: got %v, %v, want %v", c.text, c.unit, got, wrong, c.want)
		}
	}
}

func TestNoThreshold(t *testing.T) {
	for _, c := range []struct{ text, unit, want string }{
		{"", "Seconds", "is not a threshold"}, {"fast", "Seconds", "is not a threshold"}, {"5 5", "Seconds", "is not a threshold"},
		{"1_000", "Count", "is not a threshold"}, {"1e", "Count", "is not a threshold"}, {"5 apples", "Count", "is not a threshold"},
		{"inf", "Count", "is not a threshold"}, {"10Mb", "Bytes", "is not a threshold"}, {"1e999", "Count", "too large"},
		{"300ms", "", "not known here"}, {"5%", "", "not known here"}, {"5GB", "", "not known here"},
		{"300ms", "Count", "is a time, but M is measured in Count"}, {"80%", "Milliseconds", "is a percentage"},
		{"10GB", "Seconds", "is an amount of data"}, {"10GB", "Bytes/Second", "is an amount of data"}, {"1MB/s", "Bytes", "a second"},
		{"1GB", "Gigabits", "is measured in Gigabits"}, {strings.Repeat("9", 305) + "TB", "Bytes", "too large"}, {strings.Repeat("9", 400) + "TB", "Bytes", "is not a threshold"},
	} {
		if got, wrong := threshold(c.text, c.unit, "M"); wrong == nil || !strings.Contains(wrong.problem, c.want) {
			t.Errorf("%s in %s: got %v, %v, want a problem with %q", c.text, c.unit, got, wrong, c.want)
		}
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"timezone", "http-api", "above", "ko"}
	for word, want := range map[string]string{
		"timezon": "did you mean timezone?", "tiemzone": "did you mean timezone?", "http_api": "did you mean http-api?",
		"HTTP-API": "did you mean http-api?", "abvoe": "did you mean above?", "kr": "did you mean ko?",
		"dashboards": "known: timezone, http-api, above, ko", strings.Repeat("x", 5000): "known: timezone, http-api, above, ko",
	} {
		if got := suggest(word, known); got != want {
			t.Errorf("%.20s: got %q, want %q", word, got, want)
		}
	}
	if got := suggest("x", nil); got != "" {
		t.Errorf("without known words: %q", got)
	}
}

func TestWhatMayBeASecretIsNotQuoted(t *testing.T) {
	for _, value := range []string{"https://example.com/x", "xoxb-1-2", "XOXP-1", "hooks.slack.com/services/T/B/x", strings.Repeat("a", 61), "a?sig=b"} {
		if got := quoted(value) + named(value); strings.Contains(got, value) {
			t.Errorf("%q is shown: %s", value, got)
		}
	}
	if got := quoted("서울") + named("서울") + named("a b") + named(""); got != `"서울"서울"a b"""` {
		t.Error(got)
	}
}
