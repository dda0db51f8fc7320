package alarm

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

func TestReadDescription(t *testing.T) {
	for _, c := range []struct {
		name, description, text string
		want                    instructions
	}{
		{"none", "Just words.", "Just words.", instructions{}},
		{"empty", "", "", instructions{}},
		{
			"all, in any order and case, after Korean", "주문이 느립니다.\n\nROUTE: oncall\nRunbook:https://wiki.example.com/주문\n severity : Warning \n\n",
			"주문이 느립니다.", instructions{alert.Warning, "https://wiki.example.com/%EC%A3%BC%EB%AC%B8", "oncall"},
		},
		{"only instructions", "severity: info", "", instructions{severity: alert.Info}},
		{"not at the end", "severity: info\nis what we call it", "severity: info\nis what we call it", instructions{}},
		{"blank lines between", "x\nseverity: info\n\nroute: a", "x", instructions{severity: alert.Info, route: "a"}},
		{"a severity that is none stays", "x\nseverity: urgent\nroute: a", "x\nseverity: urgent", instructions{route: "a"}},
		{"and does not hide what is above", "x\nroute: a\nseverity: urgent", "x\nseverity: urgent", instructions{route: "a"}},
		{"a runbook that is no address stays", "x\nrunbook: javascript:alert(1)", "x\nrunbook: javascript:alert(1)", instructions{}},
		{"a sentence is no route", "x\nroute: take the second exit", "x\nroute: take the second exit", instructions{}},
		{"the last of two counts", "severity: info\nseverity: critical", "", instructions{severity: alert.Critical}},
		{"unknown keys end the block", "severity: info\nowner: me\nroute: a", "severity: info\nowner: me", instructions{route: "a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, got := readDescription(c.description)
			if text != c.text {
				t.Errorf("text %q, want %q", text, c.text)
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(instructions{})); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// What the configuration writes into an alarm has to come back out of it.
func TestReadsWhatTheConfigurationWrites(t *testing.T) {
	a := config.Alarm{
		Description: "주문 API가 느립니다.\n두 줄.", Severity: alert.Warning, Route: "night", Runbook: "https://wiki.example.com/r?a=b#c",
	}
	text, got := readDescription(a.FullDescription())
	if text != a.Description {
		t.Errorf("text %q", text)
	}
	if want := (instructions{a.Severity, a.Runbook, a.Route}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
