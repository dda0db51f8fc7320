package channel

import (
	"errors"
	"regexp"
	"strings"

	"bongsu/shared/secret"
)

var (
	// slackChannel is the id of a public (C) or private (G, C) channel.
	slackChannel  = regexp.MustCompile(`^[CG][A-Z0-9]{8,}$`)
	slackPerson   = regexp.MustCompile(`^[DUW][A-Z0-9]{8,}$`)
	slackBotToken = regexp.MustCompile(`^xoxb-[A-Za-z0-9-]{5,}$`)
)

// slackWhence is where a channel's id stands.
const slackWhence = "in Slack, open the channel's details: its id stands at the very bottom, e.g. channel: C0123456789"

// Check returns all faults.
func (s *Slack) Check() []Fault {
	faults := checkSecretName(s.Secret)
	var problem string
	switch id := s.Channel; {
	case id == "" || slackChannel.MatchString(id):
		return faults
	case strings.HasPrefix(id, "xox") || strings.Contains(id, "://"):
		return append(faults, Fault{"channel", "is a secret, not a channel's id",
			"a secret never stands in this file; store it with `bongsu secret set /bongsu/NAME`, write that name under secret, and the channel's id here"})
	case strings.HasPrefix(id, "#"):
		problem = "is a channel's name, not its id: names change"
	case slackPerson.MatchString(id):
		problem = "is the id of a person or a direct message, not of a channel"
	case slackChannel.MatchString(strings.ToUpper(id)):
		problem = "is not a channel's id: it has capitals only"
	default:
		problem = "is not a channel's id: C or G and at least eight of A-Z and 0-9"
	}
	return append(faults, Fault{"channel", problem, slackWhence})
}

// CheckSecret accepts an incoming webhook's URL, or with a channel a bot token.
func (s *Slack) CheckSecret(given secret.Text) error {
	if s.Channel != "" {
		return checkSlackToken(given)
	}
	if strings.HasPrefix(given.Reveal(), "xox") {
		return errors.New("the secret is a token, not a URL: with a bot token, name the id of the channel to post to under `channel:`; without it, store the URL of an incoming webhook")
	}
	u, err := readURL(given)
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

// checkSlackToken accepts a bot token: https://docs.slack.dev/authentication/tokens
func checkSlackToken(s secret.Text) error {
	const whence = "copy the bot token (xoxb-…) from OAuth & Permissions of the Slack app"
	switch text := s.Reveal(); {
	case s.Empty():
		return errors.New("the secret is empty")
	case strings.Contains(text, "://"):
		return errors.New("the secret is a URL, but `channel:` is for posting with a bot token: store the token (xoxb-…), or remove `channel:` to post by the webhook")
	case strings.HasPrefix(text, "xoxp-"):
		return errors.New("the secret is a person's token: " + whence)
	case strings.HasPrefix(text, "xapp-"):
		return errors.New("the secret is an app-level token: " + whence)
	case strings.HasPrefix(text, "xoxe"):
		return errors.New("the secret is a token that expires within 12 hours: turn token rotation off for the Slack app, and " + whence)
	case !slackBotToken.MatchString(text):
		return errors.New("the secret is not a bot token: " + whence + ", whole and without spaces")
	}
	return nil
}
