package alarm

import (
	"strings"

	"bongsu/shared/clean"
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
const cutMark = clean.Mark

// block is a clean text of several lines.
func block(s string, limit int) string { return cut(clean.Text(s), limit) }

// long is a block of maxText, and how many characters of it are left out.
func long(s string) (text string, left int) { return clean.Long(clean.Text(s), maxText) }

// line cleans a text and puts it on one line.
func line(s string, limit int) string {
	return cut(strings.TrimSpace(strings.ReplaceAll(block(s, maxText), "\n", " ")), limit)
}

// cut shortens a text to so many characters, the mark included.
func cut(s string, limit int) string { return clean.Cut(s, limit) }
