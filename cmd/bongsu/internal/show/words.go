package show

import (
	"fmt"
	"time"
)

// words are what the narrator says, in one language.
type words struct {
	intro                          string
	sample                         string
	instead                        func(file string) string
	hastened                       func(hold string) string
	failing                        func(channel, mode string) string
	slow, fast, unplugged          string
	held                           func(hold string) string
	noDevices                      string
	logged                         string
	counts                         func(source string) string
	absent                         func(channel, failover string) string
	reached                        func(channel string) string
	missed                         func(channel string, n int, codes string) string
	again                          func(channel string, try int) string
	elsewhere                      func(channel, to string) string
	passed                         func(to string) string
	noLogs                         string
	noLine                         func(watch string) string
	unreadable                     func(watch string, err error) string
	write                          string
	counted                        func(cooldown string) string
	came                           func(client string) string
	went                           func(client, reason string) string
	dead, odd                      func(channel, text string) string
	summary                        string
	channel, expected, arrived, no string
	late, unanswered               string
	unconfirmed                    func(seen int) string
	post, plug, end                string
	retimed                        string
	polled, publish, summed        string
	published                      func(topic, payload string) string
	unpolled                       func(names string) string
	speed                          func(times float64) string
	seconds                        func(n float64) string
	minutes                        func(n float64) string
	types                          map[string]string
	edited, threaded               string
}

func speak(language string) words {
	if language == "ko" {
		return korean()
	}
	return english()
}

// span is a time that is easy to read.
func (w words) span(d time.Duration) string {
	if d < time.Minute {
		return w.seconds(d.Seconds())
	}
	return w.minutes(d.Minutes())
}

func english() words {
	return words{
		intro:  "Bongsu, all of it in this process. Slack, Teams, LINE, KakaoTalk, the carrier and the mailbox are stand-ins on loopback: nothing leaves this machine.",
		sample: "The configuration is the built-in sample.",
		instead: func(file string) string {
			return file + " is not yours yet: its watchdog is at example.com. So the show takes its own sample, which has every kind of channel. To see the file: bongsu run --config " + file
		},
		hastened: func(hold string) string {
			return "To be quick, holds of devices, delays of channels and cool-downs of logs are cut to " + hold + " here, and the alarm's seven minutes pass in a few seconds. Whether a text message arrived is asked after a second."
		},
		failing:   func(channel, mode string) string { return fmt.Sprintf("%s is made to fail: %s", channel, mode) },
		slow:      "The orders API gets slow: CloudWatch sends the alarm orders-latency.",
		fast:      "The orders API is fast again: CloudWatch sends the recovery.",
		unplugged: "Meanwhile the device " + device + " connects over MQTT and its cable is pulled, without a DISCONNECT.",
		held:      func(hold string) string { return "Nobody is told before it has been gone for " + hold + "." },
		noDevices: "The configuration watches no devices (presence), so none is shown.",
		logged:    "An application writes a line to its log:",
		counts:    func(source string) string { return "Lines of this file count as lines of " + source + " here." },
		absent: func(channel, failover string) string {
			return fmt.Sprintf("%s: one recipient is not on KakaoTalk, and gets a text message instead (failover: %s).", channel, failover)
		},
		reached: func(channel string) string {
			return channel + ": asked what became of the accepted message: it reached everybody."
		},
		missed: func(channel string, n int, codes string) string {
			return fmt.Sprintf("%s: asked what became of the accepted message: it did not reach %d of the recipients (result %s).", channel, n, codes)
		},
		again: func(channel string, try int) string {
			return fmt.Sprintf("%s: it is sent once more to whom it did not reach (retry %d).", channel, try)
		},
		elsewhere: func(channel, to string) string {
			return fmt.Sprintf("%s cannot tell it, so it is told on another route: %s", channel, to)
		},
		passed: func(to string) string { return "told in " + to + " instead" },
		noLogs: "The configuration watches no logs, so none is shown.",
		noLine: func(watch string) string {
			return "The log watch " + watch + " has a pattern of its own, for which the show has no line."
		},
		unreadable: func(watch string, err error) string {
			return fmt.Sprintf("The log watch %s: %v", watch, err)
		},
		write: "Write to the log yourself:",
		counted: func(cooldown string) string {
			return "Your first line is told at once, further ones are counted for " + cooldown + " and told as one message."
		},
		came: func(client string) string { return "MQTT: " + client + " connected" },
		went: func(client, reason string) string { return fmt.Sprintf("MQTT: %s disconnected (%s)", client, reason) },
		dead: func(channel, text string) string {
			return fmt.Sprintf("%s: given up: %s. In AWS it would now be among the dead letters, and the watchdog mailed.", channel, text)
		},
		odd: func(channel, text string) string {
			return fmt.Sprintf("%s: accepted with a warning: %s", channel, text)
		},
		summary: "What arrived",
		channel: "channel", expected: "expected", arrived: "arrived", no: "dead",
		late:       "nothing came of it in time",
		unanswered: "the provider has not answered yet",
		unconfirmed: func(seen int) string {
			return fmt.Sprintf(" (readers saw %d, but the provider did not confirm)", seen)
		},
		post: "Bongsu stays up. Post it an alarm, an event, any text:",
		plug: "Connect a device of your own and cut it off (kill -9), or let it say goodbye (Ctrl-C):",
		speed: func(times float64) string {
			return fmt.Sprintf("Time now runs %v times as fast: holds, waits, quiet hours and repetitions come that much sooner.", times)
		},
		retimed: "From now on the holds and delays of the configuration count again; your device is told of after its own hold.",
		published: func(topic, payload string) string {
			return "A device publishes " + payload + " on " + topic + ", out of its bounds."
		},
		summed:  "Have a digest told before its time:",
		publish: "Publish a value on MQTT that is out of its bounds:",
		polled:  "These values are watched. Let one leave its bounds, or stop what serves it:",
		unpolled: func(names string) string {
			return "Not asked, because nothing leaves this machine and its networks: " + names
		},
		end:     "Ctrl-C ends it.",
		seconds: func(n float64) string { return fmt.Sprintf("%g s", n) },
		minutes: func(n float64) string { return fmt.Sprintf("%g min", n) },
		types:   map[string]string{"slack": "Slack", "teams": "Teams", "line": "LINE", "sens": "SMS", "alimtalk": "AlimTalk", "email": "e-mail"},
		edited:  "the same message, changed", threaded: "in its thread",
	}
}

func korean() words {
	return words{
		intro:  "봉수 전체를 이 프로세스 하나에서 돌립니다. Slack, Teams, LINE, 카카오톡, 통신사, 메일함은 모두 이 컴퓨터 안의 대역이며, 밖으로 나가는 것은 없습니다.",
		sample: "설정은 내장 예시입니다.",
		instead: func(file string) string {
			return "이 폴더의 " + file + "은 아직 예시 그대로(watchdog이 example.com)여서, 모든 종류의 채널이 들어 있는 내장 예시를 씁니다. 그 파일로 보려면: bongsu run --config " + file
		},
		hastened: func(hold string) string {
			return "빨리 보여 드리려고 디바이스의 대기 시간(hold), 채널의 지연(after), 로그의 쿨다운(cooldown)을 여기서는 최대 " + hold + "로 줄였고, 경보의 7분도 몇 초 만에 지나갑니다. 문자가 도착했는지도 1초 뒤에 확인합니다."
		},
		failing: func(channel, mode string) string {
			return fmt.Sprintf("%s 채널을 일부러 실패하게 했습니다: %s", channel, mode)
		},
		slow:      "주문 API가 느려집니다: CloudWatch가 orders-latency 경보를 보냅니다.",
		fast:      "주문 API가 다시 빨라집니다: CloudWatch가 복구를 알립니다.",
		unplugged: "그 사이 디바이스 " + device + "이(가) MQTT로 접속했다가 DISCONNECT 없이 선이 뽑힙니다.",
		held:      func(hold string) string { return hold + " 동안 돌아오지 않으면 알립니다." },
		noDevices: "설정에 디바이스 감시(presence)가 없어 디바이스는 보여 드리지 않습니다.",
		logged:    "애플리케이션이 로그에 한 줄을 남깁니다:",
		counts: func(source string) string {
			return "여기서는 이 파일의 줄을 " + source + "의 줄로 칩니다."
		},
		absent: func(channel, failover string) string {
			return fmt.Sprintf("%s: 수신자 한 명은 카카오톡을 쓰지 않아 알림톡 대신 문자를 받습니다(failover: %s).", channel, failover)
		},
		reached: func(channel string) string {
			return channel + ": 접수 후 결과를 확인했습니다. 모두 받았습니다."
		},
		missed: func(channel string, n int, codes string) string {
			return fmt.Sprintf("%s: 접수 후 결과를 확인했습니다. %d명이 받지 못했습니다(결과 코드 %s).", channel, n, codes)
		},
		again: func(channel string, try int) string {
			return fmt.Sprintf("%s: 받지 못한 사람에게 다시 보냅니다(재시도 %d회째).", channel, try)
		},
		elsewhere: func(channel, to string) string {
			return fmt.Sprintf("%s 채널로는 알릴 수 없어 다른 경로로 알립니다: %s", channel, to)
		},
		passed: func(to string) string { return "대신 " + to + "에 알림" },
		noLogs: "설정에 로그 감시(logs)가 없어 로그는 보여 드리지 않습니다.",
		noLine: func(watch string) string {
			return "로그 감시 " + watch + "은(는) 패턴을 직접 지정해서, 여기서 보여 드릴 예시 줄이 없습니다."
		},
		unreadable: func(watch string, err error) string {
			return fmt.Sprintf("로그 감시 %s: %v", watch, err)
		},
		write: "로그에 직접 한 줄 써 보세요:",
		counted: func(cooldown string) string {
			return "첫 줄은 바로 알리고, 그 뒤의 줄은 " + cooldown + " 동안 모아서 건수와 함께 한 번에 알립니다."
		},
		came: func(client string) string { return "MQTT: " + client + " 접속" },
		went: func(client, reason string) string { return fmt.Sprintf("MQTT: %s 끊김 (%s)", client, reason) },
		dead: func(channel, text string) string {
			return fmt.Sprintf("%s: 전달을 포기했습니다: %s. AWS에서라면 배달 못한 메시지 큐에 들어가고 watchdog에게 메일이 갑니다.", channel, text)
		},
		odd: func(channel, text string) string {
			return fmt.Sprintf("%s: 받아들여졌지만 경고가 있습니다: %s", channel, text)
		},
		summary: "도착한 메시지",
		channel: "채널", expected: "예상", arrived: "도착", no: "포기",
		late:       "시간 안에 결과가 없음",
		unanswered: "아직 응답이 없음",
		unconfirmed: func(seen int) string {
			return fmt.Sprintf(" (%d건이 보였지만 제공자의 확인이 없었음)", seen)
		},
		post: "봉수는 계속 떠 있습니다. 경보, 이벤트, 아무 글이나 보내 보세요:",
		plug: "직접 디바이스를 붙였다가 끊어 보세요(kill -9). Ctrl-C로 끄면 인사하고 나간 것이라 알리지 않습니다:",
		speed: func(times float64) string {
			return fmt.Sprintf("이제 시간이 %v배로 흐릅니다. 대기, 지연, 방해 금지 시간, 반복 알림이 그만큼 빨리 옵니다.", times)
		},
		retimed: "이제부터는 설정에 적힌 대기 시간과 지연이 그대로 적용됩니다. 붙인 디바이스는 그 대기 시간이 지나야 알립니다.",
		published: func(topic, payload string) string {
			return "디바이스가 " + topic + " 토픽으로 정상 범위를 벗어난 값을 보냅니다: " + payload
		},
		summed:  "정기 요약을 지금 받아 보세요:",
		publish: "정상 범위를 벗어난 값을 MQTT로 보내 보세요:",
		polled:  "다음 값을 감시하고 있습니다. 값이 범위를 벗어나게 하거나, 값을 내주는 서버를 멈춰 보세요:",
		unpolled: func(names string) string {
			return "이 컴퓨터와 그 사설망 밖으로는 요청하지 않으므로 조회하지 않는 것: " + names
		},
		end:     "Ctrl-C로 끝냅니다.",
		seconds: func(n float64) string { return fmt.Sprintf("%g초", n) },
		minutes: func(n float64) string { return fmt.Sprintf("%g분", n) },
		types:   map[string]string{"slack": "Slack", "teams": "Teams", "line": "LINE", "sens": "문자", "alimtalk": "알림톡", "email": "이메일"},
		edited:  "앞의 메시지가 바뀜", threaded: "그 스레드에",
	}
}
