package channel_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssns "github.com/aws/aws-sdk-go-v2/service/sns"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/channel/sns"
	"bongsu/shared/fake"
	"bongsu/shared/replay"
	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// patience is how long a test waits for a provider that never answers.
const patience = 300 * time.Millisecond

// stage is one kind of channel in front of its fake provider.
type stage struct {
	provider fake.Provider
	channel  channel.Channel
	settings channel.Settings
	// secrets are what must never be seen: the credential and its parts.
	secrets []string
}

// stages sets the stage for every kind of the registry; a kind without one
// fails the tests.
var stages = map[string]func(*testing.T) stage{
	"slack": func(t *testing.T) stage {
		p := must(fake.NewSlack(fake.Options{Burst: 1000}))(t)
		return webhookStage(t, p, p.URL(), &channel.Slack{Secret: "/bongsu/slack"})
	},
	"slack-bot": func(t *testing.T) stage {
		return slackBotStage(t, must(fake.NewSlackApp(fake.Options{Burst: 1000}, fake.SlackWorkspace{}))(t))
	},
	"teams": func(t *testing.T) stage {
		p := must(fake.NewTeams(fake.Options{Burst: 1000}))(t)
		return webhookStage(t, p, p.URL(), &channel.Teams{Secret: "/bongsu/teams"})
	},
	"line": func(t *testing.T) stage {
		p := must(fake.NewLINE(fake.Options{}, fake.LINEAccount{}))(t)
		return lineStage(t, p, p.Token(), lineGroup)
	},
	"sens": func(t *testing.T) stage {
		return sensStage(t, must(fake.NewSENS(fake.Options{}, fake.SENSAccount{}))(t), sms())
	},
	"alimtalk": func(t *testing.T) stage {
		s := talk()
		return sensStage(t, must(fake.NewSENS(fake.Options{}, talkAccount(s)))(t), s)
	},
	"email": func(t *testing.T) stage {
		const topic = "arn:aws:sns:ap-northeast-2:123456789012:bongsu-mail"
		p := must(fake.NewMail(fake.Options{Burst: 1000}, map[string][]string{topic: {"ops@example.com"}}))(t)
		endpoint := p.Endpoint()
		client := channel.NewHTTPClient()
		client.Timeout = patience
		publisher := sns.New(awssns.New(awssns.Options{
			BaseEndpoint: &endpoint, Region: "ap-northeast-2", Retryer: aws.NopRetryer{}, HTTPClient: replay.Client{Doer: client},
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "AKEXAMPLE", SecretAccessKey: "SKEXAMPLESKEXAMPLE"}, nil
			}),
		}))
		settings := &channel.Email{To: []string{"ops@example.com"}}
		return open(t, stage{provider: p, settings: settings, secrets: []string{"SKEXAMPLESKEXAMPLE"}},
			channel.World{Publisher: publisher, Topic: topic})
	},
}

// slackRoom is a channel's id in Slack.
const slackRoom = "C0B0NGSU001"

func slackBotStage(t *testing.T, p *fake.SlackApp) stage {
	client := channel.NewHTTPClient()
	client.Timeout = patience
	s := stage{provider: p, settings: &channel.Slack{Secret: "/bongsu/slack", Channel: slackRoom}, secrets: []string{p.Token()}}
	return open(t, s, channel.World{
		HTTP: client, Base: p.Endpoint(), Secret: func(context.Context) (secret.Text, error) { return secret.New(p.Token()), nil },
	})
}

// Recipients in LINE.
const (
	lineGroup = "C0123456789abcdef0123456789abcdef"
	lineRoom  = "Rfedcba9876543210fedcba9876543210"
	lineUser  = "U00000000000000000000000000000001"
	lineOther = "U00000000000000000000000000000002"
)

func lineStage(t *testing.T, p *fake.LINE, token string, to ...string) stage {
	client := channel.NewHTTPClient()
	client.Timeout = patience
	_, channelSecret := p.Credentials()
	s := stage{provider: p, settings: &channel.Line{Secret: "/bongsu/line", To: to}, secrets: append([]string{p.Token(), channelSecret}, to...)}
	return open(t, s, channel.World{
		HTTP: client, Base: p.Endpoint(), Secret: func(context.Context) (secret.Text, error) { return secret.New(token), nil },
	})
}

// sms are the settings of a text message channel.
func sms() *channel.Sens {
	return &channel.Sens{
		Secret: "/bongsu/sens", Service: "ncp:sms:kr:123456789012:demo", From: "02-1234-5678", To: []string{"010-1234-5678", "+82 10-8765-4321"},
	}
}

// talk are the settings of an AlimTalk channel that fails over to sms.
func talk() *channel.AlimTalk {
	a := &channel.AlimTalk{
		Secret: "/bongsu/sens", Service: "ncp:kkobizmsg:kr:123456789012:demo", Channel: "@mychannel",
		Template: channel.Template{
			Code: "alarm01", Text: "[#{state}] #{title}\n\n#{lead}\n\n시각: #{time}",
			Buttons: []channel.Button{{Type: "WL", Name: "열기", URL: "https://#{link}"}},
		},
		To: []string{"01012345678", "01087654321"}, Failover: "duty-sms",
	}
	a.Resolve(map[string]channel.Settings{"duty-sms": sms()})
	return a
}

// talkAccount is an account in which the settings' template is approved.
func talkAccount(a *channel.AlimTalk) fake.SENSAccount {
	return fake.SENSAccount{Channel: a.Channel, Templates: map[string]string{a.Template.Code: string(a.Template.Text)}}
}

func sensStage(t *testing.T, p *fake.SENS, settings channel.Settings) stage {
	client := channel.NewHTTPClient()
	client.Timeout = patience
	access, key := p.Keys()
	s := stage{provider: p, settings: settings, secrets: []string{access, key, "01012345678", "1012345678", "1087654321"}}
	return open(t, s, channel.World{
		HTTP: client, Base: p.Endpoint(), Secret: func(context.Context) (secret.Text, error) { return secret.New(p.Secret()), nil },
	})
}

func webhookStage(t *testing.T, p fake.Provider, url string, settings channel.Settings) stage {
	client := channel.NewHTTPClient()
	client.Timeout = patience
	s := stage{provider: p, settings: settings, secrets: []string{url}}
	for _, part := range strings.FieldsFunc(url, func(r rune) bool { return strings.ContainsRune("/?&=", r) }) {
		if len(part) >= 16 {
			s.secrets = append(s.secrets, part)
		}
	}
	return open(t, s, channel.World{HTTP: client, Secret: func(context.Context) (secret.Text, error) { return secret.New(url), nil }})
}

func open(t *testing.T, s stage, w channel.World) stage {
	t.Helper()
	t.Cleanup(func() { _ = s.provider.Close() })
	s.channel = must(s.settings.Open(w))(t)
	return s
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// each runs a test for every kind of the registry, in all its modes.
func each(t *testing.T, test func(*testing.T, stage)) {
	for _, name := range stageNames(t) {
		t.Run(name, func(t *testing.T) { test(t, stages[name](t)) })
	}
}

// stageNames are the stages of every kind in the registry's order: the kind itself,
// and its further modes, which begin with its name.
func stageNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, kind := range channel.Kinds() {
		if stages[kind.Type] == nil {
			t.Fatalf("no stage is set for channels of type %s", kind.Type)
		}
		names = append(names, kind.Type)
		for _, name := range slices.Sorted(maps.Keys(stages)) {
			if strings.HasPrefix(name, kind.Type+"-") {
				names = append(names, name)
			}
		}
	}
	return names
}

func voice(t *testing.T, language string) wording.Voice {
	t.Helper()
	zone := map[string]string{"ko": "Asia/Seoul", "en": "UTC"}[language]
	return must(wording.NewVoice(language, zone))(t)
}

// delivery is a message for the first of the recipients' parts.
func (s stage) delivery(m wording.Message) channel.Delivery {
	d := channel.Delivery{ID: "group/chat", Message: m}
	if splitter, names := s.settings.(channel.Splitter); names {
		d.To = splitter.Split()[0]
	}
	return d
}

// understood reads the facts of an event of the catalogue.
func understood(t *testing.T, path string) []alert.Alert {
	t.Helper()
	data := must(os.ReadFile(path))(t)
	var all []alert.Alert
	if bytes.HasPrefix(data, []byte("[")) {
		var devices []struct{ Alert *alert.Alert }
		if err := json.Unmarshal(data, &devices); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, d := range devices {
			if d.Alert != nil {
				all = append(all, *d.Alert)
			}
		}
		return all
	}
	var alarms struct {
		Units []struct{ Alerts []alert.Alert }
	}
	if err := json.Unmarshal(data, &alarms); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for _, u := range alarms.Units {
		all = append(all, u.Alerts...)
	}
	return all
}

// catalogue gives the facts of every event that is told, by their file's name.
func catalogue(t *testing.T) map[string][]alert.Alert {
	t.Helper()
	files := must(filepath.Glob("../../events/*/*.facts.json"))(t)
	all := make(map[string][]alert.Alert)
	for _, path := range files {
		if alerts := understood(t, path); len(alerts) > 0 {
			folder, file := filepath.Split(path)
			all[filepath.Base(folder)+"/"+strings.TrimSuffix(file, ".facts.json")] = alerts
		}
	}
	if len(all) < 30 {
		t.Fatalf("only %d events are told", len(all))
	}
	return all
}
