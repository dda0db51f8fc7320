package wording

import (
	"fmt"

	"bongsu/shared/alert"
)

// pollWords are the words for values that are watched, in one language.
type pollWords struct {
	// sorts are what is wrong in a word or two; outside and unknown are that of
	// alerts of which only the state is known.
	sorts            map[alert.PollSort]string
	outside, unknown string
	// bound is what the bound is called that a fault crossed, beyond the sentence
	// about it, without the value where the title says it, faults those about the
	// others, each with what belongs to it.
	bound  map[alert.PollFault]string
	beyond map[alert.PollFault]func(field, value, limit string) string
	faults map[alert.PollFault]func(field, detail string) string

	within, here             func(field string) string
	answersAgain, askedAgain string
	needed                   func(n, of int) string
	// unwatched and leftOut say that nobody watches any more what was told as this.
	unwatched  string
	leftOut    func(was string) string
	heardAgain string

	limits, worst, condition, address, path, heard string
}

func koreanPolls() pollWords {
	return pollWords{
		sorts: map[alert.PollSort]string{
			alert.PollHigh: "상한 초과", alert.PollLow: "하한 미달", alert.PollGone: "값 없음", alert.PollOdd: "숫자가 아닌 값", alert.PollUnread: "응답 해석 불가",
			alert.PollErrors: "오류 응답", alert.PollSilent: "응답 없음", alert.PollUnasked: "조회 불가",
		},
		outside: "정상 범위 벗어남", unknown: "값 확인 불가",
		bound: map[alert.PollFault]string{alert.PollAbove: "상한", alert.PollBelow: "하한"},
		beyond: map[alert.PollFault]func(field, value, limit string) string{
			alert.PollAbove: func(field, value, limit string) string {
				if value == "" {
					return field + " 값이 상한을 넘었습니다."
				}
				return field + " 값이 상한을 넘었습니다: " + value + " (상한 " + limit + ")"
			},
			alert.PollBelow: func(field, value, limit string) string {
				if value == "" {
					return field + " 값이 하한보다 낮습니다."
				}
				return field + " 값이 하한보다 낮습니다: " + value + " (하한 " + limit + ")"
			},
		},
		faults: map[alert.PollFault]func(field, detail string) string{
			alert.PollMissing: func(field, _ string) string { return "응답에 " + field + " 값이 없습니다." },
			alert.PollNotNumber: func(field, detail string) string {
				return field + " 값이 숫자가 아닙니다" + behind(": ", detail, "")
			},
			alert.PollNotJSON: func(_, detail string) string {
				return "응답이 JSON 형식이 아닙니다" + behind("(", detail, ")") + "."
			},
			alert.PollTooLarge: func(_, detail string) string {
				return "응답이 너무 커서 읽지 않았습니다(한도 " + detail + " KB)."
			},
			alert.PollStatus: func(_, detail string) string { return "HTTP " + detail + " 오류로 응답했습니다." },
			alert.PollRedirect: func(_, detail string) string {
				return "다른 주소로 가라는 응답(HTTP " + detail + ")을 받았습니다. 리디렉션은 따라가지 않으므로 설정의 url을 최종 주소로 바꾸세요."
			},
			alert.PollNoAnswer: func(_, detail string) string { return detail + " 안에 응답이 오지 않았습니다." },
			alert.PollNoName:   func(_, _ string) string { return "호스트 이름을 찾을 수 없습니다(DNS)." },
			alert.PollUnreachable: func(_, detail string) string {
				return "연결하지 못했거나 연결이 도중에 끊겼습니다" + behind("(", detail, ")") + "."
			},
			alert.PollTLS: func(_, detail string) string { return "안전하게 연결할 수 없습니다(TLS: " + detail + ")." },
			alert.PollRefused: func(_, detail string) string {
				return "조회가 허용되지 않는 주소여서 요청하지 않았습니다(" + detail + "). 사설망에 있는 장비라면 설정에 private: true를 넣으세요."
			},
			alert.PollSecret: func(_, detail string) string {
				return "비밀 헤더를 읽지 못해 요청하지 않았습니다(" + detail + "). 이유는 함수 로그에 있습니다."
			},
		},
		within:       func(field string) string { return field + " 값이 정상 범위로 돌아왔습니다." },
		here:         func(field string) string { return field + " 값이 다시 정상적으로 들어옵니다." },
		answersAgain: "다시 정상적으로 응답합니다.",
		askedAgain:   "다시 정상적으로 조회됩니다.",
		needed: func(n, of int) string {
			if n == of {
				return fmt.Sprintf("최근 조회 %d번 모두 비정상", of)
			}
			return fmt.Sprintf("최근 조회 %d번 중 %d번 이상 비정상", of, n)
		},
		unwatched: "감시 종료",
		leftOut: func(was string) string {
			return "설정에서 빠져 더 이상 감시하지 않습니다. 마지막으로 알린 상태: " + was
		},
		heardAgain: "다시 메시지가 옵니다.",
		limits:     "정상 범위", worst: "가장 벗어난 값", condition: "알림 조건", address: "조회 주소", path: "값의 경로", heard: "마지막 메시지(대략)",
	}
}

func englishPolls() pollWords {
	return pollWords{
		sorts: map[alert.PollSort]string{
			alert.PollHigh: "Above limit", alert.PollLow: "Below limit", alert.PollGone: "Value missing", alert.PollOdd: "Not a number", alert.PollUnread: "Unreadable answer",
			alert.PollErrors: "Error response", alert.PollSilent: "No answer", alert.PollUnasked: "Not polled",
		},
		outside: "Out of limits", unknown: "Value unknown",
		bound: map[alert.PollFault]string{alert.PollAbove: "limit", alert.PollBelow: "limit"},
		beyond: map[alert.PollFault]func(field, value, limit string) string{
			alert.PollAbove: func(field, value, limit string) string {
				if value == "" {
					return field + " is above its limit."
				}
				return field + " is " + value + ", above its limit of " + limit + "."
			},
			alert.PollBelow: func(field, value, limit string) string {
				if value == "" {
					return field + " is below its limit."
				}
				return field + " is " + value + ", below its limit of " + limit + "."
			},
		},
		faults: map[alert.PollFault]func(field, detail string) string{
			alert.PollMissing:   func(field, _ string) string { return "The answer has no value for " + field + "." },
			alert.PollNotNumber: func(field, detail string) string { return field + " is not a number" + behind(": ", detail, "") },
			alert.PollNotJSON:   func(_, detail string) string { return "The answer is not JSON" + behind(" (", detail, ")") + "." },
			alert.PollTooLarge:  func(_, detail string) string { return "The answer is too large to read (limit " + detail + " KB)." },
			alert.PollStatus:    func(_, detail string) string { return "It answered with HTTP " + detail + "." },
			alert.PollRedirect: func(_, detail string) string {
				return "It redirects elsewhere (HTTP " + detail + "). Redirects are not followed: set the poll's url to the final address."
			},
			alert.PollNoAnswer: func(_, detail string) string { return "No answer within " + detail + "." },
			alert.PollNoName:   func(_, _ string) string { return "The host name cannot be resolved (DNS)." },
			alert.PollUnreachable: func(_, detail string) string {
				return "The connection failed or broke off" + behind(" (", detail, ")") + "."
			},
			alert.PollTLS: func(_, detail string) string { return "No secure connection (TLS: " + detail + ")." },
			alert.PollRefused: func(_, detail string) string {
				return "Not asked: its address " + detail + " is not allowed. For a device in a private network, set private: true."
			},
			alert.PollSecret: func(_, detail string) string {
				return "Not asked: the secret header " + detail + " cannot be read. The function's log says why."
			},
		},
		within:       func(field string) string { return field + " is back within its limits." },
		here:         func(field string) string { return field + " can be read again." },
		answersAgain: "It answers properly again.",
		askedAgain:   "It can be polled again.",
		needed: func(n, of int) string {
			if n == of {
				return fmt.Sprintf("wrong in all of the last %d polls", of)
			}
			return fmt.Sprintf("wrong in at least %d of the last %d polls", n, of)
		},
		unwatched: "No longer watched",
		leftOut: func(was string) string {
			return "It was taken out of the configuration and is no longer watched. Last told: " + was
		},
		heardAgain: "Messages are coming again.",
		limits:     "Limits", worst: "Farthest off", condition: "Condition", address: "URL", path: "Path", heard: "Last message (about)",
	}
}

// behind puts a text that is there between its brackets.
func behind(open, text, end string) string {
	if text == "" {
		return ""
	}
	return open + text + end
}
