// Package euckr makes texts that Korean text messages can carry. They travel in
// EUC-KR, ASCII in one byte and all else in two; the provider fails a message
// for one character outside of it.
package euckr

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Bytes is the size of a text in EUC-KR, as far as EUC-KR carries it.
func Bytes(s string) int {
	n := 0
	for _, r := range s {
		n += 2
		if r < utf8.RuneSelf {
			n--
		}
	}
	return n
}

// Encodable gives the text in characters of KS X 1001 alone: what that set lacks
// is written in another way that reads the same, and a question mark where there
// is none. Line breaks stay. It changes nothing in a text that it gave.
//
// Syllables that only Microsoft's extension of the set has (뷁, 햏) are spelt out
// (붸ㄺ, 해ㅎ): whether the provider and every network
// carry them is not documented.
func Encodable(s string) string {
	w := writer{encoder: korean.EUCKR.NewEncoder()}
	// Half-width forms first: their voicing marks then compose with them.
	for _, r := range norm.NFC.String(strings.Map(widened, strings.ToValidUTF8(s, "\uFFFD"))) {
		w.put(r)
	}
	return w.String()
}

// widened gives the full form of a half-width letter of Japanese or Korean.
func widened(r rune) rune {
	if width.LookupRune(r).Kind() == width.EastAsianHalfwidth {
		if full := width.LookupRune(r).Folded(); full != 0 {
			return full
		}
	}
	return r
}

type writer struct {
	strings.Builder
	encoder *encoding.Encoder
	// apart says that the next letter or digit would run into a word that stands
	// for a symbol.
	apart bool
}

// put writes one character, or what stands for it.
func (w *writer) put(r rune) {
	if word, known := words[r]; known {
		w.word(word)
		return
	}
	text, known := substitutes[r]
	switch {
	case known:
	case r == '\n':
		text = "\n"
	case unicode.Is(unicode.Zs, r) && r != ideographicSpace, r == '\t':
		text = " "
	case r == '\u2028', r == '\u2029':
		text = "\n"
	case unicode.In(r, unicode.C, unicode.M), unicode.Is(unicode.Variation_Selector, r), r >= skinFirst && r <= skinLast:
		// Nothing shows, or it belongs to what came before.
		return
	case r >= flagFirst && r <= flagLast:
		text = string('A' + r - flagFirst)
	case w.carried(r):
		text = string(r)
	default:
		w.spell(r)
		return
	}
	w.write(text)
}

const (
	ideographicSpace     = '\u3000'
	skinFirst, skinLast  = '\U0001F3FB', '\U0001F3FF'
	flagFirst, flagLast  = '\U0001F1E6', '\U0001F1FF'
	firstByte, lastASCII = 0xA1, unicode.MaxASCII
)

// carried reports whether KS X 1001 has a character: both bytes are then in the
// upper half, which is where Microsoft's extension puts none of its own.
func (w *writer) carried(r rune) bool {
	if r <= lastASCII {
		return true
	}
	b, err := w.encoder.Bytes([]byte(string(r)))
	return err == nil && len(b) == 2 && b[0] >= firstByte && b[1] >= firstByte
}

// spell writes a character that KS X 1001 lacks by its parts.
func (w *writer) spell(r rune) {
	if parts := jamo(r); parts != "" {
		w.syllable(r, parts)
		return
	}
	if parts := norm.NFKD.String(string(r)); parts != string(r) {
		for _, p := range parts {
			w.put(p)
		}
		return
	}
	if unicode.In(r, unicode.So, unicode.Sk) && r != unicode.ReplacementChar {
		return // a picture that says nothing in words
	}
	w.write("?")
}

// syllable writes a syllable as the nearest that KS X 1001 has with the final
// consonant behind it, or by its letters.
func (w *writer) syllable(r rune, parts string) {
	if final := (r - hangulFirst) % finals; r >= hangulFirst && final != 0 && w.carried(r-final) {
		w.write(string(r-final) + string([]rune(finalJamo)[final-1]))
		return
	}
	w.write(parts)
}

// word writes a word in the place of a symbol, apart from its neighbours.
func (w *writer) word(word string) {
	last, _ := utf8.DecodeLastRuneInString(w.String())
	if wordly(last) {
		w.WriteByte(' ')
	}
	w.WriteString(word)
	w.apart = true
}

func (w *writer) write(text string) {
	if first, _ := utf8.DecodeRuneInString(text); w.apart && wordly(first) {
		w.WriteByte(' ')
	}
	w.apart = false
	w.WriteString(text)
}

func wordly(r rune) bool {
	return r != unicode.ReplacementChar && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
