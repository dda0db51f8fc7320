// Package logpattern reads CloudWatch Logs filter patterns and says which lines
// they match, so that a line of a file here meets what a log group's
// subscription filter does there. It knows the syntax and nothing else: no log
// groups, no configuration.
//
// Source: "Filter pattern syntax for metric filters, subscription filters,
// filter log events, and Live Tail" of the CloudWatch Logs User Guide, with its
// sections on regular expressions, unstructured, JSON and space-delimited log
// events. What it leaves open is decided here so:
//
//   - A term matches anywhere in the line, inside a word too: an older edition
//     of the guide lets ERROR match "Exiting with ERRORCODE: -1".
//   - A regular expression is searched for, not anchored.
//   - An asterisk stands for any text at the beginning and at the end of a
//     value, quoted or not; anywhere else it is itself (the older edition).
//   - A comparison with a JSON property that is missing, null, true, false, an
//     array or an object is false, != too: the guide's value nodes are strings
//     and numbers.
//   - An unquoted number equals a JSON number of that value and a string of that
//     text; a quoted value is compared with what stands in the log. Only numbers
//     are greater or less.
//   - A wildcard selector asks whether any of what it selects fulfils the
//     condition.
//   - Fields of a space-delimited line are parted by spaces, however many. A
//     field in brackets or quotes ends at the first closing one before a space
//     or the end. A line with fewer fields than the pattern does not match; one
//     with more matches if the last name has no condition, which then stands for
//     all the rest (the guide's blank indicator).
package logpattern

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLength is how many characters a pattern may have.
// Source: PutSubscriptionFilter and FilterLogEvents, filterPattern.
const MaxLength = 1024

// Pattern is a filter pattern that was read. The zero Pattern matches every line.
type Pattern struct {
	text  string
	match func(line string) bool
}

// Parse reads a filter pattern. An empty one matches every line.
//
// It refuses what CloudWatch Logs refuses and what it would read in a way the
// guide does not tell; the error quotes the place and names a way out.
func Parse(pattern string) (Pattern, error) {
	if !utf8.ValidString(pattern) {
		return Pattern{}, errors.New("the filter pattern is not valid UTF-8")
	}
	if n := utf8.RuneCountInString(pattern); n > MaxLength {
		return Pattern{}, fmt.Errorf("the filter pattern has %d characters, CloudWatch Logs takes %d", n, MaxLength)
	}
	text := strings.TrimSpace(pattern)
	var match func(string) bool
	var err error
	switch {
	case text == "":
		return Pattern{text: pattern}, nil
	case text[0] == '{':
		match, err = parseJSON(text)
	case text[0] == '[':
		match, err = parseFields(text)
	case text[0] == '%':
		match, err = parseRegex(text)
	default:
		match, err = parseTerms(text)
	}
	if err != nil {
		return Pattern{}, err
	}
	return Pattern{text: pattern, match: match}, nil
}

// Match says whether the pattern matches a line, which is one log event's
// message as it was written.
func (p Pattern) Match(line string) bool {
	return p.match == nil || p.match(line)
}

// String is the pattern as it was written.
func (p Pattern) String() string { return p.text }

// Quote is the pattern that matches exactly the lines that contain literal, with
// its case.
//
// What no pattern can say is an error: nothing or nothing but blanks (CloudWatch
// Logs takes that for "everything"), line breaks and other control characters,
// bytes that are not UTF-8, and what is longer than a pattern may be.
// Source of the backslashes: AWS CDK, aws-logs, FilterPattern.allTerms.
func Quote(literal string) (string, error) {
	if strings.TrimSpace(literal) == "" {
		return "", errors.New("a text to look for needs more than blanks: CloudWatch Logs would match every line")
	}
	if !utf8.ValidString(literal) {
		return "", errors.New("a text to look for must be valid UTF-8")
	}
	if at := strings.IndexFunc(literal, unicode.IsControl); at >= 0 {
		return "", fmt.Errorf("a text to look for is one line without control characters: %q", around(literal, at))
	}
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(literal) + `"`
	if n := utf8.RuneCountInString(quoted); n > MaxLength {
		return "", fmt.Errorf("a text to look for has %d characters with its quotes, CloudWatch Logs takes %d", n, MaxLength)
	}
	return quoted, nil
}
