package logpattern

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxRegexes is how many regular expressions a pattern for JSON or
// space-delimited log events may have.
// Source: the guide, "Supported regular expressions (regex) syntax", Quotas.
const maxRegexes = 2

// What a regular expression may be made of, besides letters and digits.
const (
	symbols   = ":_#=@/;,- "
	operators = `^$?[]{}|\*+.`
)

var repetition = regexp.MustCompile(`^\{([0-9]*)(,?)([0-9]*)\}`)

func parseRegex(text string) (func(string) bool, error) {
	s := &scanner{text: text}
	re, err := s.regex()
	if err != nil {
		return nil, err
	}
	if !s.done() {
		return nil, fmt.Errorf("a regular expression stands alone, but is followed by %s", around(s.text, s.at))
	}
	return re.MatchString, nil
}

// compile turns the guide's regular expressions into Go's. It takes only what
// the guide lists: Go would understand more, and CloudWatch Logs refuse it.
func compile(expression string) (*regexp.Regexp, error) {
	if expression == "" {
		return nil, errors.New("a regular expression between two % must not be empty")
	}
	t := &translator{scanner: scanner{text: expression}}
	for !t.done() {
		if err := t.next(); err != nil {
			return nil, err
		}
	}
	re, err := regexp.Compile("(?s)" + t.out.String())
	if err != nil {
		return nil, fmt.Errorf("the regular expression %%%s%% cannot be read: %w", around(expression, 0), err)
	}
	return re, nil
}

type translator struct {
	scanner
	out      strings.Builder
	repeated bool // the last thing written was a repetition
}

// next translates one thing outside a character class.
func (t *translator) next() error {
	c := t.text[t.at]
	if err := t.allowed(); err != nil {
		return err
	}
	repeats := strings.IndexByte("?*+{", c) >= 0
	if repeats && t.repeated {
		return fmt.Errorf("a repetition of a repetition is not supported: %s", around(t.text, t.at))
	}
	t.repeated = repeats
	switch c {
	case '\\':
		return t.escape()
	case '[':
		return t.class()
	case '{':
		return t.repeat()
	case ']', '}':
		return fmt.Errorf(`%q without its opening is written \%c in a regular expression: %s`, c, c, around(t.text, t.at))
	}
	t.out.WriteByte(c)
	t.at++
	return nil
}

// allowed refuses a character that the guide does not list.
func (t *translator) allowed() error {
	r, _ := utf8.DecodeRuneInString(t.rest())
	switch {
	case plain(r), strings.ContainsRune(symbols+operators, r):
		return nil
	case r == '(' || r == ')':
		return fmt.Errorf(`parentheses in a regular expression are not supported, the character itself is \x%02X: %s`, r, around(t.text, t.at))
	case r < utf8.RuneSelf:
		return fmt.Errorf(`%q in a regular expression is not supported, write \x%02X: %s`, r, r, around(t.text, t.at))
	}
	return fmt.Errorf("multi-byte characters in a regular expression are not supported, use a phrase in double quotes: %s", around(t.text, t.at))
}

// escape translates a backslash and what it stands before.
func (t *translator) escape() error {
	start := t.at
	t.at++
	if t.done() {
		return fmt.Errorf(`a regular expression must not end with a single backslash, write \\`)
	}
	c := t.text[t.at]
	t.at++
	switch {
	case strings.IndexByte("dDsSwW", c) >= 0:
		t.out.WriteString(t.text[start:t.at])
		return nil
	case c == 'x':
		return t.hex(start)
	case strings.IndexByte(operators+symbols, c) >= 0:
		t.out.WriteString(t.text[start:t.at])
		return nil
	}
	return fmt.Errorf(`in a regular expression a backslash stands before an operator or in \d \D \s \S \w \W \xhh only: %s`, around(t.text, start))
}

// hex translates \xhh.
func (t *translator) hex(start int) error {
	const digits = "0123456789abcdefABCDEF"
	rest := t.rest()
	if len(rest) < 2 || strings.IndexByte(digits, rest[0]) < 0 || strings.IndexByte(digits, rest[1]) < 0 {
		return fmt.Errorf(`\x is followed by two hexadecimal digits: %s`, around(t.text, start))
	}
	if rest[0] > '7' {
		return fmt.Errorf(`\xhh stands for ASCII, 00 to 7F: %s`, around(t.text, start))
	}
	t.out.WriteString(`\x` + rest[:2])
	t.at += 2
	return nil
}

// repeat translates {m}, {m,}, {,n} and {m,n}; Go has no {,n}.
func (t *translator) repeat() error {
	m := repetition.FindStringSubmatch(t.rest())
	if m == nil || m[1]+m[3] == "" {
		return fmt.Errorf(`a repetition is {m}, {m,}, {,n} or {m,n}, and the brace itself \{: %s`, around(t.text, t.at))
	}
	low := m[1]
	if low == "" {
		low = "0"
	}
	t.out.WriteString("{" + low + m[2] + m[3] + "}")
	t.at += len(m[0])
	return nil
}

// class translates a character class.
func (t *translator) class() error {
	start := t.at
	t.take("[")
	t.out.WriteByte('[')
	if t.take("^") {
		t.out.WriteByte('^')
	}
	for first := true; !t.done(); first = false {
		c := t.text[t.at]
		switch {
		case c == ']' && first:
			return fmt.Errorf(`a character class must not be empty, and the bracket itself is \]: %s`, around(t.text, start))
		case c == ']':
			t.out.WriteByte(']')
			t.at++
			return nil
		case c == '[':
			return fmt.Errorf(`in a character class the bracket itself is \[: %s`, around(t.text, start))
		case c == '\\':
			if err := t.escape(); err != nil {
				return err
			}
			continue
		}
		if err := t.allowed(); err != nil {
			return err
		}
		if c == '^' {
			t.out.WriteByte('\\')
		}
		t.out.WriteByte(c)
		t.at++
	}
	return fmt.Errorf("the character class that opens at %s is not closed", around(t.text, start))
}
