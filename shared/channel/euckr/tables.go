package euckr

// words stand for symbols that mean one.
var words = map[rune]string{
	'✅': "정상", '🟢': "정상", '⚠': "주의", '🟠': "주의", '🟡': "주의", '🔴': "긴급", '🚨': "긴급", '🔵': "알림",
}

// substitutes read the same as characters that KS X 1001 lacks and Unicode does
// not take apart.
var substitutes = map[rune]string{
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '⁃': "-", '➖': "-",
	'•': "·", '・': "·", '∙': "·", '⋅': "·", '‣': "▷", '▸': "▷", '►': "▶", '‧': "·",
	'«': "《", '»': "》", '‹': "〈", '›': "〉", '‚': ",", '„': "\"", '‛': "'", '‟': "\"", 'ˋ': "`", '⁄': "/", '∕': "/",
	'₩': "￦", '¥': "￥", '£': "￡", '¢': "￠", '∗': "*", '➕': "+", '✖': "×", '❌': "×", '✗': "×", '✘': "×", '✕': "×",
	'✓': "V", '✔': "V", '☑': "V", '⭐': "★", '❤': "♥", '➔': "→", '➜': "→", '➡': "→", '⬅': "←", '⬆': "↑", '⬇': "↓",
	'❗': "!", '❕': "!", '❓': "?", '❔': "?", '⌀': "Ø",
	'\u00ad': "", '\u200b': "", '\u3164': "", '\u115f': "", '\u1160': "",
}

// Hangul syllables are numbered by their letters:
// https://www.unicode.org/versions/latest/core-spec/chapter-3/#G24646
const (
	hangulFirst, hangulLast = '가', '힣'
	vowels, finals          = 21, 28
)

const (
	initialJamo = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
	vowelJamo   = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
	finalJamo   = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
)

// jamo writes a syllable by its letters, and a letter that composes by the one
// that stands alone; empty for anything else.
func jamo(r rune) string {
	letter := func(all string, n rune) string {
		if letters := []rune(all); n >= 0 && int(n) < len(letters) {
			return string(letters[n])
		}
		return ""
	}
	switch {
	case r >= hangulFirst && r <= hangulLast:
		n := r - hangulFirst
		return letter(initialJamo, n/(vowels*finals)) + letter(vowelJamo, n/finals%vowels) + letter(finalJamo, n%finals-1)
	case r >= 'ᄀ' && r < 'ᅡ':
		return letter(initialJamo, r-'ᄀ')
	case r >= 'ᅡ' && r < 'ᆨ':
		return letter(vowelJamo, r-'ᅡ')
	case r >= 'ᆨ' && r <= 'ᇿ':
		return letter(finalJamo, r-'ᆨ')
	}
	return ""
}
