package logpattern

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// value is what a log event has at a place: a JSON string or number, or a field.
type value struct {
	text   string
	number *big.Float // nil if it is none
}

// operand is what a condition compares with.
type operand struct {
	text       string
	number     *big.Float // nil if it is none, or in quotes
	head, tail bool       // any text may stand before, behind
	regex      *regexp.Regexp
}

// condition says something about one value of a log event.
type condition func(value) bool

// comparisons are a condition's operators, the longer before those they begin with.
var comparisons = []string{"!=", ">=", "<=", "=", ">", "<"}

var numeral = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// number reads a number, and is nil for anything else. Integers of any length
// that people use as identifiers stay exact.
func number(text string) *big.Float {
	if !numeral.MatchString(text) {
		return nil
	}
	f, _, err := big.ParseFloat(text, 10, 256, big.ToNearestEven)
	if err != nil {
		return nil
	}
	return f
}

// comparison reads an operator and its operand.
func (s *scanner) comparison() (condition, error) {
	s.blanks()
	for _, op := range comparisons {
		if !s.take(op) {
			continue
		}
		start := s.at
		o, err := s.operand()
		if err != nil {
			return nil, err
		}
		if op != "=" && op != "!=" && o.number == nil {
			return nil, fmt.Errorf("%s compares with a number, not with %s", op, around(strings.TrimSpace(s.text[start:s.at]), 0))
		}
		return o.condition(op), nil
	}
	return nil, s.unexpected("one of = != > < >= <=")
}

// operand reads what an operator compares with.
func (s *scanner) operand() (operand, error) {
	s.blanks()
	switch {
	case strings.HasPrefix(s.rest(), "%"):
		re, err := s.regex()
		if err == nil && s.regexes > maxRegexes {
			err = fmt.Errorf("a filter pattern has at most %d regular expressions", maxRegexes)
		}
		return operand{regex: re}, err
	case strings.HasPrefix(s.rest(), `"`):
		text, err := s.quoted('"')
		return wildcard(text), err
	}
	start := s.at
	word := s.word(func(r rune) bool { return plain(r) || strings.ContainsRune(".*+-:/", r) })
	if word == "" {
		return operand{}, s.unexpected("a value (in double quotes unless it has only A-Z, a-z, 0-9 and _)")
	}
	if !s.done() && !strings.ContainsRune(" \t\r\n)}],&|", rune(s.text[s.at])) {
		return operand{}, fmt.Errorf("a value with other characters than A-Z, a-z, 0-9 and _ stands in double quotes: %s", around(s.text, start))
	}
	o := wildcard(word)
	o.number = number(word)
	return o, nil
}

func wildcard(text string) operand {
	tail := strings.TrimLeft(text, "*")
	inner := strings.TrimRight(tail, "*")
	return operand{text: inner, head: tail != text, tail: inner != tail}
}

// condition is the comparison of any value with the operand.
func (o operand) condition(op string) condition {
	if op == "!=" {
		return func(v value) bool { return !o.equals(v) }
	}
	if op == "=" {
		return o.equals
	}
	return func(v value) bool {
		if v.number == nil {
			return false
		}
		order := v.number.Cmp(o.number)
		return order < 0 && op[0] == '<' || order > 0 && op[0] == '>' || order == 0 && len(op) == 2
	}
}

func (o operand) equals(v value) bool {
	switch {
	case o.regex != nil:
		return o.regex.MatchString(v.text)
	case o.number != nil && v.number != nil:
		return o.number.Cmp(v.number) == 0
	case o.head && o.tail:
		return strings.Contains(v.text, o.text)
	case o.head:
		return strings.HasSuffix(v.text, o.text)
	case o.tail:
		return strings.HasPrefix(v.text, o.text)
	}
	return v.text == o.text
}
