package wording

import (
	"fmt"
	"strings"
	"time"

	"bongsu/shared/alert"
)

func korean() tongue {
	return tongue{
		firing:         map[alert.Severity]string{alert.Critical: "긴급 경보", alert.Warning: "주의 경보", alert.Info: "참고 경보", "": "경보"},
		notice:         map[alert.Severity]string{alert.Critical: "긴급 알림", alert.Warning: "주의 알림", alert.Info: "알림", "": "알림"},
		severity:       map[alert.Severity]string{alert.Critical: "긴급", alert.Warning: "주의", alert.Info: "참고"},
		logLine:        map[alert.Severity]string{alert.Critical: "긴급 로그", alert.Warning: "주의 로그", alert.Info: "로그", "": "로그"},
		recovered:      "복구됨",
		noData:         "데이터 없음",
		deviceLost:     "디바이스 연결 끊김",
		deviceBack:     "디바이스 재연결됨",
		unstable:       "디바이스 연결 불안정",
		stable:         "디바이스 연결 안정됨",
		stillFor:       func(word, span string) string { return word + " · " + span + "째 계속" },
		recoveredAfter: func(word, span string) string { return word + " · " + span + " 만에" },

		again:     " – ",
		moreLines: func(n int, span string) string { return span + " 동안 " + digits(float64(n), 0) + "번 더" },
		emptyLine: "내용이 없는 로그입니다.",
		unread:    "로그가 한꺼번에 너무 많이 들어와 앞부분만 확인했습니다. 나머지는 로그에서 직접 확인하세요.",

		alive: func(clock string) string { return "봉수 정상 작동 중 · " + clock },

		test:        "테스트",
		testLead:    "누군가 경보 상태를 수동으로 바꾼 테스트입니다. 실제 측정값과 무관합니다.",
		noDataLead:  "측정값이 들어오지 않아 상태를 알 수 없습니다.",
		missingLead: "측정값이 들어오지 않았습니다. 이 경보는 측정값이 없으면 기준을 벗어난 것으로 봅니다.",
		dataBack:    "측정값이 다시 들어오고 있습니다.",
		compositeLead: func(back bool) string {
			if back {
				return "복합 경보의 규칙이 더는 참이 아닙니다."
			}
			return "복합 경보의 규칙이 참이 되었습니다."
		},
		childrenLead: func(named []string, more int, back bool) string {
			who := strings.Join(named, ", ")
			if more > 0 {
				who += fmt.Sprintf(" 외 %d개", more)
			}
			if back {
				return "하위 경보의 상태가 바뀌어 해제되었습니다: " + who
			}
			return "하위 경보 때문에 발생했습니다: " + who
		},
		series: func(s alert.Series, one, back bool) string {
			all := fmt.Sprintf("시계열 %d개 중 %d개가 %s 상태입니다.", s.Of, s.In, s.State)
			if one && back {
				return "이 시계열은 복구되었습니다. 전체 " + all
			}
			return all
		},
		toldInOne:    "알림을 보내기 전에 이미 복구되어 발생과 복구를 함께 알립니다.",
		backInOne:    "알림을 보내기 전에 이미 재연결되어 끊김과 재연결을 함께 알립니다.",
		beginUnknown: "발생 시각 알 수 없음",
		empty:        "내용이 없는 메시지입니다.",
		atTheTime:    func(s string) string { return "경보 당시: " + s },
		awsState: func(s string) string {
			word, known := map[string]string{"OK": "정상", "ALARM": "경보", "INSUFFICIENT_DATA": "데이터 없음"}[s]
			if !known {
				return s
			}
			return word + "(" + s + ")"
		},
		stateSince: func(state, clock string) string { return state + ", " + clock + "부터" },

		undelivered: "전달 실패", missed: "받지 못한 사람",
		undeliveredCodes: map[string]string{
			"quota":         "이번 달에 보낼 수 있는 건수를 모두 써서 보내지 못했습니다.",
			"no-report":     "보냈지만 한 시간이 지나도록 전달 결과를 알 수 없습니다.",
			"2000":          "통신사가 제때 응답하지 않았습니다.",
			"2001":          "통신사 사정으로 전달하지 못했습니다.",
			"2002":          "통신사 사정으로 전달하지 못했습니다.",
			"2003":          "휴대폰이 꺼져 있습니다.",
			"2004":          "휴대폰 메시지함이 가득 찼습니다.",
			"2005":          "휴대폰이 전파가 닿지 않는 곳에 있습니다.",
			"2006":          "휴대폰이나 통신망 문제로 지금은 받을 수 없습니다.",
			"2007":          "휴대폰이나 통신망 문제로 지금은 받을 수 없습니다.",
			"3000":          "메시지를 전달할 수 없는 번호입니다.",
			"3001":          "없는 번호이거나 해지된 번호입니다.",
			"3003":          "받는 번호가 잘못되었습니다.",
			"3006":          "받는 쪽에서 수신을 거부했습니다.",
			"3010":          "MMS를 받을 수 없는 휴대폰입니다.",
			"3012":          "스팸으로 차단되었습니다.",
			"3016":          "첨부한 그림이 너무 큽니다.",
			"3017":          "발신번호가 규칙에 맞지 않습니다. 네이버 클라우드 콘솔에서 발신번호를 확인하세요.",
			"3018":          "발신번호가 번호도용문자 차단 서비스에 가입되어 있습니다. 해지하거나 다른 발신번호를 쓰세요.",
			"3019":          "한국인터넷진흥원(KISA) 요청으로 차단되었습니다.",
			"3022":          "문자로 보낼 수 없는 글자가 있어 전달되지 않았습니다.",
			"3023":          "발신번호가 사전 등록되지 않았습니다. 네이버 클라우드 콘솔에서 등록하세요.",
			"alimtalk 3019": "카카오톡 사용자가 아닙니다.",
			"alimtalk 3020": "받는 사람이 카카오톡 채널이나 알림톡을 차단했습니다.",
		},
		undeliveredCode: func(code string) string {
			return "통신사나 발송 서비스가 전달하지 못했습니다(결과 코드 " + code + ")."
		},
		undeliveredReason: func(reason string) string { return "보내지 못했습니다. 받은 응답: " + reason },

		polls: koreanPolls(), telemetry: koreanTelemetry(), digest: koreanDigest(),

		labels: labels{
			state: "상태", severity: "심각도", description: "설명",
			since: "발생", lasted: "기간", ended: "복구", at: "시각",
			datapoints: "측정값", manyPoints: "측정값(최신순)", resource: "대상", metric: "지표", input: "입력",
			expression: "표현식", rule: "규칙", reason: "사유", awsReason: "AWS 사유 코드",
			client: "클라이언트 ID", session: "세션", address: "접속 IP", hidden: "생략된 항목 수",
			watch: "감시 이름", file: "파일", group: "로그 그룹", stream: "로그 스트림",
		},
		linkTo: map[alert.LinkTo]string{
			alert.ToAlarm: "경보 열기", alert.ToMetric: "지표 보기", alert.ToRunbook: "런북 열기",
			alert.ToLog: "로그 보기", alert.ToDevice: "IoT 콘솔 열기", alert.ToResource: "관련 콘솔 열기",
		},
		account: "계정",

		stats:    map[string]string{"Average": "평균", "Sum": "합계", "Minimum": "최소", "Maximum": "최대", "SampleCount": "샘플 수"},
		statLast: []string{"Sum", "SampleCount"},
		window: func(span, stat string) string {
			word, known := map[string]string{"Average": "평균", "Sum": "합계", "Minimum": "최솟값", "Maximum": "최댓값", "SampleCount": "샘플 수", "": "단위"}[stat]
			if !known {
				word = stat
			}
			return span + " " + word
		},
		timed:      func(span, stat string) string { return span + " " + stat },
		metricName: func(n metricName) string { return n.ko },
		comparisons: map[alert.Comparison]sides{
			alert.Above:       {"기준 % 초과", "기준 % 이하"},
			alert.AtLeast:     {"기준 % 이상", "기준 % 미만"},
			alert.Below:       {"기준 % 미만", "기준 % 이상"},
			alert.AtMost:      {"기준 % 이하", "기준 % 초과"},
			alert.AboveBand:   {"예상 범위%보다 높음", "예상 범위% 이내"},
			alert.BelowBand:   {"예상 범위%보다 낮음", "예상 범위% 이내"},
			alert.OutsideBand: {"예상 범위%를 벗어남", "예상 범위% 이내"},
		},
		plainThreshold: sides{"기준 %", "기준 %"},
		condition: func(what, bound string, c alert.Comparison) string {
			word, known := map[alert.Comparison]string{
				alert.Above: "% 초과", alert.AtLeast: "% 이상", alert.Below: "% 미만", alert.AtMost: "% 이하",
				alert.AboveBand: "예상 범위%보다 높음", alert.BelowBand: "예상 범위%보다 낮음", alert.OutsideBand: "예상 범위%를 벗어남",
			}[c]
			if !known {
				word = "기준 %"
			}
			return "경보 조건: " + what + " " + strings.ReplaceAll(word, "%", bound)
		},
		expected:   "예상 범위",
		chart:      func(subject string) string { return "차트: " + subject },
		noBand:     "(이상 탐지)",
		expression: "표현식 결과",
		value:      "측정값",
		needed: func(n, of int) string {
			if n == of {
				return fmt.Sprintf("최근 %d회 모두", of)
			}
			return fmt.Sprintf("최근 %d회 중 %d회 이상", of, n)
		},
		more:       func(n int, kind alert.Kind) string { return "외 " + digits(float64(n), 0) + counter(kind) },
		moreThings: func(n int) string { return "외 " + digits(float64(n), 0) + "개" },
		morePeople: func(n int) string { return "외 " + digits(float64(n), 0) + "명" },
		counted: func(word string, n int, kind alert.Kind) string {
			return strings.TrimSuffix(word, "됨") + " " + digits(float64(n), 0) + counter(kind)
		},
		sentence: func(s string) string { return s },

		reasons: map[string]string{
			"AUTH_ERROR":                  "인증 또는 권한 확인에 실패해 연결이 끊겼습니다.",
			"CLIENT_INITIATED_DISCONNECT": "디바이스가 스스로 연결을 끊었습니다.",
			"CLIENT_ERROR":                "디바이스가 MQTT 규약이나 한도를 위반해 연결이 끊겼습니다.",
			"CONNECTION_LOST":             "네트워크 연결이 끊겼습니다.",
			"DUPLICATE_CLIENTID":          "같은 클라이언트 ID로 다른 연결이 들어와 끊겼습니다.",
			"FORBIDDEN_ACCESS":            "접속이 허용되지 않아 연결이 끊겼습니다.",
			"MQTT_KEEP_ALIVE_TIMEOUT":     "디바이스가 응답하지 않아 연결이 끊겼습니다(keep-alive 시간 초과).",
			"SERVER_ERROR":                "AWS IoT 쪽 오류로 연결이 끊겼습니다.",
			"SERVER_INITIATED_DISCONNECT": "AWS IoT가 운영상 이유로 연결을 끊었습니다.",
			"API_INITIATED_DISCONNECT":    "API 호출로 연결이 끊겼습니다.",
			"THROTTLED":                   "요청 한도를 초과해 AWS IoT가 연결을 끊었습니다.",
			"WEBSOCKET_TTL_EXPIRATION":    "웹소켓 최대 연결 시간(TTL)이 지나 끊겼습니다.",
			"CUSTOMAUTH_TTL_EXPIRATION":   "사용자 지정 인증의 유효 시간(TTL)이 지나 끊겼습니다.",
			"UNKNOWN":                     "연결이 끊겼습니다. 원인은 알 수 없습니다.",
			"NONE":                        "연결이 끊겼습니다. 원인은 알 수 없습니다.",
		},
		otherReason: func(code string) string {
			return "알려지지 않은 사유(" + code + ")로 연결이 끊겼습니다."
		},
		goneFor: func(span string) string { return span + "째 재연결되지 않고 있습니다." },
		alreadyBack: func(clock string) string {
			return clock + "에 이미 재연결되었으나 연결 이벤트가 늦게 도착했습니다."
		},
		drops:        func(n int) string { return fmt.Sprintf(" – 최근 1시간에 %d번 끊김", n) },
		unstableLead: "연결이 안정되거나 15분 이상 끊긴 채로 있기 전까지는 짧은 끊김을 따로 알리지 않습니다.",
		stableLead:   "1시간 동안 끊기지 않고 연결되어 있습니다. 이제 끊기면 다시 알립니다.",
		day:          "일", hour: "시간", minute: "분", second: "초",
		date: func(t time.Time) string {
			days := [...]string{"일", "월", "화", "수", "목", "금", "토"}
			return t.Format(time.DateOnly) + " (" + days[t.Weekday()] + ")"
		},
		lineMark: "…외 %줄",
		cutMark:  "… (%자 생략)",
	}
}

// counter is the counting word: devices are counted as machines.
func counter(kind alert.Kind) string {
	if kind == alert.Presence {
		return "대"
	}
	return "건"
}
