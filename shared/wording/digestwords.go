package wording

import (
	"fmt"
	"strings"

	"bongsu/shared/alert"
)

// digestWords are those of summaries.
type digestWords struct {
	name string
	// summary says in a few words what is wrong and what was.
	summary func(d alert.Digest) string
	// wrong, gone, ended and back stand above what still is wrong, devices without
	// connection, what has ended, and devices that are back.
	wrong, gone, ended, back string
	since                    func(clock, span string) string
	times                    func(n int, span string) string
	partial, failed          string
	// brief shortens the word for a statistic.
	brief                      func(stat string) string
	overall, least, most, last string
	per                        func(span string) string
	// same, before and against compare with the time before.
	same            string
	before, against func(string) string
}

func koreanDigest() digestWords {
	return digestWords{
		name: "정기 요약",
		summary: func(d alert.Digest) string {
			return summed(d, "이상 없음", "지금은 이상 없음", map[string]func(int) string{
				"wrong": func(n int) string { return fmt.Sprintf("이상 %d건 계속 중", n) },
				"gone":  func(n int) string { return fmt.Sprintf("디바이스 %d대 끊김", n) },
				"ended": func(n int) string { return fmt.Sprintf("%d건 해소", n) },
				"back":  func(n int) string { return fmt.Sprintf("%d대 재연결", n) },
			})
		},
		wrong: "계속 중인 이상", gone: "연결이 끊긴 디바이스", ended: "해소된 이상", back: "다시 연결된 디바이스",
		since:   func(clock, span string) string { return clock + "부터 " + span + "째" },
		times:   func(n int, span string) string { return fmt.Sprintf("%d회, 총 %s", n, span) },
		partial: "기록이 너무 많아 이상 목록은 일부만 확인했습니다.", failed: "값을 읽지 못했습니다",
		brief:   func(stat string) string { return stat },
		overall: "전체", least: "최소", most: "최대", last: "마지막",
		per:     func(span string) string { return span + "당" },
		same:    "직전과 같음",
		before:  func(value string) string { return "직전 " + value },
		against: func(percent string) string { return "직전 대비 " + percent + "%" },
	}
}

func englishDigest() digestWords {
	return digestWords{
		name: "Digest",
		summary: func(d alert.Digest) string {
			return summed(d, "all clear", "all clear now", map[string]func(int) string{
				"wrong": func(n int) string { return fmt.Sprintf("%d still wrong", n) },
				"gone":  func(n int) string { return counted(n, "device") + " offline" },
				"ended": func(n int) string { return fmt.Sprintf("%d resolved", n) },
				"back":  func(n int) string { return counted(n, "device") + " back online" },
			})
		},
		wrong: "Still wrong", gone: "Devices offline", ended: "Resolved", back: "Devices back online",
		since:   func(clock, span string) string { return "since " + clock + " (" + span + ")" },
		times:   func(n int, span string) string { return fmt.Sprintf("%d times, %s in all", n, span) },
		partial: "There are too many records to look through: something that was wrong may be missing here.", failed: "could not be read",
		brief: func(stat string) string {
			short, known := map[string]string{"average": "avg", "minimum": "min", "maximum": "max", "sample count": "count"}[stat]
			if !known {
				return stat
			}
			return short
		},
		overall: "overall", least: "min", most: "max", last: "last",
		per:     func(span string) string { return "per " + strings.TrimPrefix(span, "1 ") + ":" },
		same:    "as before",
		before:  func(value string) string { return "before: " + value },
		against: func(percent string) string { return percent + "% vs. before" },
	}
}

// counted is a number of things in English.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return digits(float64(n), 0) + " " + thing + "s"
}

// summed joins what the title of a digest says: what is wrong now, or else what was;
// calm where nothing was, now where nothing is any more.
func summed(d alert.Digest, calm, now string, say map[string]func(int) string) string {
	var parts []string
	for _, part := range []struct {
		word  string
		count int
		over  bool
	}{{"wrong", d.Wrong, false}, {"gone", d.Gone, false}, {"ended", d.Ended, true}, {"back", d.Back, true}} {
		if part.count > 0 && (!part.over || d.Wrong+d.Gone == 0) {
			parts = append(parts, say[part.word](part.count))
		}
	}
	switch {
	case d.Partial: // nobody knows that all is well
	case len(parts) == 0:
		return calm
	case d.Wrong+d.Gone == 0:
		parts = append([]string{now}, parts...)
	}
	return strings.Join(parts, ", ")
}
