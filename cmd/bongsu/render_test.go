package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	mail "bongsu/shared/channel/sns"
	"bongsu/shared/fake"
	"bongsu/shared/replay"
)

const topic = "arn:aws:sns:ap-northeast-2:123456789012:ops-mail"

// readers are the providers that render's bodies are handed to.
type readers struct {
	slack *fake.Slack
	teams *fake.Teams
	line  *fake.LINE
	mail  *fake.Mail
	api   mail.Publisher
}

func newReaders(t *testing.T) readers {
	t.Helper()
	// Each body is judged by itself: by this clock, the next one comes a minute later.
	var minutes atomic.Int64
	start := time.Now()
	o := fake.Options{Clock: func() time.Time { return start.Add(time.Duration(minutes.Add(1)) * time.Minute) }}
	slack, err := fake.NewSlack(o)
	if err != nil {
		t.Fatal(err)
	}
	teams, err := fake.NewTeams(o)
	if err != nil {
		t.Fatal(err)
	}
	line, err := fake.NewLINE(o, fake.LINEAccount{})
	if err != nil {
		t.Fatal(err)
	}
	box, err := fake.NewMail(o, map[string][]string{topic: {"ops@example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []fake.Provider{slack, teams, line, box} {
		t.Cleanup(func() {
			if err := p.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	api := sns.New(sns.Options{
		Region: "ap-northeast-2", BaseEndpoint: aws.String(box.Endpoint()), Retryer: aws.NopRetryer{}, HTTPClient: replay.Client{Doer: http.DefaultClient},
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	return readers{slack, teams, line, box, mail.New(api)}
}

// take hands a body to its provider and gives what a person then sees.
func (r readers) take(ctx context.Context, channel, body string) (fake.Received, error) {
	if channel == "email" {
		var letter struct{ Subject, Body string }
		if err := json.Unmarshal([]byte(body), &letter); err != nil {
			return fake.Received{}, err
		}
		if _, err := r.api.Publish(ctx, topic, letter.Subject, letter.Body); err != nil {
			return fake.Received{}, err
		}
		return last(r.mail), nil
	}
	url, provider := r.slack.URL(), fake.Provider(r.slack)
	switch channel {
	case "teams":
		url, provider = r.teams.URL(), r.teams
	case "line":
		// A bare type has no recipients; all else of the body is what is sent.
		url, provider = r.line.Endpoint()+"/v2/bot/message/push", r.line
		body = strings.Replace(body, "{", `{"to":"C0123456789abcdef0123456789abcdef",`, 1)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return fake.Received{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+r.line.Token())
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fake.Received{}, err
	}
	if err := answer.Body.Close(); err != nil {
		return fake.Received{}, err
	}
	if answer.StatusCode >= 300 {
		refusals := provider.Refusals()
		return fake.Received{}, fmt.Errorf("refused: %s", refusals[len(refusals)-1].Why)
	}
	return last(provider), nil
}

func last(p fake.Provider) fake.Received {
	all := p.Messages()
	return all[len(all)-1]
}

func eventFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir("../../events", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".json") && !strings.HasSuffix(path, ".facts.json") && filepath.Base(path) != "manifest.json" {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) < 50 {
		t.Fatalf("%d event files, %v", len(files), err)
	}
	return files
}

func TestRenderEveryEvent(t *testing.T) {
	r := newReaders(t)
	for _, name := range eventFiles(t) {
		for _, channel := range []string{"slack", "teams", "line", "email"} {
			for _, language := range []string{"ko", "en"} {
				t.Run(strings.TrimPrefix(name, "../../events/")+"/"+channel+"/"+language, func(t *testing.T) {
					got := call(t, "", "render", "--channel", channel, "--lang", language, name)
					got.wants(t, 0)
					if (got.out == "") == (got.err == "") && !strings.Contains(got.err, "nothing to tell") {
						t.Errorf("neither told nor silent for a reason: %+v", got)
					}
					for body := range strings.Lines(got.out) {
						seen, err := r.take(t.Context(), channel, body)
						if err != nil {
							t.Fatalf("%v: %s", err, body)
						}
						if seen.Lost != "" || len(seen.Mentions) > 0 || len(seen.Formatting) > 0 {
							t.Errorf("lost %q, mentions %q, formatting %q", seen.Lost, seen.Mentions, seen.Formatting)
						}
					}
				})
			}
		}
	}
}

func TestRender(t *testing.T) {
	loss := fmt.Sprintf(`{"clientId":"pump-9","timestamp":%d,"eventType":"disconnected","disconnectReason":"CONNECTION_LOST"}`, time.Now().UnixMilli())
	tests := []struct {
		name, in  string
		args      []string
		code      int
		out, errs string
	}{
		{"input", "the backup failed", []string{"--channel", "slack", "-"}, 0, "the backup failed", ""},
		{"named channel", "the backup failed", []string{"--channel", "ops-teams", "-"}, 0, "AdaptiveCard", ""},
		{"e-mail", "the backup failed", []string{"--channel", "ops-mail", "-"}, 0, `{"subject":`, ""},
		{"loss", loss, []string{"--channel", "email", "--lang", "en", "-"}, 0, "pump-9", ""},
		{"zone", loss, []string{"--channel", "email", "--zone", "America/New_York", "-"}, 0, "E", ""},
		{"connect", strings.Replace(loss, "disconnected", "connected", 1), []string{"--channel", "email", "-"}, 0, "", "recovery of a loss"},
		{"no file", "", []string{"--channel", "slack", "no-such-file.json"}, 1, "", "no-such-file.json"},
		{"too large", strings.Repeat("x", maxInput+1), []string{"--channel", "slack", "-"}, 1, "", "16 MiB"},
		{"no channel", "x", []string{"-"}, 2, "", "channel"},
		{"unknown channel", "x", []string{"--channel", "pager", "-"}, 2, "", "ops-slack, ops-teams, ops-mail"},
		{"unknown language", "x", []string{"--channel", "slack", "--lang", "fr", "-"}, 2, "", "ko or en"},
		{"unknown zone", "x", []string{"--channel", "slack", "--zone", "Moon/Base", "-"}, 2, "", "Moon/Base"},
		{"no configuration", "x", []string{"--channel", "slack", "--config", "none.yaml", "-"}, 2, "", "none.yaml"},
		{"no event", "", []string{"--channel", "slack"}, 2, "", "arg"},
		{"unknown flag", "", []string{"--colour"}, 2, "", "--colour"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := call(t, tt.in, append([]string{"render"}, tt.args...)...)
			got.wants(t, tt.code, tt.errs)
			if !strings.Contains(got.out, tt.out) || tt.out == "" && got.out != "" {
				t.Errorf("printed %q, want %q in it", got.out, tt.out)
			}
		})
	}
}

func TestRenderTellsOfCleanGoodbyesIfConfigured(t *testing.T) {
	goodbye := `{"clientId":"pump-9","timestamp":1790309827451,"eventType":"disconnected","disconnectReason":"CLIENT_INITIATED_DISCONNECT"}`
	silent := call(t, goodbye, "render", "--channel", "email", "-")
	silent.wants(t, 0, "clean: true")
	if silent.out != "" {
		t.Errorf("told %s", silent.out)
	}
	path := writeConfig(t, strings.Replace(smallConfig, "hold: 1s", "hold: 1s\n  clean: true", 1))
	told := call(t, goodbye, "render", "--channel", "email", "--config", path, "-")
	told.wants(t, 0)
	if !strings.Contains(told.out, "pump-9") {
		t.Errorf("not told: %+v", told)
	}
}

func TestHostileClientIDObeysNothing(t *testing.T) {
	got := call(t, `{"clientId":"\u001b[31mred","eventType":"connected"}`, "render", "--channel", "slack", "-")
	got.wants(t, 0, "[31mred")
	if slices.Contains([]byte(got.err), 0x1b) {
		t.Errorf("a terminal would obey: %q", got.err)
	}
}
