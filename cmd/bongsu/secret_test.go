package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/fake"
)

// store is SSM on loopback, with the parameters that it holds.
type store struct {
	mu     sync.Mutex
	values map[string]string
	types  map[string]string
}

// newStore makes the AWS configuration of this test lead to a store.
func newStore(t *testing.T) *store {
	t.Helper()
	s := &store{values: map[string]string{}, types: map[string]string{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL_SSM": server.URL, "AWS_REGION": "ap-northeast-2", "AWS_ACCESS_KEY_ID": "test",
		"AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": "none", "AWS_SHARED_CREDENTIALS_FILE": "none", varSecret: "",
	} {
		t.Setenv(name, value)
	}
	return s
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var in struct{ Name, Value, Type string }
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if data, err := io.ReadAll(r.Body); err != nil || json.Unmarshal(data, &in) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	value, known := s.values[in.Name]
	switch {
	case strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".PutParameter"):
		s.values[in.Name], s.types[in.Name] = in.Value, in.Type
		_, _ = io.WriteString(w, `{"Version":1}`)
	case known:
		_, _ = fmt.Fprintf(w, `{"Parameter":{"Name":%q,"Value":%q}}`, in.Name, value)
	default:
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"ParameterNotFound","message":"none"}`)
	}
}

const (
	slackURL = "https://hooks.slack.com/services/T000/B000/very-secret-word"
	teamsURL = "https://default0.0.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/0/triggers/manual/paths/invoke?api-version=1&sig=very-secret-word"
)

func (r result) hides(t *testing.T, secrets ...string) {
	t.Helper()
	for _, s := range append(secrets, "very-secret-word") {
		if strings.Contains(r.out+r.err, s) {
			t.Errorf("the secret is printed: %s%s", r.out, r.err)
		}
	}
}

func TestSecretSet(t *testing.T) {
	path := writeConfig(t, smallConfig)
	tests := []struct {
		name, parameter, in string
		code                int
		said                string
	}{
		{"a webhook", "/bongsu/chat", slackURL + "\n", 0, ""},
		{"a workflow", "/bongsu/team", teamsURL, 0, ""},
		{"retired", "/bongsu/team", "https://example.webhook.office.com/webhookb2/very-secret-word", 2, "Workflows webhook"},
		{"of another product", "/bongsu/chat", teamsURL, 2, "hooks.slack.com"},
		{"nothing", "/bongsu/chat", "\n", 2, "no secret was given"},
		{"nobody's", "/bongsu/pager", slackURL, 2, "/bongsu/chat, /bongsu/team"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStore(t)
			got := call(t, tt.in, "secret", "set", tt.parameter, "--config", path)
			got.wants(t, tt.code, tt.said)
			got.hides(t)
			values, types := map[string]string{}, map[string]string{}
			if tt.code == 0 {
				values[tt.parameter], types[tt.parameter] = strings.TrimSpace(tt.in), "SecureString"
			}
			if diff := cmp.Diff(values, s.values) + cmp.Diff(types, s.types); diff != "" {
				t.Errorf("stored -want +got:\n%s", diff)
			}
		})
	}
}

func TestSecretSetNeedsARegion(t *testing.T) {
	newStore(t)
	t.Setenv("AWS_REGION", "")
	t.Setenv("AWS_DEFAULT_REGION", "")
	got := call(t, slackURL, "secret", "set", "/bongsu/chat", "--config", writeConfig(t, smallConfig))
	got.wants(t, 1, "AWS_REGION")
	got.hides(t)
}

func newSlack(t *testing.T) *fake.Slack {
	t.Helper()
	p, err := fake.NewSlack(fake.Options{Burst: 100})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func TestCheckLive(t *testing.T) {
	path := writeConfig(t, smallConfig)
	s := newStore(t)
	slack := newSlack(t)
	s.values["/bongsu/chat"], s.values["/bongsu/team"] = slack.URL(), teamsURL

	well := call(t, "", "check", "--live", "--config", path)
	well.wants(t, 0)
	well.hides(t, slack.URL())
	for _, said := range []string{"live chat: alive", "live team: the secret /bongsu/team has the right shape", "cannot be tested without sending", "live post: "} {
		if !strings.Contains(well.out, said) {
			t.Errorf("lacks %q: %s", said, well.out)
		}
	}
	if n := len(slack.Messages()); n > 0 {
		t.Errorf("%d messages were sent", n)
	}

	slack.Fail(fake.Status(http.StatusNotFound), fake.Forever)
	delete(s.values, "/bongsu/team")
	ill := call(t, "", "check", "--live", "--config", path)
	ill.wants(t, 1, "bongsu: chat: dead: status 404", "bongsu: team: parameter /bongsu/team does not exist")
	ill.hides(t, slack.URL())
}

func TestSend(t *testing.T) {
	s := newStore(t)
	slack := newSlack(t)
	path := writeConfig(t, smallConfig)

	t.Run("sample, secret from SSM", func(t *testing.T) {
		s.values["/bongsu/chat"] = slack.URL()
		got := call(t, "", "send", "--channel", "chat", "--config", path)
		got.wants(t, 0)
		got.hides(t, slack.URL())
		if text := last(slack).Text(); got.out != "chat: accepted\n" || !strings.Contains(text, "orders-latency") {
			t.Errorf("%s, Slack shows %s", got.out, text)
		}
	})
	t.Run("event, secret from the environment", func(t *testing.T) {
		t.Setenv(varSecret, slack.URL())
		got := call(t, "the backup failed", "send", "--channel", "slack", "-")
		got.wants(t, 0)
		if text := last(slack).Text(); !strings.Contains(text, "the backup failed") {
			t.Errorf("Slack shows %s", text)
		}
	})
	t.Run("nothing to tell", func(t *testing.T) {
		t.Setenv(varSecret, slack.URL())
		call(t, `{"clientId":"a","eventType":"connected"}`, "send", "--channel", "slack", "-").wants(t, 1, "recovery of a loss", "nothing was sent")
	})
	t.Run("retired", func(t *testing.T) {
		t.Setenv(varSecret, "https://example.webhook.office.com/webhookb2/very-secret-word")
		got := call(t, "", "send", "--channel", "teams")
		got.wants(t, 1, "Workflows webhook")
		got.hides(t)
	})
	t.Run("refused", func(t *testing.T) {
		slack.Fail(fake.Status(http.StatusNotFound), fake.Forever)
		t.Setenv(varSecret, slack.URL())
		got := call(t, "", "send", "--channel", "slack")
		got.wants(t, 1, "slack: status 404: no_service")
		got.hides(t, slack.URL())
	})
	t.Run("e-mail", func(t *testing.T) {
		r := newReaders(t)
		t.Setenv("AWS_ENDPOINT_URL_SNS", r.mail.Endpoint())
		got := call(t, "", "send", "--channel", "post", "--config", path, "--topic", topic)
		got.wants(t, 0)
		if !strings.HasPrefix(got.out, "post: accepted as ") || !strings.Contains(last(r.mail).Subject, "orders-latency") {
			t.Errorf("%s, the mailbox shows %s", got.out, last(r.mail).Text())
		}
	})
}
