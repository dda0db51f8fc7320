package channel

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"bongsu/shared/secret"
)

// Slack posts to an incoming webhook.
type Slack struct {
	// Secret is the SSM parameter that holds the webhook's URL.
	Secret string `yaml:"secret" json:"secret"`
}

// SecretName is the parameter of the webhook's URL.
func (s *Slack) SecretName() string { return s.Secret }

// Check returns all faults.
func (s *Slack) Check() []Fault { return checkSecretName(s.Secret) }

// CheckSecret accepts an incoming webhook's URL.
func (*Slack) CheckSecret(s secret.Text) error {
	u, err := readURL(s)
	if err != nil {
		return err
	}
	switch host := strings.ToLower(u.Hostname()); {
	case loopback(u):
	case host != "hooks.slack.com" && host != "hooks.slack-gov.com":
		return errors.New("the secret is not a Slack webhook: its host should be hooks.slack.com")
	case !strings.HasPrefix(u.Path, "/services/"):
		return errors.New("the secret is not an incoming webhook: its path should begin with /services/ (workflow triggers take other bodies)")
	}
	return nil
}

// Open makes the channel.
func (s *Slack) Open(w World) (Channel, error) {
	return slackWebhook{webhook{
		World: w, check: s.CheckSecret,
		body: s.Body, plain: slackPlain, judge: judgeSlack,
	}}, nil
}

type slackWebhook struct{ webhook }

// judgeSlack reads Slack's answer: success is the word ok, errors are plain text.
func judgeSlack(a answer, to secret.Text) (Receipt, error) {
	if a.status == http.StatusOK && a.body == "ok" {
		return Receipt{}, nil
	}
	e := refusal(a, to)
	if a.status == http.StatusBadRequest && a.body == "user_not_found" {
		e.RefusedBody = false
	}
	return Receipt{}, e
}

// Probe posts an empty message, which a living webhook refuses as empty.
func (w slackWebhook) Probe(ctx context.Context) (string, error) {
	to, err := w.Secret(ctx)
	if err != nil {
		return "", err
	}
	if err := w.check(to); err != nil {
		return "", err
	}
	a, err := post(ctx, w.HTTP, to, []byte("{}"))
	if err != nil {
		return "", err
	}
	if a.status == http.StatusBadRequest && a.body == "no_text" {
		return "alive (an empty message was refused as empty)", nil
	}
	return "", fmt.Errorf("dead: %w", refusal(a, to))
}
