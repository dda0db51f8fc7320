package proof

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

// Recipients in testdata/phones.yaml.
const (
	group, users = "C0123456789abcdef0123456789abcdef", "U0123456789abcdef0123456789abcdef U1123456789abcdef0123456789abcdef"
	otherPhone   = "01087654321"
)

// onCall is a stack whose alerts reach phones.
func onCall(t *testing.T, change func(*cloud.Options)) *cloud.Cloud {
	t.Helper()
	a, err := phoned()
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	if change != nil {
		change(&o)
	}
	return startAs(t, a, o)
}

// got are the texts that a channel's messages to these recipients show; any
// message counts where none are named.
func got(c *cloud.Cloud, channel, to string) []string {
	var texts []string
	for _, m := range c.Provider(channel).Messages() {
		if to == "" || strings.Join(m.To, " ") == to {
			texts = append(texts, m.Text())
		}
	}
	return texts
}

// reads checks that there are as many texts as wishes, and that each holds the
// words of its wish.
func reads(t *testing.T, who string, texts []string, want ...[]string) {
	t.Helper()
	same := len(texts) == len(want)
	for i := range min(len(texts), len(want)) {
		for _, words := range want[i] {
			same = same && strings.Contains(texts[i], words)
		}
	}
	if !same {
		t.Errorf("%s got %q, want %q", who, texts, want)
	}
}

// well checks that nothing was denied, dropped or given up, and that no log tells
// a number or an id.
func well(t *testing.T, c *cloud.Cloud) {
	t.Helper()
	s := c.Stats()
	if len(s.Denied) > 0 || s.Dropped > 0 || s.Expired > 0 || len(c.DeadLetters()) > 0 {
		t.Errorf("%+v, dead letters %+v", s, c.DeadLetters())
	}
	for name := range s.Functions {
		log := strings.Join(c.Logs(name), "\n")
		for _, private := range append(strings.Fields(users), group, phone, otherPhone) {
			if strings.Contains(log, private) {
				t.Errorf("the log of %s shows a recipient", name)
			}
		}
	}
}

func TestALogLineReachesPhones(t *testing.T) {
	t.Parallel()
	c := onCall(t, nil)
	for _, line := range []string{"all is well", "hello world, order A-1009 is stuck", "goodbye world"} {
		if err := c.Log("/app/orders", "web-1", line); err != nil {
			t.Fatal(err)
		}
	}
	settle(t, c)
	said := []string{"An Event Occurred", "hello world, order A-1009 is stuck"}
	reads(t, "the group", got(c, line, group), said)
	reads(t, "the users", got(c, line, users), said)
	reads(t, "the phones", got(c, sms, ""), append(said, " bytes · to "+phone+", "+otherPhone))
	reads(t, "KakaoTalk", got(c, talk, phone), said)
	reads(t, "Slack", got(c, slack, ""), said)
	well(t, c)
}

// A line in the cool-down is counted, and the tick tells how many there were.
func TestRepeatedLogLinesAreCountedOnPhones(t *testing.T) {
	t.Parallel()
	c := onCall(t, nil)
	for range 5 {
		if err := c.Log("/app/orders", "web-1", "hello world"); err != nil {
			t.Fatal(err)
		}
		pass(t, c, time.Second)
	}
	pass(t, c, cooled)
	settle(t, c)
	for who, texts := range map[string][]string{
		"the group": got(c, line, group), "the users": got(c, line, users), "the phones": got(c, sms, ""), "KakaoTalk": got(c, talk, ""),
	} {
		reads(t, who, texts, []string{"hello world"}, []string{"5분 동안 4번 더"})
	}
	well(t, c)
}

func TestARecoveryReachesEveryPartOfLINEOnce(t *testing.T) {
	t.Parallel()
	c := onCall(t, nil)
	c.Disturb("", cloud.Trouble{Disorder: true, Again: 0.5})
	fires(t, c)
	settle(t, c)
	pass(t, c, 7*time.Minute)
	recovers(t, c)
	recovers(t, c)
	settle(t, c)
	for who, texts := range map[string][]string{"the group": got(c, line, group), "the users": got(c, line, users), "the phones": got(c, sms, "")} {
		reads(t, who, texts, []string{"긴급 경보", "orders-latency"}, []string{"복구됨", "7분 12초 만에", "orders-latency"})
	}
	well(t, c)
}

func TestARevokedTokenIsToldElsewhere(t *testing.T) {
	t.Parallel()
	c := onCall(t, nil)
	l := c.Provider(line).(*fake.LINE)
	token := l.Token()
	l.Reissue()
	fires(t, c)
	settle(t, c)
	reads(t, "LINE", got(c, line, ""))
	all := strings.Join(got(c, slack, ""), "\n")
	if n := strings.Count(all, "전달 실패: "+line+" – "); n != 2 || !strings.Contains(all, "🔴 긴급 경보: orders-latency") {
		t.Errorf("of two parts %d are told: %s", n, all)
	}
	if strings.Contains(strings.Join(c.Logs("Deliver-"+line), "\n")+all, token) {
		t.Error("the token is shown")
	}
	reads(t, "the phones", got(c, sms, ""), []string{"orders-latency"})
	well(t, c)
}

// SENS accepts a message and says later that the number is blocked.
func TestATextMessageThatDoesNotArriveIsToldElsewhere(t *testing.T) {
	t.Parallel()
	c := onCall(t, nil)
	c.Provider(sms).(*fake.SENS).End(phone, "3018")
	fires(t, c)
	settle(t, c)
	reads(t, "the phones", got(c, sms, ""), []string{"orders-latency"})
	texts := got(c, slack, "")
	i := slices.IndexFunc(texts, func(text string) bool { return strings.Contains(text, "전달 실패: "+sms+" – ") })
	if len(texts) != 2 || i < 0 {
		t.Fatalf("Slack got %q", texts)
	}
	for _, words := range []string{"번호도용문자 차단", "010-****-5678", "orders-latency"} {
		if !strings.Contains(texts[i], words) {
			t.Errorf("Slack is not told %s: %s", words, texts[i])
		}
	}
	if strings.Contains(texts[i], phone) || strings.Contains(texts[i], "4321") {
		t.Errorf("Slack is told a whole number, or whom it did reach: %s", texts[i])
	}
	reads(t, "KakaoTalk", got(c, talk, ""), []string{"orders-latency"})
	well(t, c)
}

// A phone that is off is tried again, and the other one not.
func TestAPhoneThatIsOffIsTriedAgain(t *testing.T) {
	t.Parallel()
	c := onCall(t, nil)
	c.Provider(sms).(*fake.SENS).End(phone, "2003")
	fires(t, c)
	settle(t, c)
	reads(t, "the other phone", got(c, sms, otherPhone), []string{"orders-latency"})
	reads(t, "the phone", got(c, sms, phone), []string{"orders-latency"})
	tells(t, c, slack, firing)
	well(t, c)
}

func TestAlimTalkFailsOverToATextMessage(t *testing.T) {
	t.Parallel()
	c := onCall(t, func(o *cloud.Options) { o.SENS.TalkResults = map[string][]string{phone: {"3019"}} })
	fires(t, c)
	settle(t, c)
	instead := c.Provider(talk).(*fake.SENS).Failovers()
	if len(instead) != 1 || !strings.Contains(instead[0].Text(), "orders-latency") || !slices.Equal(instead[0].To, []string{phone}) {
		t.Errorf("instead %+v", instead)
	}
	tells(t, c, slack, firing)
	well(t, c)
}
