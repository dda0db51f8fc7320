package alarm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much of a stranger's text is carried, in characters. What is longer is
// cut where everybody can see it.
const (
	maxText  = 8000
	maxLong  = 4000 // rules, reasons
	maxValue = 512
	maxName  = 256
	maxTitle = 120
	// maxAddress bounds links, in bytes; a cut link leads nowhere, so longer
	// ones are left out.
	maxAddress = 2000
)

// cutMark ends a text that goes on.
const cutMark = "…"

// block cleans a text of several lines: valid UTF-8, no control characters but
// the line feed, and none that turn the direction of what follows.
func block(s string, limit int) string {
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
	return cut(strings.TrimSpace(s), limit)
}

// long is a block of maxText, and how many characters of it are left out.
func long(s string) (text string, left int) {
	whole := block(s, len(s)+1)
	text = cut(whole, maxText)
	if text != whole {
		left = utf8.RuneCountInString(whole) - utf8.RuneCountInString(text) + len([]rune(cutMark))
	}
	return text, left
}

// line cleans a text and puts it on one line.
func line(s string, limit int) string {
	return cut(strings.TrimSpace(strings.ReplaceAll(block(s, maxText), "\n", " ")), limit)
}

// cut shortens a text to so many characters, the mark included.
func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return strings.TrimRightFunc(string([]rune(s)[:limit-1]), unicode.IsSpace) + cutMark
}
