package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

// lineConfig tells one group in LINE.
const lineConfig = `
timezone: Asia/Seoul
language: ko
watchdog: [oncall@example.com]
channels:
  duty-line: {type: line, secret: /bongsu/duty-line, to: [C0123456789abcdef0123456789abcdef]}
routes:
  default: [duty-line]
`

// The shows take seconds, most of them waiting, so all of them run at once.
func TestRunOnce(t *testing.T) {
	t.Parallel()
	delayed := writeConfig(t, smallConfig)
	deviceless := writeConfig(t, smallConfig[:strings.Index(smallConfig, "presence:")])
	duty := writeConfig(t, lineConfig)
	tests := []struct {
		name string
		args []string
		code int
		out  []string
		errs string
	}{
		{
			"all arrives", nil, 0,
			[]string{
				"echo 'hello world' >> ", "SMS · 55 of 90 bytes · to 01012345678\n주의 로그: An Event Occurred\nhello world\n",
				`수신자 한 명은 카카오톡을 쓰지 않아.*failover: duty-sms`, "AlimTalk · 65 characters · to 01012345678, 01087654321\n\\[주의 로그\\] An Event Occurred\nhello world\n",
				"3019, so it gets a text message instead:\nSMS · 55 of 90 bytes · to 01087654321\n주의 로그: An Event Occurred\n",
				"▌ 주의 로그\nAn Event Occurred\nhello world\n", "duty-sms: .*모두 받았습니다", "duty-talk: .*모두 받았습니다",
				"plant/boiler-1/temp 토픽으로 정상 범위를 벗어난 값을 보냅니다: 91.5", "상한 초과: boiler-1 temp · 91.5 °C \\(상한 90 °C\\)", "pump-1", "2초", "ALARM: orders-latency", "복구됨 · 7분 12초 만에: orders-latency",
				`ops-slack +2 +2 +0\n`, `ops-teams +2 +2 +0\n`, `ops-mail +2 +2 +0\n`, `duty-sms +1 +1 +0\n`, `duty-talk +1 +1 +0\n`, `duty-line +1 +1 +0\n`,
			}, "",
		},
		{
			"delays are cut", []string{"--config", delayed, "--lang", "ko"}, 0,
			[]string{"2초", `chat +2 +2`, `team +2 +2`, `post +1 +1`}, "",
		},
		{
			"no devices", []string{"--config", deviceless}, 0,
			[]string{"watches no devices", "watches no logs", `chat +2 +2`}, "",
		},
		{
			"dead", []string{"--lang", "en", "--fail", "slack=404"}, 1,
			[]string{"ops-slack: given up", "Recovered after 7 min 12 s", `ops-slack +2 +0 +2 +status 404`, `ops-teams +2 +2 +0\n`}, "ops-slack: 2 of 2 messages did not arrive: status 404",
		},
		{
			"no answer", []string{"--fail", "ops-mail=timeout"}, 1,
			[]string{`ops-mail +2 +0 +0`, `ops-teams +2 +2 +0\n`}, "ops-mail: 2 of 2 messages did not arrive",
		},
		{
			"plain text will do", []string{"--lang", "en", "--fail", "teams=refuse-body"}, 0,
			[]string{"accepted with a warning", `ops-teams +2 +2 +0\n`}, "",
		},
		{
			"LINE", []string{"--config", duty}, 0,
			[]string{`── duty-line \(LINE\)`, "▌ 긴급 경보\n", "▌ 복구됨 · 7분 12초 만에\n", `duty-line +2 +2 +0\n`}, "",
		},
		{
			"LINE takes a moment", []string{"--config", duty, "--fail", "duty-line=429"}, 1,
			[]string{`duty-line +2 +0 +0 +status 429: The API rate limit`}, "duty-line: 2 of 2",
		},
		{
			"LINE has no messages left", []string{"--config", duty, "--fail", "line=429/quota"}, 1,
			[]string{"duty-line: .*used up its messages of this month", `duty-line +2 +0 +2 `}, "duty-line: 2 of 2",
		},
		{
			"told on another route", []string{"--lang", "en", "--fail", "duty-line=429/quota"}, 1,
			[]string{
				"! duty-line cannot tell it, so it is told on another route: ops-slack, ops-teams",
				"Not delivered: duty-line – Log warning: An Event Occurred\n.*This month's messages are used up",
				`ops-slack +3 +3 +0\n`, `ops-teams +3 +3 +0\n`, `duty-sms +1 +1 +0\n`, `duty-line +1 +0 +0 .*told in ops-slack, ops-teams instead`,
			}, "duty-line: 1 of 1 messages did not arrive: the account has used up its messages of this month",
		},
		{
			"a phone that is off", []string{"--lang", "en", "--fail", "duty-sms=202/2003"}, 1,
			[]string{
				`did not reach 1 of the recipients \(result 2003\)`, `sent once more .*retry 1\)`, `sent once more .*retry 2\)`,
				"Not delivered: duty-sms – Log warning: An Event Occurred\n.*The phone is switched off.\n.*010-[*]{4}-5678",
				`ops-slack +3 +3 +0\n`, `duty-talk +1 +1 +0\n`, `duty-sms +1 +0 +0 .*2003; told in ops-slack, ops-teams instead`,
			}, "duty-sms: 1 of 1 messages did not arrive: it ends with the result 2003",
		},
		{
			"nobody is on KakaoTalk", []string{"--lang", "en", "--fail", "alimtalk=202/3020"}, 0,
			[]string{"✗ 01012345678: KakaoTalk's result is 3020, so it gets a text message instead:\nSMS · 57 of 90 bytes", `duty-talk +1 +1 +0\n`}, "",
		},
		{
			"seen, not confirmed", []string{"--lang", "en", "--fail", "ops-slack=accept-then-timeout"}, 1,
			[]string{`ops-slack +2 +0 +0 .*did not confirm`}, "ops-slack: 2 of 2",
		},
	}
	results := make([]chan result, len(tests))
	for i, tt := range tests {
		results[i] = make(chan result, 1)
		go func() { results[i] <- call(t, "", append([]string{"run", "--once"}, tt.args...)...) }()
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := <-results[i]
			got.wants(t, tt.code, tt.errs)
			for _, text := range tt.out {
				if !regexp.MustCompile(text).MatchString(got.out) {
					t.Errorf("the output lacks %q:\n%s", text, got.out)
				}
			}
			if strings.Contains(got.out, "\x1b") {
				t.Error("colours without a terminal")
			}
			if tt.code == 0 && got.err != "" {
				t.Errorf("complains: %s", got.err)
			}
		})
	}
}

func TestRunStaysUp(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	type addresses struct{ http, mqtt string }
	ready := make(chan addresses, 1)
	out := newTranscript()
	ended := make(chan error, 1)
	go func() {
		ended <- runAll(ctx, streams{strings.NewReader(""), out, io.Discard}, runOptions{
			speed:  1,
			config: writeConfig(t, smallConfig), http: "127.0.0.1:0", mqtt: "127.0.0.1:0",
			ready: func(http, mqtt string) { ready <- addresses{http, mqtt} },
		})
	}()
	var at addresses
	select {
	case at = <-ready:
	case err := <-ended:
		t.Fatalf("ended at once: %v", err)
	}
	out.await(t, "curl -d 'the backup failed' "+at.http)
	out.await(t, "mosquitto_sub -h 127.0.0.1 -p "+at.mqtt[strings.LastIndex(at.mqtt, ":")+1:])

	status, answer := post(t, at.http, "the backup of 04:00 failed")
	if status != http.StatusAccepted || !strings.Contains(answer, "chat, team (after 10m0s)") {
		t.Errorf("%d %s", status, answer)
	}
	out.await(t, "the backup of 04:00 failed")

	// A captured event of long ago is told as if it had just happened.
	lost := `{"clientId":"valve-3","timestamp":1790309827451,"eventType":"disconnected","sessionIdentifier":"s","disconnectReason":"SERVER_ERROR","versionNumber":1}`
	if status, answer = post(t, at.http, lost); status != http.StatusAccepted || !strings.Contains(answer, "unless it is back within 1s") || !strings.Contains(answer, "moved to now") {
		t.Errorf("%d %s", status, answer)
	}
	out.await(t, "SERVER_ERROR")

	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func post(t *testing.T, url, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if closed := answer.Body.Close(); err != nil || closed != nil {
		t.Fatal(err, closed)
	}
	return answer.StatusCode, string(text)
}

// TestAppendedLine: the show ends, and a line that is written to the file that it
// names still reaches all phones.
func TestAppendedLine(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := newTranscript()
	ready, ended := make(chan bool, 1), make(chan error, 1)
	go func() {
		ended <- runAll(ctx, streams{strings.NewReader(""), out, io.Discard}, runOptions{
			speed: 1, http: anyPort, mqtt: anyPort, ready: func(string, string) { ready <- true },
		})
	}()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatalf("ended at once: %v", err)
	}
	out.mu.Lock()
	command := regexp.MustCompile(`echo 'hello world' >> (\S+)`).FindStringSubmatch(out.text.String())
	out.mu.Unlock()
	if command == nil {
		t.Fatal("names no file to write to")
	}
	file, err := os.OpenFile(command[1], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString("hello world from me\n")
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	out.await(t, "주의 로그: An Event Occurred\nhello world from me\n")
	out.await(t, "[주의 로그] An Event Occurred\nhello world from me\n")
	out.await(t, "▌ 주의 로그\nAn Event Occurred\nhello world from me\n")
	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	if _, err := os.Stat(command[1]); err == nil {
		t.Error("the file is still there")
	}
}
