package channel

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"bongsu/shared/wording"
)

// printable drops what no screen shows and what turns text around: control
// characters but for the newline, and bidirectional overrides. Broken UTF-8 is
// repaired.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// oneLine is printable text without line breaks.
func oneLine(s string) string {
	return strings.Join(strings.Fields(printable(s)), " ")
}

// cut shortens a text to limit as measured by size, and says by mark how many
// characters are left out. Escaping must be part of size.
func cut(s string, limit int, mark string, size func(string) int) string {
	if size(s) <= limit {
		return s
	}
	return cutMore(s, 0, limit, mark, size)
}

// cutItem cuts an item's text, and counts what had been left out of it before.
func cutItem(it wording.Item, limit int, mark string, size func(string) int) string {
	s := printable(it.Text)
	if it.Cut == 0 {
		return cut(s, limit, mark, size)
	}
	return cutMore(strings.TrimSuffix(s, "…"), it.Cut, limit, mark, size)
}

// cutMore shortens a text, of which so many characters were left out before.
func cutMore(s string, before, limit int, mark string, size func(string) int) string {
	runes := []rune(s)
	// No measure is smaller than the number of characters.
	low, high := 0, min(len(runes), limit)
	kept := func(n int) string {
		// A joiner or a combining mark belongs to the character before it.
		for n > 0 && n < len(runes) && (unicode.Is(unicode.M, runes[n]) || runes[n] == '\u200d' || runes[n-1] == '\u200d') {
			n--
		}
		return strings.TrimRightFunc(string(runes[:n]), unicode.IsSpace) +
			strings.ReplaceAll(mark, "%", grouped(len(runes)-n+before))
	}
	for low < high {
		middle := (low + high + 1) / 2
		if size(kept(middle)) <= limit {
			low = middle
		} else {
			high = middle - 1
		}
	}
	if text := kept(low); size(text) <= limit {
		return text
	}
	return "…"
}

// unsaid counts the characters of an item besides its headline and lead.
func unsaid(it wording.Item) int {
	n := it.Cut + runesOf(it.Text) + runesOf(it.Context)
	for _, f := range it.Facts {
		n += runesOf(f.Label) + runesOf(f.Value)
	}
	return n
}

// grouped writes a count with thousands separators.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// bytesOf is the size of a text in bytes, runesOf in characters.
func bytesOf(s string) int { return len(s) }

func runesOf(s string) int { return utf8.RuneCountInString(s) }

// unitsOf is the size of a text in UTF-16 code units: an emoji has two.
func unitsOf(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// lookalike replaces characters that would format by ones that look the same and
// do not.
var lookalike = map[rune]rune{'*': '∗', '_': '＿', '~': '∼', '`': 'ˋ'}

// inert makes a text of a stranger's format nothing in a chat that reads
// markdown or something like it. Characters within a word, as in my_alarm_2,
// stay as they are wherever no chat would read them as markup.
func inert(s string) string {
	runes := []rune(s)
	var b strings.Builder
	word := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]))
	}
	for i, r := range runes {
		same, formats := lookalike[r]
		if formats && (r == '*' || !word(i-1) || !word(i+1)) {
			r = same
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plain is a message as plain text with its title and its first link, for when
// a provider refuses the laid-out one.
func plain(m wording.Message) (title, body string) {
	var lines []string
	for _, it := range m.Items {
		if it.Headline != "" {
			lines = append(lines, it.Headline)
		}
		if it.Lead != "" {
			lines = append(lines, it.Lead)
		}
		if it.Table {
			for _, f := range it.Facts {
				lines = append(lines, f.Label+": "+f.Value)
			}
		}
		if len(it.Links) > 0 {
			lines = append(lines, it.Links[0].Label+": "+it.Links[0].URL)
		}
	}
	return m.Title, strings.Join(lines, "\n")
}
