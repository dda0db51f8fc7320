package font

import "strings"

// The arithmetic of Hangul: Unicode, chapter 3.12, conjoining jamo behavior.
const (
	firstSyllable = 0xac00
	lastSyllable  = 0xd7a3
	firstLead     = 0x1100
	firstVowel    = 0x1161
	beforeTail    = 0x11a7
	leads         = 19
	vowels        = 21
	tails         = 28
)

func isSyllable(char rune) bool { return char >= firstSyllable && char <= lastSyllable }

// Compose joins separate jamo to syllables, as names typed on a Mac carry them.
// Everything else stays as it is.
func Compose(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= firstLead && r < firstLead+leads }) < 0 {
		return text
	}
	var out []rune
	for _, r := range text {
		if joined, ok := join(out, r); ok {
			out[len(out)-1] = joined
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// join puts a jamo on the last character, if the two make a syllable.
func join(before []rune, r rune) (rune, bool) {
	if len(before) == 0 {
		return 0, false
	}
	last := before[len(before)-1]
	lead, vowel, tail := last-firstLead, r-firstVowel, r-beforeTail
	switch {
	case lead >= 0 && lead < leads && vowel >= 0 && vowel < vowels:
		return firstSyllable + (lead*vowels+vowel)*tails, true
	case isSyllable(last) && (last-firstSyllable)%tails == 0 && tail > 0 && tail < tails:
		return last + tail, true
	}
	return 0, false
}
