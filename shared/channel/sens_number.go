package channel

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	// korea is how numbers begin that are written for callers from abroad.
	korea = regexp.MustCompile(`^\+82(\(0\))?0?`)
	// mobile are numbers that text messages reach.
	mobile = regexp.MustCompile(`^01(0[0-9]{8}|[16789][0-9]{7,8})$`)
	// sender are numbers that can be registered as a sender: of a place, of a
	// mobile, over the internet, of a company (1588-1234).
	sender = regexp.MustCompile(`^(02[0-9]{7,8}|0[3-6][0-9]{8,9}|0[78]0[0-9]{7,8}|1[568][0-9]{6})$`)
)

// digitsOf writes a Korean phone number in digits alone, as SENS wants it:
// 010-1234-5678 and +82 10-1234-5678 are 01012345678.
func digitsOf(number string) string {
	number = strings.NewReplacer(" ", "", "-", "", ".", "").Replace(number)
	number = korea.ReplaceAllString(number, "0")
	return strings.NewReplacer("(", "", ")", "").Replace(number)
}

// numbersOf writes numbers in digits.
func numbersOf(list []string) []string {
	numbers := make([]string, len(list))
	for i, n := range list {
		numbers[i] = digitsOf(n)
	}
	return numbers
}

// checkRecipients returns the faults of a list of phone numbers. None of them
// shows a number.
func checkRecipients(list []string) []Fault {
	const form = `a Korean mobile number, e.g. "01012345678" or "+82 10-1234-5678"`
	if len(list) == 0 {
		return []Fault{{"to", "is missing", `list the phone numbers, e.g. to: ["01012345678"]`}}
	}
	var faults []Fault
	numbers := numbersOf(list)
	for i, n := range numbers {
		key := fmt.Sprintf("to[%d]", i)
		switch first := slices.Index(numbers, n); {
		case strings.HasPrefix(n, "+"):
			faults = append(faults, Fault{key, "is not a number in Korea", form})
		case !mobile.MatchString(n):
			faults = append(faults, Fault{key, "is not a mobile number", form})
		case first < i:
			faults = append(faults, Fault{key, fmt.Sprintf("is the same number as to[%d]", first), "list each number once"})
		}
	}
	return faults
}

// checkSender returns the faults of the number that messages come from.
func checkSender(number string) []Fault {
	const register = "a number in Korea that is registered as a sender in the NAVER Cloud console (Simple & Easy Notification Service, SMS, Calling Number)"
	switch n := digitsOf(number); {
	case number == "":
		return []Fault{{"from", "is missing", register}}
	case !sender.MatchString(n) && !mobile.MatchString(n):
		return []Fault{{"from", "is not a phone number in Korea", register}}
	}
	return nil
}

// checkService returns the faults of a service's id of one sort.
func checkService(id, sort string) []Fault {
	hint := "copy it from the project in the NAVER Cloud console, e.g. ncp:" + sort + ":kr:123456789012:demo"
	switch {
	case id == "":
		return []Fault{{"service", "is missing", hint}}
	case !regexp.MustCompile(`^ncp:` + sort + `:kr:[0-9]+:[A-Za-z0-9_.-]+$`).MatchString(id):
		return []Fault{{"service", "is not the id of a service of this type", hint}}
	}
	return nil
}

// maxTries is how often a message may be sent again to who was out of reach.
const maxTries, usualTries = 5, 2

func checkTries(tries *int) []Fault {
	if tries != nil && (*tries < 0 || *tries > maxTries) {
		return []Fault{{"tries", fmt.Sprintf("must be 0 to %d", maxTries), "how often to send again to a phone that is out of reach"}}
	}
	return nil
}

func triesOf(tries *int) int {
	if tries == nil {
		return usualTries
	}
	return *tries
}
