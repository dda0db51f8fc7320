package file_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/config/file"
)

// small is a configuration that needs nothing more.
const small = "watchdog: [oncall@example.com]\nchannels: {ops: {type: slack, secret: /bongsu/ops}}\nroutes: {default: [ops]}\n"

func faultsOf(t *testing.T, data string) file.Faults {
	t.Helper()
	_, err := file.Parse(name, []byte(data))
	if err == nil {
		return nil
	}
	faults, ok := errors.AsType[file.Faults](err)
	if !ok || len(faults) == 0 {
		t.Fatalf("not Faults: %v", err)
	}
	return faults
}

func TestDefaults(t *testing.T) {
	cfg := parse(t, small+"presence: {}\nalarms: [{name: a, metric: AWS/Lambda Errors, stat: sum, above: 0}]\n")
	if cfg.Language != "ko" || cfg.Timezone != "Asia/Seoul" || cfg.Repeat != 0 {
		t.Errorf("%+v", cfg)
	}
	if p := cfg.Presence; p.Hold.String() != "30s" || p.Severity != "warning" || p.Clean || p.Unstable != 0 {
		t.Errorf("%+v", p)
	}
	if a := cfg.Alarms[0]; a.Missing != "missing" || a.Period.String() != "5m0s" || a.Evaluated != 1 || a.Needed != 1 || a.Severity != "" {
		t.Errorf("%+v", a)
	}
	if without := parse(t, small); without.Presence != nil {
		t.Errorf("devices are watched though nobody said so: %+v", without.Presence)
	}
}

func TestEveryFaultAtOnce(t *testing.T) {
	faults := faultsOf(t, strings.Join([]string{
		"timezone: KST", "language: fr", "watchdog: [x]",
		"channels: {a: {type: slack}, b: {type: fax}, ops: {type: teams, secret: 'https://outlook.office.com/x', quiet: no}}",
		"routes: {default: [c], x: []}", "repeat: 1s", "mute: [{}]", "topics: [y]",
		"alarms: [{name: n}]", "events: [{}]", "presence: {hold: 1h}", "nonsense: 1", "logs: [{}]", "redact: ['(']",
	}, "\n"))
	if len(faults) < 12 {
		t.Errorf("only %d faults:\n%v", len(faults), faults)
	}
	lines := map[int]bool{}
	for i, f := range faults {
		lines[f.Line] = true
		if i > 0 && (f.Line < faults[i-1].Line || f.Line == faults[i-1].Line && f.Column < faults[i-1].Column) {
			t.Errorf("out of order: %v after %v", f, faults[i-1])
		}
	}
	for line := 1; line <= 14; line++ {
		if !lines[line] {
			t.Errorf("the fault of line %d is missing:\n%v", line, faults)
		}
	}
}

func TestFormOfAFault(t *testing.T) {
	f := file.Fault{File: "bongsu.yaml", Line: 12, Column: 5, Path: "channels.ops-slack.secret", Problem: "is missing", Hint: "name it"}
	if got, want := f.String(), "bongsu.yaml:12:5: channels.ops-slack.secret: is missing (name it)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	f.Path, f.Hint = "", ""
	if got, want := (file.Faults{f, f}).Error(), "bongsu.yaml:12:5: is missing\nbongsu.yaml:12:5: is missing"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestEncodings: what an editor does to a file must not change what it says,
// and what is no text must be said to be none.
func TestEncodings(t *testing.T) {
	want := parse(t, small)
	for title, data := range map[string]string{
		"BOM": "\ufeff" + small, "CRLF": strings.ReplaceAll(small, "\n", "\r\n"), "CR": strings.ReplaceAll(small, "\n", "\r"),
		"document mark": "---\n" + small + "...\n", "comments": "# 한글\n" + small + "# end", "no last line end": strings.TrimSuffix(small, "\n"),
	} {
		if diff := cmp.Diff(want, parse(t, data)); diff != "" {
			t.Errorf("%s changes the configuration:\n%s", title, diff)
		}
	}
	crlf := faultsOf(t, "\ufeff"+strings.ReplaceAll(small+"# 한글\n메모: 1\n", "\n", "\r\n"))
	if len(crlf) != 1 || crlf[0].Line != 5 || crlf[0].Column != 1 {
		t.Errorf("wrong place behind BOM and CRLF: %v", crlf)
	}
	for title, c := range map[string]struct{ data, want string }{
		"UTF-16 LE": {"\xff\xfew\x00a\x00", "bongsu.yaml:1:1: is UTF-16 (save it as UTF-8)"},
		"UTF-16 BE": {"\xfe\xff\x00w\x00a", "bongsu.yaml:1:1: is UTF-16 (save it as UTF-8)"},
		"EUC-KR":    {small + "# 가 \xb0\xa1\n", "bongsu.yaml:4:5: is not UTF-8 (save the file as UTF-8)"},
		"NUL":       {"a: x\x00\n", "bongsu.yaml:1:5: holds a control character (remove it)"},
		"huge":      {strings.Repeat("# no\n", file.MaxBytes/5+1), "bongsu.yaml:1:1: is larger than 256 KiB (is it the right file?)"},
	} {
		if got := faultsOf(t, c.data).Error(); got != c.want {
			t.Errorf("%s: got %s, want %s", title, got, c.want)
		}
	}
}

// TestNoDepthIsTooDeep: the parser recurses, so depth must be refused first.
func TestNoDepthIsTooDeep(t *testing.T) {
	var stairs strings.Builder
	for i := range 300 {
		stairs.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	for _, data := range []string{
		strings.Repeat("[", 100_000), strings.Repeat("{a: ", 30_000), strings.Repeat("- ", 60_000), strings.Repeat("? ", 60_000), stairs.String(),
	} {
		if got := faultsOf(t, data).Error(); !strings.Contains(got, "nested too deeply") {
			t.Errorf("%.20q: %.200s", data, got)
		}
	}
}

func TestDescriptionMustFitCloudWatch(t *testing.T) {
	alarm := func(n int) string {
		return small + "alarms: [{name: a, api: b, above: 1, severity: info, runbook: 'https://example.com', route: default, description: " + strings.Repeat("가", n) + "}]\n"
	}
	// The lines at the end: "\nseverity: info\nrunbook: https://example.com\nroute: default".
	const trailer = 15 + 29 + 15
	if cfg := parse(t, alarm(1024-trailer)); len([]rune(cfg.Alarms[0].FullDescription())) != 1024 {
		t.Errorf("the full description has %d characters", len([]rune(cfg.Alarms[0].FullDescription())))
	}
	if got := faultsOf(t, alarm(1025-trailer)).Error(); !strings.Contains(got, "alarms[0].description: makes a description of 1025 characters") {
		t.Error(got)
	}
}

func TestAlarmNameLimit(t *testing.T) {
	alarm := func(n int) string {
		return small + "alarms: [{name: " + strings.Repeat("가", n) + ", api: b, above: 1}]\n"
	}
	parse(t, alarm(255))
	if got := faultsOf(t, alarm(256)).Error(); !strings.Contains(got, "alarms[0].name: is longer than 255 characters") {
		t.Error(got)
	}
}
