package channel

import (
	"context"
	"fmt"
	"net/http"

	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// Slack posts to an incoming webhook, or as an app to a channel.
type Slack struct {
	// Secret is the SSM parameter that holds the webhook's URL, or with a Channel
	// the app's bot token.
	Secret string `yaml:"secret" json:"secret"`
	// Channel is the id of the channel that the app posts to; empty for a webhook.
	Channel string `yaml:"channel" json:"channel,omitempty"`
}

// SecretName is the parameter of the webhook's URL or the bot token.
func (s *Slack) SecretName() string { return s.Secret }

// Body is the request body: the title in text, the rest in one coloured attachment
// an item. A webhook shows a picture by its URL; an app uploads it afterwards.
func (s *Slack) Body(m wording.Message) ([]byte, error) {
	if s.Channel == "" {
		return encode(slackLayout(m))
	}
	return encode(s.addressed(slackInFull(m)))
}

// Open makes the channel.
func (s *Slack) Open(w World) (Channel, error) {
	if s.Channel != "" {
		return &slackApp{World: w, settings: s}, nil
	}
	return slackWebhook{webhook{
		World: w, check: s.CheckSecret,
		body: s.Body, plain: func(m wording.Message) ([]byte, error) { return encode(slackPlain(m)) }, judge: judgeSlack,
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
