package wording

import (
	"fmt"
	"time"

	"bongsu/shared/alert"
)

func korean() tongue {
	return tongue{
		firing:         map[alert.Severity]string{alert.Critical: "경보", alert.Warning: "주의", alert.Info: "참고", "": "경보"},
		notice:         map[alert.Severity]string{alert.Critical: "긴급 알림", alert.Warning: "주의 알림", alert.Info: "알림", "": "알림"},
		severity:       map[alert.Severity]string{alert.Critical: "긴급", alert.Warning: "주의", alert.Info: "참고"},
		recovered:      "복구됨",
		noData:         "데이터 없음",
		deviceLost:     "장치 연결 끊김",
		deviceBack:     "장치 다시 연결됨",
		recoveredAfter: func(word, span string) string { return word + " · " + span + " 만에" },

		test:          "[시험]",
		testLead:      "사람이 상태를 직접 바꾼 시험입니다.",
		noDataLead:    "측정값이 들어오지 않아 상태를 알 수 없습니다.",
		compositeLead: "여러 경보를 묶은 복합 경보의 조건이 바뀌었습니다.",
		childrenLead: func(n int, back bool) string {
			if back {
				return fmt.Sprintf("묶인 경보 %d개의 상태가 바뀌어 복합 경보가 풀렸습니다.", n)
			}
			return fmt.Sprintf("묶인 경보 %d개 때문에 울렸습니다.", n)
		},
		toldInOne:    "이미 끝난 일이라 시작과 끝을 한 번에 알립니다.",
		beginUnknown: "시작 시각은 알 수 없음",
		awsState: func(s string) string {
			word, known := map[string]string{"OK": "정상", "ALARM": "경보", "INSUFFICIENT_DATA": "데이터 없음"}[s]
			if !known {
				return s
			}
			return word + "(" + s + ")"
		},

		labels: labels{
			state: "상태", severity: "심각도", since: "시작", lasted: "기간", at: "시각",
			datapoints: "측정값", resource: "대상", metric: "지표", input: "입력",
			expression: "계산식", rule: "규칙", reason: "원인",
			client: "클라이언트 ID", session: "세션", address: "접속 주소",
		},
		linkTo: map[alert.LinkTo]string{
			alert.ToAlarm: "경보 열기", alert.ToMetric: "지표 보기", alert.ToRunbook: "대응 절차",
			alert.ToDevice: "IoT 콘솔 열기", alert.ToResource: "대상 열기",
		},
		account: "계정",

		stats:      map[string]string{"Average": "평균", "Sum": "합계", "Minimum": "최소", "Maximum": "최대", "SampleCount": "표본 수"},
		statLast:   []string{"Sum", "SampleCount"},
		metricName: func(n names) string { return n.ko },
		comparisons: map[alert.Comparison]sides{
			alert.Above:       {"기준 % 초과", "기준 % 이하"},
			alert.AtLeast:     {"기준 % 이상", "기준 % 미만"},
			alert.Below:       {"기준 % 미만", "기준 % 이상"},
			alert.AtMost:      {"기준 % 이하", "기준 % 초과"},
			alert.AboveBand:   {"예상 범위 %보다 높음", "예상 범위 % 안"},
			alert.BelowBand:   {"예상 범위 %보다 낮음", "예상 범위 % 안"},
			alert.OutsideBand: {"예상 범위 % 벗어남", "예상 범위 % 안"},
		},
		plainThreshold: sides{"기준 %", "기준 %"},
		expected:       "(자동 계산)",
		expression:     "계산식 값",
		value:          "값",
		needed:         func(n, of int) string { return fmt.Sprintf("최근 %d회 중 %d회", of, n) },
		more:           func(n int, kind alert.Kind) string { return "외 " + digits(float64(n), 0) + counter(kind) },
		counted: func(word string, n int, kind alert.Kind) string {
			return word + " " + digits(float64(n), 0) + counter(kind)
		},

		reasons: map[string]string{
			"AUTH_ERROR":                  "인증에 실패해 연결이 끊겼습니다.",
			"CLIENT_INITIATED_DISCONNECT": "장치가 스스로 연결을 끊었습니다.",
			"CLIENT_ERROR":                "장치가 잘못된 요청을 보내 연결이 끊겼습니다.",
			"CONNECTION_LOST":             "네트워크 연결이 끊어졌습니다.",
			"DUPLICATE_CLIENTID":          "같은 클라이언트 ID로 다른 연결이 들어와 끊겼습니다.",
			"FORBIDDEN_ACCESS":            "허용되지 않은 접근이라 연결이 끊겼습니다.",
			"MQTT_KEEP_ALIVE_TIMEOUT":     "장치가 응답하지 않아 연결이 끊겼습니다(keep-alive 시간 초과).",
			"SERVER_ERROR":                "AWS IoT 쪽 오류로 연결이 끊겼습니다.",
			"SERVER_INITIATED_DISCONNECT": "AWS IoT가 연결을 끊었습니다.",
			"API_INITIATED_DISCONNECT":    "누군가 API로 연결을 끊었습니다.",
			"THROTTLED":                   "요청이 너무 많아 AWS IoT가 연결을 끊었습니다.",
			"WEBSOCKET_TTL_EXPIRATION":    "웹소켓 연결 시간이 다 되어 끊겼습니다.",
			"CUSTOMAUTH_TTL_EXPIRATION":   "사용자 지정 인증 시간이 다 되어 끊겼습니다.",
			"UNKNOWN":                     "연결이 끊겼습니다. 원인은 알 수 없습니다.",
			"NONE":                        "연결이 끊겼습니다. 원인은 알 수 없습니다.",
		},
		otherReason: func(code string) string { return "연결이 끊겼습니다. AWS가 알려 준 원인: " + code },
		goneFor:     func(span string) string { return span + "째 돌아오지 않고 있습니다." },
		back:        "다시 연결되었습니다.",
		alreadyBack: func(clock string) string {
			return clock + "에 이미 돌아와 있었습니다. 알려 주는 이벤트가 늦게 도착했습니다."
		},
		day: "일", hour: "시간", minute: "분", second: "초",
		date: func(t time.Time) string {
			days := [...]string{"일", "월", "화", "수", "목", "금", "토"}
			return t.Format(time.DateOnly) + " (" + days[t.Weekday()] + ")"
		},
		cutMark: "… (%자 생략)",
	}
}

// counter is the counting word: devices are counted as machines.
func counter(kind alert.Kind) string {
	if kind == alert.Presence {
		return "대"
	}
	return "건"
}
