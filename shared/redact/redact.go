// Package redact takes secrets and personal data out of lines that others wrote
// before they are shown: keys, tokens, passwords, Korean resident numbers, card
// numbers, Korean phone numbers, and what the configuration adds. What was there
// is named in its place, in ASCII, which every channel can carry and readers of
// both languages understand: [phone***].
//
// It prefers to take out too much: the log itself is a click away. E-mail
// addresses stay; who wants them gone adds a pattern.
package redact

import (
	"fmt"
	"regexp"
)

// mark stands where something was. It holds no space, so that it can be told
// from a value that goes on.
func mark(what string) string { return "[" + what + "***]" }

// Own is what stands for something that a pattern of the configuration matched.
const Own = "[***]"

// Redactor takes out what is never shown, and what its own patterns match. The
// zero Redactor has none of its own.
type Redactor struct{ own []*regexp.Regexp }

// New compiles the configuration's own patterns, in Go's syntax.
func New(patterns []string) (Redactor, error) {
	var r Redactor
	for i, p := range patterns {
		compiled, err := regexp.Compile(p)
		if err != nil {
			return Redactor{}, fmt.Errorf("redact[%d]: %w", i, err)
		}
		r.own = append(r.own, compiled)
	}
	return r, nil
}

// Text is a text without what must not be shown. Its time grows with the text's
// length only.
func (r Redactor) Text(s string) string {
	s = r.Owned(s)
	for _, rule := range rules {
		s = rule.apply(s)
	}
	return numbers(s)
}

// Owned takes out what the configuration's own patterns match, and nothing else.
func (r Redactor) Owned(s string) string {
	for _, p := range r.own {
		s = p.ReplaceAllLiteralString(s, Own)
	}
	return s
}

// Value is a named value without what must not be shown: nothing of it, if its
// name says that it is a secret.
func (r Redactor) Value(name, value string) string {
	if value != "" && isSecretName(name) && !isHarmless(value) {
		return mark("secret")
	}
	return r.Text(value)
}
