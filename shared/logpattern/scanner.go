package logpattern

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// shown is how many characters of a pattern an error quotes.
const shown = 20

// scanner walks through a pattern.
type scanner struct {
	text    string
	at      int
	regexes int
}

// rest is what has not been read.
func (s *scanner) rest() string { return s.text[s.at:] }

func (s *scanner) done() bool { return s.at >= len(s.text) }

// blanks passes over white space and says whether there was some.
func (s *scanner) blanks() bool {
	trimmed := strings.TrimLeft(s.rest(), " \t\r\n")
	passed := len(s.rest()) - len(trimmed)
	s.at += passed
	return passed > 0
}

// take passes over a sign if it is next.
func (s *scanner) take(sign string) bool {
	if !strings.HasPrefix(s.rest(), sign) {
		return false
	}
	s.at += len(sign)
	return true
}

// word passes over the longest run of characters that are accepted.
func (s *scanner) word(accept func(rune) bool) string {
	rest := s.rest()
	end := strings.IndexFunc(rest, func(r rune) bool { return !accept(r) })
	if end < 0 {
		end = len(rest)
	}
	s.at += end
	return rest[:end]
}

// quoted passes over a text in a pair of the given quotes, the next one being
// the first of them, and gives what it means.
func (s *scanner) quoted(quote byte) (string, error) {
	start := s.at
	s.at++
	var b strings.Builder
	for ; !s.done(); s.at++ {
		switch c := s.text[s.at]; c {
		case quote:
			s.at++
			return b.String(), nil
		case '\\':
			s.at++
			if s.done() || s.text[s.at] != '\\' && s.text[s.at] != quote {
				return "", fmt.Errorf(`in quotes a backslash is written \\ and a quote \%c: %s`, quote, around(s.text, s.at-1))
			}
			b.WriteByte(s.text[s.at])
		default:
			b.WriteByte(c)
		}
	}
	return "", fmt.Errorf("the quote that opens at %s is not closed", around(s.text, start))
}

// regex passes over a regular expression between percent signs, the first of
// which is next.
func (s *scanner) regex() (*regexp.Regexp, error) {
	start := s.at
	end := strings.IndexByte(s.text[start+1:], '%')
	if end < 0 {
		return nil, fmt.Errorf("the regular expression that opens at %s is not closed with %%", around(s.text, start))
	}
	s.at = start + 1 + end + 1
	s.regexes++
	return compile(s.text[start+1 : start+1+end])
}

// unexpected is the error for what cannot stand where the scanner is.
func (s *scanner) unexpected(wanted string) error {
	if s.done() {
		return errors.New("the filter pattern ends where " + wanted + " should stand")
	}
	return fmt.Errorf("%s should stand at %s", wanted, around(s.text, s.at))
}

// around quotes the text from a place on.
func around(text string, at int) string {
	text = text[at:]
	if utf8.RuneCountInString(text) <= shown {
		return text
	}
	return string([]rune(text)[:shown]) + "…"
}

// plain says whether a character may stand in a term without quotes.
func plain(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}
