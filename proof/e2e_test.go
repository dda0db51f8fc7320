package proof

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

func TestAnAlarmFiresAndRecovers(t *testing.T) {
	t.Parallel()
	c := start(t)
	fires(t, c)
	settle(t, c)
	tells(t, c, slack, firing)
	tells(t, c, teams, firing)
	pass(t, c, 7*time.Minute)
	recovers(t, c)
	settle(t, c)
	tells(t, c, slack, firing, recovered)
	tells(t, c, teams, firing, recovered)
	if s := c.Stats(); len(s.Denied) > 0 || s.Dropped > 0 || s.Expired > 0 || len(c.DeadLetters()) > 0 {
		t.Errorf("%+v, %d dead letters", s, len(c.DeadLetters()))
	}
}

// What a starting function rehearses must not leave it.
func TestAStartSendsNothing(t *testing.T) {
	t.Parallel()
	c := start(t)
	fires(t, c)
	settle(t, c)
	got := c.Stats().Requests
	// Two channels: each reads its secret, claims its job and marks it.
	want := map[string]int{"ssm:GetParameter": 2, "dynamodb:UpdateItem": 2, "sqs:SendMessage": 2}
	for action, times := range want {
		if got[action] != times {
			t.Errorf("%s %d times, want %d", action, got[action], times)
		}
	}
}

func TestADeviceIsToldAfterItsHoldAndWhenItIsBack(t *testing.T) {
	t.Parallel()
	c := start(t)
	device(c, "connected", "sensor-7", 1)
	settle(t, c)
	device(c, "disconnected", "sensor-7", 1)
	pass(t, c, 20*time.Second)
	tells(t, c, "mail")
	pass(t, c, 20*time.Second)
	tells(t, c, "mail", "디바이스 연결 끊김: sensor-7")
	pass(t, c, time.Hour)
	device(c, "connected", "sensor-7", 2)
	settle(t, c)
	if got := titles(c.Provider("mail")); len(got) != 2 || !strings.Contains(got[1], "sensor-7") {
		t.Errorf("mail %q", got)
	}
	if got := len(c.Mail().Inbox("ops@example.com")); got != 2 {
		t.Errorf("the inbox holds %d mails", got)
	}
}

func TestADeviceThatIsBackWithinItsHoldIsNotTold(t *testing.T) {
	t.Parallel()
	c := start(t)
	device(c, "connected", "sensor-7", 1)
	settle(t, c)
	device(c, "disconnected", "sensor-7", 1)
	pass(t, c, 15*time.Second)
	device(c, "connected", "sensor-7", 2)
	settle(t, c)
	tells(t, c, "mail")
}

func TestWhatComesAgainIsSilent(t *testing.T) {
	t.Parallel()
	c := start(t)
	// Each message comes two times on average, in any order.
	c.Disturb("", cloud.Trouble{Disorder: true, Again: 0.5})
	for range 3 {
		fires(t, c)
		deviceAt(c, began, "disconnected", "sensor-7", 1)
	}
	settle(t, c)
	pass(t, c, 7*time.Minute)
	for range 3 {
		recovers(t, c)
		fires(t, c)
	}
	settle(t, c)
	tells(t, c, slack, firing, recovered)
	tells(t, c, teams, firing, recovered)
	if got := titles(c.Provider("mail")); len(got) != 1 {
		t.Errorf("mail %q", got)
	}
}

// A killed source is run again and finds what it has done; its jobs come twice
// and are told once.
func TestASourceThatIsKilledAnywhere(t *testing.T) {
	t.Parallel()
	c := start(t)
	gaps := []cloud.Rule{
		{Action: cloud.AtInvoke, Effect: cloud.KillBefore},
		{Action: "dynamodb:PutItem", Effect: cloud.KillBefore},
		{Action: "dynamodb:PutItem", Effect: cloud.KillAfter},
		{Action: "dynamodb:PutItem", Effect: cloud.Lose},
		{Action: "sqs:SendMessage", Effect: cloud.KillBefore},
		{Action: "sqs:SendMessage", Effect: cloud.KillAfter},
		{Action: "sqs:SendMessage", Effect: cloud.Lose},
		{Action: cloud.AtResponse, Effect: cloud.KillBefore},
	}
	for i, gap := range gaps {
		gap.Function, gap.Times = alarm, 1
		again(t, c)
		before := len(c.Provider(slack).Messages())
		c.Fail(gap)
		fires(t, c)
		settle(t, c)
		if got := titles(c.Provider(slack))[before:]; len(got) != 1 || got[0] != firing {
			t.Errorf("gap %d: slack got %q", i, got)
		}
		if s := c.Stats().Functions[alarm]; gap.Effect != cloud.Lose && s.Killed != 1 {
			t.Errorf("gap %d: nothing was killed: %+v", i, s)
		}
	}
}

// again empties the stack; the providers keep what they have.
func again(t *testing.T, c *cloud.Cloud) {
	t.Helper()
	a, err := three()
	if err == nil {
		err = c.Deploy(a)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestDeliverIsKilledBetweenTheProvidersYesAndTheMark(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Fail(cloud.Rule{Function: toSlack, Action: "dynamodb:PutItem", Effect: cloud.KillBefore, Times: 1})
	fires(t, c)
	settle(t, c)
	// The one window for a double.
	tells(t, c, slack, firing, firing)
	tells(t, c, teams, firing)
	if s := c.Stats().Functions[toSlack]; s.Killed != 1 {
		t.Errorf("%+v", s)
	}
}

func TestDeliverIsKilledElsewhere(t *testing.T) {
	t.Parallel()
	c := start(t)
	for i, gap := range []cloud.Rule{
		{Action: cloud.AtInvoke, Effect: cloud.KillBefore},
		{Action: "dynamodb:UpdateItem", Effect: cloud.KillBefore},
		{Action: "dynamodb:UpdateItem", Effect: cloud.KillAfter},
		{Action: "dynamodb:PutItem", Effect: cloud.KillAfter},
		{Action: "dynamodb:PutItem", Effect: cloud.Lose},
		{Action: cloud.AtResponse, Effect: cloud.KillBefore},
	} {
		gap.Function, gap.Times = toSlack, 1
		again(t, c)
		before := len(c.Provider(slack).Messages())
		c.Fail(gap)
		fires(t, c)
		settle(t, c)
		if got := titles(c.Provider(slack))[before:]; len(got) != 1 || got[0] != firing {
			t.Errorf("gap %d: slack got %q", i, got)
		}
	}
}

func TestAWebhookThatIsGoneIsADeadLetterWithItsReason(t *testing.T) {
	t.Parallel()
	c := start(t)
	p := c.Provider(slack)
	p.Fail(fake.StatusReason(http.StatusNotFound, "no_service"), fake.Forever)
	fires(t, c)
	settle(t, c)
	tells(t, c, slack)
	tells(t, c, teams, firing)
	dead := c.DeadLetters()
	if len(dead) != 1 || dead[0].Attributes["channel"] != slack || !strings.Contains(dead[0].Attributes["reason"], "404: no_service") {
		t.Fatalf("dead letters %+v", dead)
	}
	var job struct{ Channel string }
	if err := json.Unmarshal([]byte(dead[0].Body), &job); err != nil || job.Channel != slack {
		t.Errorf("body %s, %v", dead[0].Body, err)
	}
	hook := p.(*fake.Slack).URL()
	_, secret, _ := strings.Cut(hook, "/services/")
	if log := strings.Join(c.Logs(toSlack), "\n"); log == "" || strings.Contains(log+dead[0].Attributes["reason"], secret) {
		t.Error("the log or the reason holds the webhook, or there is no log")
	}
}

func TestAProvidersWishIsHonoured(t *testing.T) {
	t.Parallel()
	c := start(t)
	const wish = 20 * time.Minute
	p := c.Provider(slack)
	p.Fail(fake.Status(http.StatusTooManyRequests).After(wish), 1)
	fires(t, c)
	settle(t, c)
	tells(t, c, slack, firing)
	no := p.Refusals()
	if len(no) != 1 {
		t.Fatalf("%d refusals", len(no))
	}
	if waited := p.Messages()[0].Time.Sub(no[0].Time); waited < wish || waited > wish+time.Minute {
		t.Errorf("tried again after %v, the wish was %v", waited, wish)
	}
}

func TestAnOutageOfTheTableDelaysAndLosesNothing(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Fail(cloud.Rule{Function: alarm, Action: "dynamodb:*", Effect: cloud.Throttle, Times: 3})
	c.Fail(cloud.Rule{Function: toSlack, Action: "dynamodb:*", Effect: cloud.Fault, Times: 3})
	fires(t, c)
	settle(t, c)
	tells(t, c, slack, firing)
	tells(t, c, teams, firing)
}

func TestARecoveryOvertakesItsFiring(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Provider(slack).Fail(fake.Status(http.StatusServiceUnavailable), 2)
	fires(t, c)
	pass(t, c, 3*time.Second)
	recovers(t, c)
	settle(t, c)
	got := titles(c.Provider(slack))
	if len(got) == 0 || !strings.HasPrefix(got[len(got)-1], "🟢") || len(got) > 2 {
		t.Errorf("slack ends on %q", got)
	}
}

func TestTheWatchdogWritesMail(t *testing.T) {
	t.Parallel()
	c := start(t)
	if err := c.Alarm("DeadLettersAlarm", "OK", "ALARM"); err != nil {
		t.Fatal(err)
	}
	if got := c.Mail().Inbox("oncall@example.com"); len(got) != 1 || !strings.HasPrefix(got[0].Subject, "ALARM: ") {
		t.Errorf("mails %+v", got)
	}
}
