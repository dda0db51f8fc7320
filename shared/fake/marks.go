package fake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shelf keeps pieces of a text that are done, each behind one character of the
// private use area, while the rest is still being read.
type shelf []piece

// piece is what is shown, and what stood in the message.
type piece struct{ shown, raw string }

const (
	shelfFirst = '\uE000'
	shelfLast  = '\uF8FF'
)

// clearShelf takes the shelf's own characters out of a text.
func clearShelf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= shelfFirst && r <= shelfLast {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// put keeps a piece and returns what stands for it.
func (s *shelf) put(shown, raw string) string {
	if len(*s) > shelfLast-shelfFirst {
		return shown
	}
	*s = append(*s, piece{shown, raw})
	return string(rune(shelfFirst + len(*s) - 1))
}

// shown puts the pieces back as they show, the latest first: it may hold earlier
// ones.
func (s shelf) shown(text string) string {
	return s.restore(text, func(p piece) string { return p.shown })
}

// raw puts the pieces back as they stood in the message.
func (s shelf) raw(text string) string {
	return s.restore(text, func(p piece) string { return p.raw })
}

func (s shelf) restore(text string, side func(piece) string) string {
	for i := len(s) - 1; i >= 0; i-- {
		text = strings.ReplaceAll(text, string(rune(shelfFirst+i)), side(s[i]))
	}
	return text
}

// unmark takes the pairs of a mark that format off a text and returns the marked
// pieces. A pair stands in one line and hugs what it marks. With inWord it may
// begin and end in the middle of a word.
func unmark(s, mark string, inWord bool) (plain string, marked []string) {
	var out strings.Builder
	for i := 0; i < len(s); {
		end := -1
		if strings.HasPrefix(s[i:], mark) && opens(s, i, mark, inWord) {
			end = closing(s, i+len(mark), mark, inWord)
		}
		if end < 0 {
			_, n := utf8.DecodeRuneInString(s[i:])
			out.WriteString(s[i : i+n])
			i += n
			continue
		}
		out.WriteString(s[i+len(mark) : end])
		marked = append(marked, s[i:end+len(mark)])
		i = end + len(mark)
	}
	return out.String(), marked
}

func opens(s string, at int, mark string, inWord bool) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, n := utf8.DecodeRuneInString(s[at+len(mark):])
	return n > 0 && !unicode.IsSpace(after) && !strings.HasPrefix(s[at+len(mark):], mark) &&
		(at == 0 || inWord || !wordRune(before))
}

func closing(s string, from int, mark string, inWord bool) int {
	for at := from + 1; at < len(s); at++ {
		if s[at-1] == '\n' {
			return -1
		}
		if !strings.HasPrefix(s[at:], mark) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:at])
		after, n := utf8.DecodeRuneInString(s[at+len(mark):])
		if !unicode.IsSpace(before) && (n == 0 || inWord || !wordRune(after)) {
			return at
		}
	}
	return -1
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
