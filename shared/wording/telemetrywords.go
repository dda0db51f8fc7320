package wording

import (
	"fmt"
	"maps"

	"bongsu/shared/alert"
)

// What a device sends is told like what is asked for, but for the words that speak
// of an answer.

func koreanTelemetry() pollWords {
	w := koreanPolls()
	w.sorts, w.faults = maps.Clone(w.sorts), maps.Clone(w.faults)
	w.sorts[alert.PollUnread], w.sorts[alert.PollSilent] = "메시지 해석 불가", "메시지 끊김"
	w.faults[alert.PollMissing] = func(field, _ string) string { return "메시지에 " + field + " 값이 없습니다." }
	w.faults[alert.PollNotJSON] = func(_, detail string) string {
		return "메시지가 JSON 형식이 아닙니다" + behind(": ", detail, "")
	}
	w.faults[alert.PollUnheard] = func(_, silence string) string {
		if silence == "" {
			return "감시를 시작한 뒤로 메시지가 한 번도 오지 않았습니다."
		}
		return silence + " 넘게 메시지가 오지 않고 있습니다."
	}
	w.answersAgain = "다시 정상적인 메시지를 보냅니다."
	w.needed = func(n, of int) string {
		if n == of {
			return fmt.Sprintf("최근 메시지 %d건 모두 비정상", of)
		}
		return fmt.Sprintf("최근 메시지 %d건 중 %d건 이상 비정상", of, n)
	}
	w.address = "토픽"
	return w
}

func englishTelemetry() pollWords {
	w := englishPolls()
	w.sorts, w.faults = maps.Clone(w.sorts), maps.Clone(w.faults)
	w.sorts[alert.PollUnread], w.sorts[alert.PollSilent] = "Unreadable message", "No messages"
	w.faults[alert.PollMissing] = func(field, _ string) string { return "The message has no value for " + field + "." }
	w.faults[alert.PollNotJSON] = func(_, detail string) string {
		return "The message is not JSON" + behind(": ", detail, "")
	}
	w.faults[alert.PollUnheard] = func(_, silence string) string {
		if silence == "" {
			return "No message has come since it began to be watched."
		}
		return "No message for more than " + silence + "."
	}
	w.answersAgain = "It sends readable messages again."
	w.needed = func(n, of int) string {
		if n == of {
			return fmt.Sprintf("wrong in all of the last %d messages", of)
		}
		return fmt.Sprintf("wrong in at least %d of the last %d messages", n, of)
	}
	w.address = "Topic"
	return w
}
