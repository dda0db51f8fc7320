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
			"주문이 느립니다.", instructions{severity: alert.Warning, runbook: "https://wiki.example.com/%EC%A3%BC%EB%AC%B8", route: "oncall"},
		},
		{"a unit, among the others", "x\nunit: Percent\nroute: a", "x", instructions{route: "a", unit: "Percent"}},
		{"a unit that CloudWatch has not stays", "x\nunit: the shop's\nroute: a", "x\nunit: the shop's", instructions{route: "a"}},
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
		Unit: "Megabytes/Second",
	}
	text, got := readDescription(a.FullDescription())
	if text != a.Description {
		t.Errorf("text %q", text)
	}
	if want := (instructions{a.Severity, a.Runbook, a.Route, a.Unit}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// An expression has no unit of its own, so its value is in what the description
// says; a metric that AWS defines is in what AWS says.
func TestUnitOfTheDescription(t *testing.T) {
	for _, c := range []struct{ trigger, want string }{
		{`"Threshold":5,"Metrics":[{"Id":"e1","Expression":"100*a/b","ReturnData":true}]`, "Percent"},
		{`"Threshold":5,"Namespace":"Shop","MetricName":"Carts"`, "Percent"},
		{`"Threshold":5,"Namespace":"AWS/Lambda","MetricName":"Duration"`, ""},
		{`"Threshold":5,"Namespace":"Shop","MetricName":"Carts","Unit":"Bytes"`, "Bytes"},
	} {
		message := `{"AlarmName":"ratio","NewStateValue":"ALARM","NewStateReason":"x","AlarmDescription":"Too many fail.\nunit: Percent","Trigger":{` + c.trigger + `}}`
		a := Parse([]byte(message)).Units[0].Alerts[0]
		if a.Text != "Too many fail." || a.Measurement == nil || a.Measurement.Unit != c.want {
			t.Errorf("%s: text %q, measurement %+v, want the unit %q", c.trigger, a.Text, a.Measurement, c.want)
		}
	}
}
