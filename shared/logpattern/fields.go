package logpattern

import (
	"errors"
	"fmt"
	"strings"
)

// fields is a pattern for space-delimited log events: conditions for the fields
// before an ellipsis and for those behind it.
type fields struct {
	before, behind []field
	ellipsis       bool
}

// field is the condition for one field; nil has none.
type field expression[string]

// parseFields reads a pattern for space-delimited log events.
func parseFields(text string) (func(string) bool, error) {
	s := &scanner{text: text}
	s.take("[")
	var f fields
	for {
		s.blanks()
		if s.take("...") {
			if f.ellipsis {
				return nil, errors.New("a second ellipsis (...) in a filter pattern is not supported")
			}
			f.ellipsis = true
		} else {
			next, err := s.field()
			if err != nil {
				return nil, err
			}
			if f.ellipsis {
				f.behind = append(f.behind, next)
			} else {
				f.before = append(f.before, next)
			}
		}
		s.blanks()
		if s.take(",") {
			continue
		}
		if !s.take("]") {
			return nil, s.unexpected("a comma or the closing bracket")
		}
		if !s.done() {
			return nil, fmt.Errorf("a space-delimited pattern ends with its bracket, but is followed by %s", around(s.text, s.at))
		}
		return f.match, nil
	}
}

// field reads a field's name and condition; both may be missing.
func (s *scanner) field() (field, error) {
	start := s.at
	s.name()
	s.blanks()
	if s.done() || s.text[s.at] == ',' || s.text[s.at] == ']' {
		return nil, nil
	}
	// From its name on again: every condition of an expression has one.
	s.at = start
	var name string
	expr, err := parseExpression(s, func(s *scanner) (expression[string], error) {
		s.blanks()
		at := s.at
		own := s.name()
		if own == "" {
			return nil, s.unexpected("a field's name")
		}
		if name == "" {
			name = own
		}
		if own != name {
			return nil, fmt.Errorf("the field %s has a condition about another one, which belongs to that one's place: %s", name, around(s.text, at))
		}
		holds, err := s.comparison()
		if err != nil {
			return nil, err
		}
		return func(text string) bool { return holds(value{text: text, number: number(text)}) }, nil
	})
	return field(expr), err
}

func (s *scanner) name() string {
	return s.word(func(r rune) bool { return plain(r) || r == '-' })
}

func (f fields) match(line string) bool {
	got := split(line)
	if len(got) < len(f.before)+len(f.behind) {
		return false
	}
	if !f.ellipsis && len(got) > len(f.before) && f.before[len(f.before)-1] != nil {
		return false
	}
	return holdAll(f.before, got) && holdAll(f.behind, got[len(got)-len(f.behind):])
}

func holdAll(conditions []field, texts []string) bool {
	for i, c := range conditions {
		if c != nil && !c(texts[i]) {
			return false
		}
	}
	return true
}

// split parts a line into its fields.
func split(line string) []string {
	var parts []string
	line = strings.TrimRight(line, "\r\n")
	unclosed := map[byte]bool{}
	for {
		line = strings.TrimLeft(line, " ")
		if line == "" {
			return parts
		}
		text, rest, ok := enclosed(line, unclosed)
		if !ok {
			text, rest, _ = strings.Cut(line, " ")
		}
		parts = append(parts, text)
		line = rest
	}
}

// enclosed is the field in brackets or quotes that a line begins with, and the
// line's rest. An opening that nothing closes is noted: none of its kind further
// on is closed either, and a line full of them is not searched over and over.
func enclosed(line string, unclosed map[byte]bool) (text, rest string, ok bool) {
	open := line[0]
	closing := map[byte]byte{'[': ']', '"': '"'}[open]
	if closing == 0 || unclosed[open] {
		return "", "", false
	}
	for i := 1; i < len(line); i++ {
		if line[i] == closing && (i+1 == len(line) || line[i+1] == ' ') {
			return line[1:i], line[i+1:], true
		}
	}
	unclosed[open] = true
	return "", "", false
}
