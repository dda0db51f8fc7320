package fake

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// columnsOf is how many columns of a terminal a text takes: Hangul and most
// emoji take two, combining marks none.
func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// pad fills a text up to so many columns.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-columnsOf(s)))
}

// Wrap breaks a line into lines of at most so many columns, at spaces where
// there are some, else between two characters. The lines after the first are
// indented.
func Wrap(s string, columns, indent int) []string {
	indent = min(indent, columns/2)
	var lines []string
	var line []rune
	used, space := 0, -1
	for _, r := range s {
		w := runeColumns(r)
		if used+w > columns && len(line) > 0 {
			head, rest := line, []rune(nil)
			if r != ' ' && space > indent {
				head, rest = line[:space], line[space+1:]
			}
			lines = append(lines, strings.TrimRight(string(head), " "))
			line = append([]rune(strings.Repeat(" ", indent)), rest...)
			used, space = columnsOf(string(line)), -1
			if r == ' ' {
				continue
			}
		}
		if r == ' ' {
			space = len(line)
		}
		line = append(line, r)
		used += w
	}
	return append(lines, string(line))
}

// visible replaces what a terminal would obey rather than show.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r < 0x20:
			return 0x2400 + r // the control pictures: ␛ for escape
		case r == 0x7f, unicode.IsControl(r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
