package redact

import (
	"regexp"
	"strings"
)

// numbers takes out resident numbers, card numbers and phone numbers. A number
// is one only if no further digit touches it.
func numbers(s string) string {
	var out strings.Builder
	from := 0
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) && s[i] != '+' || i > 0 && isDigit(s[i-1]) {
			continue
		}
		what, size := numberAt(s, i)
		if size == 0 {
			continue
		}
		out.WriteString(s[from:i])
		out.WriteString(mark(what))
		from = i + size
		i = from - 1
	}
	if from == 0 {
		return s
	}
	return out.String() + s[from:]
}

// longest is how many bytes one of the numbers has with its separators.
const longest = 2*longestCard + 4

// numberAt says which number begins at i, and how many bytes it has.
func numberAt(s string, i int) (what string, size int) {
	window := s[i:min(len(s), i+longest)]
	ends := func(n int) bool { return n > 0 && (i+n == len(s) || !isDigit(s[i+n])) }
	if n := match(resident, window); ends(n) && !isTimestamp(window[:n]) {
		return "resident-no", n
	}
	if n := cardIn(window, ends); n > 0 {
		return "card", n
	}
	for _, p := range phones {
		if n := match(p, window); ends(n) && !isFraction(s, i, n) {
			return "phone", n
		}
	}
	return "", 0
}

func match(p *regexp.Regexp, s string) int {
	if m := p.FindStringIndex(s); m != nil {
		return m[1]
	}
	return 0
}

var (
	// resident is a resident registration number (주민등록번호) or that of a
	// foreigner (외국인등록번호): a birthday and seven digits, of which the first
	// says sex, century and whether a foreigner. The last was a checksum until
	// October 2020 and is not any more.
	resident = regexp.MustCompile(`^[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]) ?[-–]? ?[0-9][0-9]{6}`)
	// phones are mobile numbers, and fixed ones as far as their separators
	// show them. Numbers such as 1588-0000 belong to no person.
	phones = []*regexp.Regexp{
		regexp.MustCompile(`^(?:\+?82[-. ]?(?:\(0\)|0)?|0)1[016789][-. ]?[0-9]{3,4}[-. ]?[0-9]{4}`),
		regexp.MustCompile(`^(?:\+?82[-. ]?(?:\(0\)|0)?|0)(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8])[-. )] ?[0-9]{3,4}[-. ][0-9]{4}`),
	}
)

// isTimestamp recognizes milliseconds since 1970 that happen to begin like a
// birthday. Of the people that such a number could mean nobody is younger than
// a hundred.
func isTimestamp(s string) bool {
	return len(s) == 13 && s >= "10" && s < "23" && strings.ContainsRune("1256", rune(s[6]))
}

// isFraction recognizes the digits behind a decimal point.
func isFraction(s string, i, n int) bool {
	return i > 1 && s[i-1] == '.' && isDigit(s[i-2]) && strings.Trim(s[i:i+n], "0123456789") == ""
}

const shortestCard, longestCard = 13, 19

// cardIn gives the bytes of a card number at the beginning of s: 13 to 19 digits
// with single blanks or hyphens between them, of a range that card issuers use
// and with a right check digit (Luhn). Sources: ISO/IEC 7812-1 and the issuers'
// ranges; 9 begins the domestic cards of Korea.
func cardIn(s string, ends func(int) bool) int {
	var digits []byte
	found := 0
	for i := 0; i < len(s) && len(digits) < longestCard; i++ {
		switch {
		case isDigit(s[i]):
			digits = append(digits, s[i])
		case s[i] == '-' || s[i] == ' ':
			if i == 0 || !isDigit(s[i-1]) {
				return found
			}
			continue
		default:
			return found
		}
		if len(digits) >= shortestCard && ends(i+1) && isCard(digits) {
			found = i + 1
		}
	}
	return found
}

func isCard(digits []byte) bool {
	switch d, n := digits[0], len(digits); {
	case d == '4' && (n == 13 || n == 16 || n == 19):
	case d == '3' && (n == 14 || n == 15 || n == 16):
	case (d == '2' || d == '5' || d == '9') && n == 16:
	case d == '6' && n >= 16:
	default:
		return false
	}
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
