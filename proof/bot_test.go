package proof

import (
	"strings"
	"testing"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

// botRoom is the Slack channel of testdata/bot.yaml.
const botRoom = "C0123456789"

// TestASlackMessageFollowsItsIncident: wherever the function is killed, the one
// message says in the end that it is over, and its thread says so too.
func TestASlackMessageFollowsItsIncident(t *testing.T) {
	t.Parallel()
	a, err := bot()
	if err != nil {
		t.Fatal(err)
	}
	for name, gap := range map[string]struct {
		rule    cloud.Rule
		spoil   func(*fake.SlackApp)
		replies int
	}{
		"nothing is wrong":             {replies: 1},
		"killed before the request":    {rule: cloud.Rule{Action: "dynamodb:UpdateItem", Effect: cloud.KillAfter}, replies: 1},
		"killed before the mark":       {rule: cloud.Rule{Action: "dynamodb:PutItem", Effect: cloud.KillBefore}, replies: 2},
		"killed after the mark":        {rule: cloud.Rule{Action: "dynamodb:PutItem", Effect: cloud.KillAfter}, replies: 1},
		"the reply is refused":         {spoil: func(p *fake.SlackApp) { p.Break("chat.postMessage", "internal_error") }, replies: 1},
		"the change is refused":        {spoil: func(p *fake.SlackApp) { p.Break("chat.update", "ratelimited") }, replies: 1},
		"the change gets no answer":    {spoil: func(p *fake.SlackApp) { p.Fail(fake.Reset(), 2) }, replies: 1},
		"the function is frozen first": {spoil: func(p *fake.SlackApp) { p.Hangup() }, replies: 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := startAs(t, a, options())
			p := c.Provider(slack).(*fake.SlackApp)
			fires(t, c)
			settle(t, c)
			tells(t, c, slack, firing)
			pass(t, c, 7*time.Minute)
			if gap.rule.Action != "" {
				gap.rule.Function, gap.rule.Times = toSlack, 1
				c.Fail(gap.rule)
			}
			if gap.spoil != nil {
				gap.spoil(p)
			}
			recovers(t, c)
			settle(t, c)
			page := p.Page(botRoom)
			if replies := strings.Count(page, "  ↳ "+recovered); !strings.HasPrefix(page, recovered+"\n") || strings.Contains(page, "\n\n") || replies != gap.replies {
				t.Errorf("%d replies, the channel shows\n%s", replies, page)
			}
			if s := c.Stats(); len(s.Denied) > 0 || len(c.DeadLetters()) > 0 || gap.rule.Action != "" && s.Functions[toSlack].Killed != 1 {
				t.Errorf("%+v, %d dead letters", s, len(c.DeadLetters()))
			}
			if log := strings.Join(c.Logs(toSlack), "\n"); log == "" || strings.Contains(log, p.Token()) {
				t.Error("the log holds the token, or there is no log")
			}
		})
	}
}
