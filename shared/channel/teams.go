package channel

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"bongsu/shared/secret"
)

// Teams posts to a Workflows (Power Automate) webhook.
type Teams struct {
	// Secret is the SSM parameter that holds the webhook's URL.
	Secret string `yaml:"secret" json:"secret"`
}

// SecretName is the parameter of the webhook's URL.
func (t *Teams) SecretName() string { return t.Secret }

// Check returns all faults.
func (t *Teams) Check() []Fault { return checkSecretName(t.Secret) }

var (
	// retiredLogic are the workflow URLs that stopped on 30 November 2025; the
	// sovereign clouds' own (logic.azure.us, logic.azure.cn) go on.
	retiredLogic = regexp.MustCompile(`(?i)\.logic\.azure\.com$`)
	// retiredConnector are Office 365 connectors, switched off in May 2026.
	retiredConnector = regexp.MustCompile(`(?i)(^|\.)(webhook\.office\.com|outlook\.office\.com|outlook\.office365\.com)$`)
	workflowHost     = regexp.MustCompile(`(?i)(\.environment\.api\.powerplatform\.|\.environment\.api\.gov\.powerplatform\.|\.logic\.azure\.(us|cn)$)`)
)

// Retired says why a webhook's host is of no use any more; nil if it is not
// known to be retired.
func Retired(host string) error {
	switch {
	case retiredConnector.MatchString(host):
		return fmt.Errorf("%s belongs to Office 365 connectors, which were switched off in May 2026: make a Workflows webhook in Teams and use its URL", strings.ToLower(host))
	case retiredLogic.MatchString(host):
		return fmt.Errorf("%s: workflow URLs of this form stopped on 30 November 2025: open the workflow in Power Automate and copy its new URL", strings.ToLower(host))
	case strings.EqualFold(host, "notify-api.line.me"), strings.EqualFold(host, "notify-bot.line.me"):
		return fmt.Errorf("%s: LINE Notify ended on 31 March 2025: use the Messaging API", strings.ToLower(host))
	}
	return nil
}

// CheckSecret accepts a Workflows webhook's URL and refuses retired ones.
func (*Teams) CheckSecret(s secret.Text) error {
	u, err := readURL(s)
	if err != nil {
		return err
	}
	host := u.Hostname()
	if err := Retired(host); err != nil {
		return err
	}
	switch {
	case !loopback(u) && !workflowHost.MatchString(host):
		return errors.New("the secret is not a Workflows webhook: its host should end in environment.api.powerplatform.com")
	case !strings.Contains(u.Path, "/workflows/"):
		return errors.New("the secret is not a Workflows webhook: its path lacks /workflows/")
	case u.Query().Get("sig") == "":
		return errors.New("the secret lacks the sig= part of its URL: copy the whole URL, with everything behind the question mark")
	}
	return nil
}

// Open makes the channel. Nothing tells whether a workflow lives short of
// sending a message, so it is no Prober.
func (t *Teams) Open(w World) (Channel, error) {
	return webhook{
		World: w, check: t.CheckSecret,
		body: t.Body, plain: teamsPlain, judge: judgeTeams,
	}, nil
}

// judgeTeams reads the workflow's answer. 202 says only that the run has
// begun; nobody ever tells the sender of a card that fails later.
func judgeTeams(a answer, to secret.Text) (Receipt, error) {
	switch {
	case a.status >= 200 && a.status < 300:
		return Receipt{}, nil
	case a.status == http.StatusBadGateway && strings.Contains(a.body, `"NoResponse"`):
		// The workflow has a Response action that never ran; the card was most
		// likely posted before it, and a retry would post it again.
		return Receipt{Warning: "the workflow gave no response (502 NoResponse); remove its Response action"}, nil
	}
	return Receipt{}, refusal(a, to)
}
