package logpattern_test

import (
	"strings"
	"testing"

	"bongsu/shared/logpattern"
)

// FuzzParse: no pattern and no line makes the reader panic, and what is refused
// says why.
func FuzzParse(f *testing.F) {
	for _, group := range [][]example{regexExamples, termExamples, jsonExamples, fieldExamples, choices} {
		for _, e := range group {
			for _, line := range append(e.yes, e.no...) {
				f.Add(e.pattern, line)
			}
		}
	}
	f.Fuzz(func(t *testing.T, pattern, line string) {
		p, err := logpattern.Parse(pattern)
		if err != nil {
			if err.Error() == "" {
				t.Error("refused without a word")
			}
			return
		}
		again, err := logpattern.Parse(" " + p.String())
		if err != nil && len(pattern) < logpattern.MaxLength {
			t.Fatalf("refused with a blank before it: %v", err)
		}
		if err == nil && p.Match(line) != again.Match(line) {
			t.Error("a blank before the pattern changes it")
		}
	})
}

// FuzzQuote: a quoted text matches exactly the lines that contain it.
func FuzzQuote(f *testing.F) {
	for _, literal := range []string{"ERROR", `say "no"`, `C:\`, "-x", "?y", "%z%", "{ $.a = 1 }", "[w1, w2]", "결제 실패", " x", "*"} {
		f.Add(literal, "before "+literal+" behind")
		f.Add(literal, strings.ToLower(literal))
		f.Add(literal, literal[:len(literal)-1])
	}
	f.Fuzz(func(t *testing.T, literal, line string) {
		quoted, err := logpattern.Quote(literal)
		if err != nil {
			return
		}
		p, err := logpattern.Parse(quoted)
		if err != nil {
			t.Fatalf("Quote wrote %s: %v", quoted, err)
		}
		if got, want := p.Match(line), strings.Contains(line, literal); got != want {
			t.Errorf("%s on %q: %v", quoted, line, got)
		}
		if !p.Match(line + literal) {
			t.Errorf("%s does not match its own text", quoted)
		}
	})
}
