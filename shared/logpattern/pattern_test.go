package logpattern_test

import (
	"strings"
	"testing"

	"bongsu/shared/logpattern"
)

func TestMatch(t *testing.T) {
	for _, group := range [][]example{regexExamples, termExamples, jsonExamples, fieldExamples, choices} {
		for _, e := range group {
			p, err := logpattern.Parse(e.pattern)
			if err != nil {
				t.Errorf("%s: %s: %v", e.section, e.pattern, err)
				continue
			}
			if p.String() != e.pattern {
				t.Errorf("%s became %s", e.pattern, p)
			}
			for _, line := range e.yes {
				if !p.Match(line) {
					t.Errorf("%s: %s does not match %s", e.section, e.pattern, line)
				}
			}
			for _, line := range e.no {
				if p.Match(line) {
					t.Errorf("%s: %s matches %s", e.section, e.pattern, line)
				}
			}
		}
	}
}

// TestRefuse: each refusal quotes its place or names what is wrong, and a way out.
func TestRefuse(t *testing.T) {
	for pattern, want := range map[string]string{
		`foo.bar`:           `stands in double quotes: foo.bar`,
		`결제실패`:              `stands in double quotes: 결제실패`,
		`ERROR %x%`:         `stands alone, not among terms: %x%`,
		`ERROR -%x%`:        `stands alone, not among terms`,
		`%x% ERROR`:         `stands alone, but is followed by  ERROR`,
		`"open`:             `the quote that opens at "open is not closed`,
		`"a\d"`:             `a backslash is written \\`,
		`"a"b`:              `put a blank between terms, before b`,
		`ERROR -`:           `ends where a term should stand`,
		`ERROR -" "`:        `match every line`,
		`%open`:             `is not closed with %`,
		`%%`:                `must not be empty`,
		`%something!%`:      `'!' in a regular expression is not supported, write \x21`,
		`%(a)%`:             `parentheses in a regular expression are not supported, the character itself is \x28`,
		`%결제%`:              `multi-byte characters in a regular expression are not supported`,
		`%a\b%`:             `a backslash stands before an operator`,
		`%a\%`:              `single backslash`,
		`%a\xZZ%`:           `two hexadecimal digits`,
		`%a\xFF%`:           `00 to 7F`,
		`%a*?%`:             `a repetition of a repetition is not supported: ?`,
		`%*a%`:              `missing argument to repetition operator`,
		`%a{,}%`:            `a repetition is {m}`,
		`%a{1, 2}%`:         `a repetition is {m}`,
		`%a{2000}%`:         `invalid repeat count`,
		`%a]%`:              `is written \]`,
		`%[]%`:              `must not be empty`,
		`%[[:alpha:]]%`:     `the bracket itself is \[`,
		`%[a%`:              `is not closed`,
		`{ $.a }`:           `one of = != > < >= <= should stand at }`,
		`{ a = 1 }`:         `a property selector as $.name should stand at a = 1 }`,
		`{ $ = 1 }`:         `a property as .name`,
		`{ $.a = 1`:         `ends where &&, || or the closing brace should stand`,
		`{ ($.a = 1 }`:      `the closing parenthesis should stand at }`,
		`{ $.a = 1 } x`:     `followed by  x`,
		`{ $.a = 1 && }`:    `a property selector as $.name`,
		`{ !$.a = 1 }`:      `a property selector`,
		`{ $.a < b }`:       `< compares with a number, not with b`,
		`{ $.a > "1" }`:     `compares with a number, not with "1"`,
		`{ $.a = a@b }`:     `stands in double quotes: a@b`,
		`{ $.a = }`:         `a value`,
		`{ $.a = true }`:    `write $.a IS TRUE, or "true" in quotes`,
		`{ $.a != null }`:   `write $.a IS NULL`,
		`{ $.a IS NOT 1 }`:  `IS NOT is not supported`,
		`{ $.a EXISTS }`:    `write $.a = *`,
		`{ $.a is null }`:   `after $.a stand IS NULL`,
		`{ $.a['b'] = 1 }`:  `a name in brackets follows a period`,
		`{ $.a[b] = 1 }`:    `an element of an array is a number`,
		`{ $.[b] = 1 }`:     `a property's name in quotes`,
		`{ $.['b = 1 }`:     `is not closed`,
		`{ $.a..b = 1 }`:    `a property's name`,
		`{ $.*[*] = 1 }`:    `at most one wildcard: $.*[*] = 1 }`,
		`{ $.* NOT EXISTS}`: `NOT EXISTS with the wildcard selector $.* is not supported`,
		`{ $.* = 1 && $.* = 2 && $.* = 3 && $.* = 4 }`: `at most 3 wildcard selectors`,
		`{ $.a = %x% && $.a = %y% && $.a = %z% }`:      `at most 2 regular expressions`,
		`[a, b`:                       `a comma or the closing bracket`,
		`[a] b`:                       `followed by  b`,
		`[..., a, ...]`:               `a second ellipsis (...) in a filter pattern is not supported`,
		`[a, b = 4* && c > 1]`:        `the field b has a condition about another one`,
		`[a =!x]`:                     `a value`,
		`[= x]`:                       `a field's name`,
		"ERROR \xff":                  `not valid UTF-8`,
		strings.Repeat("a", 1025):     `1025 characters, CloudWatch Logs takes 1024`,
		strings.Repeat("(", 500):      `stands in double quotes`,
		"{" + strings.Repeat("(", 99): `a property selector`,
	} {
		_, err := logpattern.Parse(pattern)
		if err == nil {
			t.Errorf("%s is taken", pattern)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nlacks: %s", pattern, err, want)
		}
	}
}

func TestZero(t *testing.T) {
	if !(logpattern.Pattern{}).Match("anything") {
		t.Error("the zero pattern refuses a line")
	}
}

func TestQuote(t *testing.T) {
	for literal, want := range map[string]string{
		`ERROR`:         `"ERROR"`,
		`결제 실패!`:        `"결제 실패!"`,
		`say "no"`:      `"say \"no\""`,
		`C:\temp\`:      `"C:\\temp\\"`,
		`-x ?y %z% {[*`: `"-x ?y %z% {[*"`,
		` leading`:      `" leading"`,
	} {
		got, err := logpattern.Quote(literal)
		if err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", literal, got, err, want)
		}
	}
	for literal, want := range map[string]string{
		"":                        "more than blanks",
		"  ":                      "more than blanks",
		"two\nlines":              "one line without control characters",
		"a\x00":                   "control characters",
		"\xff":                    "valid UTF-8",
		strings.Repeat("가", 1023): "1025 characters with its quotes, CloudWatch Logs takes 1024",
	} {
		if got, err := logpattern.Quote(literal); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %s, %v; want %s", literal, got, err, want)
		}
	}
}
