// Package clean makes a stranger's text fit to be shown: no characters that
// control a terminal or turn the direction of what follows, and a visible mark
// where something was left out.
package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mark ends a text that goes on.
const Mark = "…"

// Text cleans a text of several lines: valid UTF-8, every end of a line a line
// feed, no other control characters, and none that turn the direction of what
// follows. Space around it is removed.
func Text(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\r':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// Cut shortens a text to so many characters, the mark included.
func Cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return strings.TrimRightFunc(string([]rune(s)[:limit-1]), unicode.IsSpace) + Mark
}

// Long shortens a text to so many characters and says how many it left out.
func Long(s string, limit int) (text string, left int) {
	text = Cut(s, limit)
	if text != s {
		left = utf8.RuneCountInString(s) - utf8.RuneCountInString(text) + len([]rune(Mark))
	}
	return text, left
}
