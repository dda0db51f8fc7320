package sqs

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// SQS's limits of message attributes:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
const maxAttributes = 10

// maxValue bounds one value in bytes. SQS bounds only the whole message; an
// attribute is small print and must not be what makes a message too large.
const maxValue = 4 << 10

var attributeName = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)

// attributes are SQS's form of the first ten attributes by name, and their size
// in bytes. What SQS would refuse the whole message for is left out.
func attributes(from map[string]string) (map[string]types.MessageAttributeValue, int) {
	var to map[string]types.MessageAttributeValue
	size := 0
	for _, name := range slices.Sorted(maps.Keys(from)) {
		value := cut(clean(from[name]))
		if value == "" || !takes(name) || len(to) == maxAttributes {
			continue
		}
		if to == nil {
			to = map[string]types.MessageAttributeValue{}
		}
		to[name] = types.MessageAttributeValue{DataType: new("String"), StringValue: &value}
		size += len(name) + len("String") + len(value)
	}
	return to, size
}

func takes(name string) bool {
	lower := strings.ToLower(name)
	return len(name) <= 256 && attributeName.MatchString(name) &&
		!strings.HasPrefix(lower, "aws.") && !strings.HasPrefix(lower, "amazon.")
}

// clean replaces what XML 1.0 forbids and SQS therefore refuses:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
// In JSON such characters stand only inside strings, so the document stays whole.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
			return r
		}
		return utf8.RuneError
	}, s)
}

// cut shortens a value to maxValue and says so.
func cut(value string) string {
	const mark = "…"
	if len(value) <= maxValue {
		return value
	}
	end := maxValue - len(mark)
	for !utf8.RuneStart(value[end]) {
		end--
	}
	return value[:end] + mark
}
