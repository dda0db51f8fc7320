package channel_test

import (
	"strings"
	"testing"

	"bongsu/shared/channel"
	"bongsu/shared/secret"
)

const workflow = "/powerautomate/automations/direct/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=SECRETSECRETSECRET"

func TestCheckSecret(t *testing.T) {
	slack, teams, line := new(channel.Slack), new(channel.Teams), new(channel.Line)
	app := &channel.Slack{Channel: slackRoom}
	for _, test := range []struct {
		settings channel.Settings
		secret   string
		want     string // part of the error, empty for none
	}{
		{slack, "https://hooks.slack.com/services/T000/B000/SECRETSECRET", ""},
		{slack, "https://hooks.slack-gov.com/services/T000/B000/SECRETSECRET", ""},
		{slack, "http://127.0.0.1:4321/services/T000/B000/SECRETSECRET", ""},
		{slack, "", "empty"},
		{slack, "SECRETSECRET", "not a URL"},
		{slack, "xoxb-1-2-SECRETSECRET", "under `channel:`"},
		{app, "xoxb-10000000001-20000000002-SECRETSECRET", ""},
		{app, "", "empty"},
		{app, "https://hooks.slack.com/services/T000/B000/SECRETSECRET", "remove `channel:`"},
		{app, "xoxp-1-2-SECRETSECRET", "a person's token"},
		{app, "xapp-1-A1-SECRETSECRET", "an app-level token"},
		{app, "xoxe.xoxb-1-SECRETSECRET", "token rotation"},
		{app, "xoxb-1-2-SECRETSECRET\n", "without spaces"},
		{app, "SECRETSECRET", "OAuth & Permissions"},
		{slack, "https://hooks.slack.com/services/T000/B000/SECRETSECRET\n", "not a URL"},
		{slack, "http://hooks.slack.com/services/T000/B000/SECRETSECRET", "https"},
		{slack, "https://hooks.slack.com/triggers/T000/SECRETSECRET", "/services/"},
		{slack, "https://hooks.slack.com.evil.example/services/SECRETSECRET", "hooks.slack.com"},
		{teams, "https://default0123.4d.environment.api.powerplatform.com:443" + workflow, ""},
		{teams, "https://prod-12.usgovtexas.logic.azure.us:443" + workflow, ""},
		{teams, "https://prod-12.koreacentral.logic.azure.com:443" + workflow, "30 November 2025"},
		{teams, "https://example.webhook.office.com/webhookb2/SECRETSECRET", "May 2026"},
		{teams, "https://outlook.office.com/webhook/SECRETSECRET", "May 2026"},
		{teams, "https://default0123.4d.environment.api.powerplatform.com:443" + strings.Split(workflow, "&sig")[0], "sig="},
		{teams, "https://hooks.slack.com/services/T000/B000/SECRETSECRET", "powerplatform.com"},
		{line, strings.Repeat("SECRETSECRET+/0a", 10) + "dB04t89/1O/w1cDnyilFU=", ""},
		{line, `{"channelId":"2001234567","channelSecret":"0123456789abcdef0123456789abcdef"}`, ""},
		{line, "", "empty"},
		{line, strings.Repeat("SECRETSECRET+/0a", 10) + "\n", "without spaces"},
		{line, "SECRETSECRET", "not a channel access token"},
		{line, strings.Repeat("SECRETSECRET", 3) + "SECRETS", "LINE Notify"},
		{line, "https://api.line.me/SECRETSECRET", "is a URL"},
		{line, "0123456789abcdef0123456789abcdef", "channel secret"},
		{line, "2001234567", "channel ID"},
		{line, `{"channelId":"SECRETSECRET","channelSecret":"0123456789abcdef0123456789abcdef"}`, "channelId"},
		{line, `{"channelId":"2001234567","channelSecret":"SECRETSECRET"}`, "channelSecret"},
		{line, `{"channelId":2001234567,"channelSecret":"SECRETSECRET"}`, "JSON document"},
	} {
		err := test.settings.CheckSecret(secret.New(test.secret))
		switch {
		case test.want == "" && err != nil, test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%.60q…: %v, want %q", test.secret, err, test.want)
		case err != nil && strings.Contains(err.Error(), "SECRETSECRET"):
			t.Errorf("the error shows the secret: %v", err)
		}
	}
}

func TestSettingsAreChecked(t *testing.T) {
	for _, test := range []struct {
		settings channel.Settings
		faults   int
	}{
		{&channel.Slack{}, 1}, {&channel.Slack{Secret: "/bongsu/a"}, 0}, {&channel.Teams{Secret: "not a name"}, 1},
		{&channel.Slack{Secret: "/bongsu/a", Channel: slackRoom}, 0}, {&channel.Slack{Channel: "ops"}, 2},
		{&channel.Line{}, 2}, {&channel.Line{Secret: "/bongsu/line", To: []string{lineUser, lineGroup, lineRoom}}, 0},
		{&channel.Line{Secret: "/bongsu/line", To: []string{lineUser, lineUser, "+82 10-1234-5678", "@bongsu", strings.ToUpper(lineGroup), "김철수", ""}}, 6},
		{&channel.Email{}, 1}, {&channel.Email{To: []string{"a@example.com"}}, 0},
		{&channel.Email{To: []string{"a@example.com", "A@example.com", "Kim <kim@example.com>", "x"}}, 3},
	} {
		if got := test.settings.Check(); len(got) != test.faults {
			t.Errorf("%+v: %d faults %v, want %d", test.settings, len(got), got, test.faults)
		}
	}
	for _, f := range (&channel.Line{Secret: "/bongsu/line", To: []string{"01012345678", lineUser + "0", lineOther, lineOther}}).Check() {
		if said := f.Key + f.Problem + f.Hint; !strings.HasPrefix(f.Key, "to[") || strings.Contains(said, "01012345678") || strings.Contains(said, lineUser) || strings.Contains(said, lineOther) {
			t.Errorf("a recipient is shown, or its place is not: %+v", f)
		}
	}
	if f := (&channel.Slack{Secret: "https://hooks.slack.com/services/T/B/SECRETSECRET"}).Check(); len(f) != 1 || strings.Contains(f[0].Problem+f[0].Hint, "SECRETSECRET") {
		t.Errorf("a webhook in the place of a name: %v", f)
	}
}

// TestSlackChannelIsAnID: names change, and people have channels of their own.
func TestSlackChannelIsAnID(t *testing.T) {
	for id, want := range map[string]string{
		"#ops": "name, not its id", "D0123456789": "direct message", "U0123456789": "person", "c0123456789": "capitals only",
		"ops": "not a channel's id", "xoxb-1-2-SECRETSECRET": "is a secret", "https://hooks.slack.com/services/T/B/SECRETSECRET": "is a secret",
	} {
		got := (&channel.Slack{Secret: "/bongsu/a", Channel: id}).Check()
		if len(got) != 1 || got[0].Key != "channel" || !strings.Contains(got[0].Problem, want) || got[0].Hint == "" {
			t.Errorf("%.4s…: %+v, want %q", id, got, want)
		} else if strings.Contains(got[0].Problem+got[0].Hint, "SECRETSECRET") {
			t.Errorf("the fault shows the secret: %+v", got)
		}
	}
}
