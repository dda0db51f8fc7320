package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const smallConfig = `timezone: UTC
language: en
watchdog: [oncall@example.com]
channels:
  chat: {type: slack, secret: /bongsu/chat}
  team: {type: teams, secret: /bongsu/team}
  post: {type: email, to: [ops@example.com]}
routes:
  default: [chat, {channel: team, after: 10m}]
  devices: [post]
presence:
  route: devices
  hold: 1s
`

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bongsu.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCheck(t *testing.T) {
	path := writeConfig(t, smallConfig+filesConfig)
	got := call(t, "", "check", "--config", path)
	got.wants(t, 0)
	for _, line := range []string{"channel chat: slack", "route default: chat, team after 10m0s", "route devices: post", "devices: told after 1s",
		`log app: "hello world" in /var/log/app/log.txt, route default, further lines are counted for 5m0s`, `log app-orders: "ERROR" in /app/orders`,
	} {
		if !strings.Contains(got.out, line) {
			t.Errorf("%q is not in the summary: %s", line, got.out)
		}
	}
	t.Chdir(filepath.Dir(path))
	call(t, "", "check").wants(t, 0)
	t.Chdir(t.TempDir())
	call(t, "", "check").wants(t, 2, "there is no bongsu.yaml", "--config")
}

func TestCheckListsTheAlarmsThatAreMade(t *testing.T) {
	path := writeConfig(t, smallConfig+`alarms:
  - {name: temp, metric: Plant Temp, above: 90, below: 10, period: 1m, datapoints: 3/5}
  - {name: slow, api: orders, anomaly: {band: 2, side: above}}
  - {lambda: orders, timeout: 30s}
  - {name: bad, all-of: [temp, lambda-orders], quiet-children: true}
  - {billing: 50}
`)
	got := call(t, "", "check", "--config", path)
	got.wants(t, 0)
	for _, line := range []string{
		"alarm temp: Plant Temp Average above 90, 3 of 5 periods of 1m; told by another alarm only\n",
		"alarm temp (below): Plant Temp Average below 10, 3 of 5 periods of 1m; told by another alarm only\n",
		"alarm slow: AWS/ApiGateway Latency Average above the expected band of 2 standard deviations, 1 of 1 periods of 5m\n",
		"alarm lambda-orders-errors: AWS/Lambda Errors Sum above 0, 1 of 1 periods of 5m; critical; told by another alarm only\n",
		"alarm lambda-orders-duration: AWS/Lambda Duration p95 above 24000 Milliseconds, 3 of 3 periods of 5m; warning; told by another alarm only\n",
		`alarm bad: (ALARM("temp") OR ALARM("temp (below)")) AND (ALARM("lambda-orders-errors") OR `,
		"alarm billing: AWS/Billing EstimatedCharges Maximum above 50 USD, 1 of 1 periods of 6h; warning; made in us-east-1\n",
		"a second stack in us-east-1",
	} {
		if !strings.Contains(got.out, line) {
			t.Errorf("%q is not in the summary: %s", line, got.out)
		}
	}
}

// TestRunTakesEveryKindOfAlarm: the show runs with any configuration that is faultless.
func TestRunTakesEveryKindOfAlarm(t *testing.T) {
	const kinds = "../../shared/config/file/testdata/alarm-kinds.yaml"
	call(t, "", "check", "--config", kinds).wants(t, 0)
	call(t, "", "run", "--once", "--config", kinds).wants(t, 0)
}

func TestCheckNamesEveryFault(t *testing.T) {
	broken := strings.NewReplacer("language: en", "language: tlh", "[post]", "[pager]").Replace(smallConfig)
	got := call(t, "", "check", "--config", writeConfig(t, broken))
	got.wants(t, 2, "bongsu.yaml:2:11:", "bongsu.yaml:10:13:")
	if n := strings.Count(got.err, "\n"); n != strings.Count(got.err, "bongsu: ") || n < 2 {
		t.Errorf("not one fault a line: %s", got.err)
	}
	for _, args := range [][]string{{"render", "--channel", "slack", "-"}, {"run", "--once"}, {"send", "--channel", "slack"}} {
		call(t, "x", append(args, "--config", writeConfig(t, broken))...).wants(t, 2, "bongsu.yaml:2:11:")
	}
}

func TestCheckWarns(t *testing.T) {
	idle := strings.Replace(smallConfig, "devices: [post]", "devices: [team]", 1)
	call(t, "", "check", "--config", writeConfig(t, idle)).wants(t, 0, "warning", "post")
}

func TestUsage(t *testing.T) {
	tests := []struct {
		args []string
		said string
	}{
		{[]string{"fly"}, `unknown command "fly"`},
		{[]string{"--fly"}, "--fly"},
		{[]string{"run", "--once", "--fail", "pager=404"}, "ops-slack, ops-teams, ops-mail"},
		{[]string{"run", "--once", "--fail", "slack=teapot"}, "accept-then-timeout"},
		{[]string{"run", "--once", "--fail", "slack"}, "HTTP status"},
		{[]string{"run", "--listen", "0.0.0.0:8787"}, "loopback"},
		{[]string{"run", "--mqtt", ":1883"}, "loopback"},
		{[]string{"run", "--lang", "fr"}, "ko or en"},
		{[]string{"run", "extra"}, "extra"},
		{[]string{"secret", "set"}, "arg"},
		{[]string{"secret", "get"}, "get"},
		{[]string{"send", "--channel", "ops-mail"}, "--topic"},
		{[]string{"send", "--channel", "ops-mail", "--topic", "mine"}, "ARN"},
		{[]string{"check", "--deep"}, "--deep"},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			got := call(t, "", tt.args...)
			got.wants(t, 2, "bongsu: ", tt.said)
			if got.out != "" {
				t.Errorf("printed %s", got.out)
			}
		})
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, args := range [][]string{{}, {"--help"}, {"secret"}, {"run", "--help"}, {"render", "--help"}, {"send", "--help"}, {"secret", "set", "--help"}, {"check", "--help"}, {"agent-config", "--help"}} {
		got := call(t, "", args...)
		got.wants(t, 0)
		if !strings.Contains(got.out, "Usage:") {
			t.Errorf("%v: no help: %s", args, got.out)
		}
	}
	if got := call(t, "", "--version"); got.code != 0 || !strings.HasPrefix(got.out, "bongsu ") || !strings.Contains(got.out, "go1.") {
		t.Errorf("version: %+v", got)
	}
}
