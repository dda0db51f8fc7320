package logpattern

import (
	"errors"
	"fmt"
	"strings"
)

// terms are the words and phrases of a pattern for unstructured log events.
type terms struct {
	include, exclude, optional []string
}

func parseTerms(text string) (func(string) bool, error) {
	s := &scanner{text: text}
	var t terms
	for s.blanks(); !s.done(); {
		list := &t.include
		switch {
		case s.take("?"):
			list = &t.optional
		case s.take("-"):
			list = &t.exclude
			// The guide's older edition writes a blank there.
			s.blanks()
		}
		term, err := s.term()
		if err != nil {
			return nil, err
		}
		if !s.blanks() && !s.done() {
			return nil, fmt.Errorf("put a blank between terms, before %s", around(s.text, s.at))
		}
		if strings.TrimSpace(term) != "" {
			*list = append(*list, term)
			continue
		}
		// The guide matches everything with " ".
		if list != &t.include {
			return nil, errors.New(`"" and " " match every line: they cannot be excluded or optional`)
		}
		*list = append(*list, "")
	}
	return t.match, nil
}

// term passes over a word or a phrase.
func (s *scanner) term() (string, error) {
	if strings.HasPrefix(s.rest(), `"`) {
		return s.quoted('"')
	}
	start := s.at
	word := s.word(func(r rune) bool { return !strings.ContainsRune(" \t\r\n\"", r) })
	if word == "" {
		return "", s.unexpected("a term")
	}
	if strings.HasPrefix(word, "%") {
		return "", fmt.Errorf("a regular expression stands alone, not among terms: %s", around(s.text, start))
	}
	if at := strings.IndexFunc(word, func(r rune) bool { return !plain(r) }); at >= 0 {
		return "", fmt.Errorf("a term with other characters than A-Z, a-z, 0-9 and _ stands in double quotes: %s", around(word, 0))
	}
	return word, nil
}

func (t terms) match(line string) bool {
	for _, term := range t.exclude {
		if strings.Contains(line, term) {
			return false
		}
	}
	for _, term := range t.include {
		if !strings.Contains(line, term) {
			return false
		}
	}
	// Beside other terms the optional ones are ignored.
	if len(t.include)+len(t.exclude) > 0 {
		return true
	}
	for _, term := range t.optional {
		if strings.Contains(line, term) {
			return true
		}
	}
	return false
}
