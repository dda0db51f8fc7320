package main

import (
	"strings"
	"testing"
)

// sensConfig tells one phone by text and in KakaoTalk.
const sensConfig = `
timezone: Asia/Seoul
language: ko
watchdog: [oncall@example.com]
channels:
  duty-sms:  {type: sens, secret: /bongsu/sens, service: "ncp:sms:kr:123456789012:demo", from: "0212345678", to: ["010-1234-5678"]}
  duty-talk: {type: alimtalk, secret: /bongsu/sens, service: "ncp:kkobizmsg:kr:123456789012:demo", channel: "@mychannel", template: {code: alarm01, text: "[#{state}] #{title}"}, to: ["01012345678"], failover: duty-sms}
routes:
  default: [duty-sms, duty-talk]
`

func TestSENSInTheCommand(t *testing.T) {
	path := writeConfig(t, sensConfig)
	s := newStore(t)
	shows := func(want []string, args ...string) {
		t.Helper()
		got := call(t, "", args...)
		got.wants(t, 0)
		for _, w := range want {
			if !strings.Contains(got.out, w) {
				t.Errorf("%s lacks %q:\n%s", strings.Join(args, " "), w, got.out)
			}
		}
	}
	shows([]string{
		"channel duty-sms: sens, ko, Asia/Seoul, recipients: 1, what it cannot tell goes to the route default\n",
		"channel duty-talk: alimtalk, ko, Asia/Seoul, recipients: 1, who is not on KakaoTalk gets a text message as of duty-sms, what it cannot tell goes to the route default\n",
	}, "check", "--config", path)
	shows([]string{
		`── duty-sms (문자)`, "긴급 경보: orders-latency", `── duty-talk (알림톡)`, "[긴급 경보] orders-latency", "[복구됨] 7분 12초 만에: orders-latency",
	}, "run", "--once", "--config", path)
	call(t, "", "run", "--once", "--config", path, "--fail", "duty-sms=401").wants(t, 1, "duty-sms: 2 of 2")
	const korean = "../../events/alarm/korean.json"
	shows([]string{`"failoverConfig":{"type":"LMS"`}, "render", "--config", path, "--channel", "duty-talk", korean)
	shows([]string{`"type":"LMS"`, `"messages":[]`}, "render", "--channel", "sens", korean)
	call(t, "", "render", "--channel", "alimtalk", korean).wants(t, 1, "no template")
	call(t, "", "send", "--channel", "sens").wants(t, 2, "names no recipients")

	const keys = `{"accessKey":"verysecretaccess","secretKey":"verysecretkey"}`
	call(t, keys+"\n", "secret", "set", "/bongsu/sens", "--config", path).wants(t, 0)
	if s.values["/bongsu/sens"] != keys {
		t.Error("the keys are not stored as they were given")
	}
	got := call(t, strings.ReplaceAll(keys, "secretKey", "secret"), "secret", "set", "/bongsu/sens", "--config", path)
	got.wants(t, 2, "duty-sms", "duty-talk", "lacks one")
	got.hides(t, "verysecret")
}
