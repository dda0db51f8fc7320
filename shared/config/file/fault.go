package file

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Fault is one thing that is wrong, or of no effect, in a configuration.
type Fault struct {
	// File is what the reader was told the file is called.
	File string
	// Line and Column count from 1; a column is one character, not one byte.
	Line, Column int
	// Path names the key (channels.ops-slack.secret), empty for the file as a
	// whole.
	Path string
	// Problem says what is wrong, Hint the way out. Neither shows the value of
	// a secret.
	Problem, Hint string
}

// String is one line: bongsu.yaml:12:5: channels.ops-slack.secret: is missing (the way out).
func (f Fault) String() string {
	text := fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
	if f.Path != "" {
		text += f.Path + ": "
	}
	text += f.Problem
	if f.Hint != "" {
		text += " (" + f.Hint + ")"
	}
	return text
}

// Faults is all that is wrong with one configuration, in the order of the file.
type Faults []Fault

// Error has a line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

func (f Faults) sorted() Faults {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(f)
}

// maxShown is how much of a value a fault quotes; what is longer is no word
// that was mistyped.
const maxShown = 60

// quoted shows a value that is wrong, unless it could be a credential that was
// put at the wrong key.
func quoted(value string) string {
	if len([]rune(value)) > maxShown || credential(value) {
		return "what stands here"
	}
	return strconv.Quote(value)
}

// named is a key as a path shows it.
func named(key string) string {
	plain := key != "" && strings.IndexFunc(key, func(c rune) bool {
		return !unicode.IsGraphic(c) || unicode.IsSpace(c)
	}) < 0
	switch {
	case len([]rune(key)) > maxShown || credential(key):
		return "…"
	case !plain:
		return strconv.Quote(key)
	}
	return key
}

// credential reports whether a text looks like a webhook's URL or a token.
func credential(text string) bool {
	lower := strings.ToLower(text)
	for _, mark := range []string{"://", "xoxb-", "xoxp-", "xapp-", "hooks.slack", "webhook.office.com", "outlook.office", "/workflows/", "/services/", "sig=", "notify-api.line"} {
		if strings.Contains(lower, mark) {
			return true
		}
	}
	return false
}
