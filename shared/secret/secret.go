// Package secret holds a string that cannot be printed.
package secret

// Text is a secret. No verb, logger or encoder shows it: the value stands
// behind a pointer in an unexported field, because fmt prints the unexported
// fields of a struct that contains a plain string type.
type Text struct{ value *string }

const mask = "[secret]"

// New wraps a secret value.
func New(value string) Text { return Text{&value} }

// Reveal returns the value. Call it where the request is built, nowhere else.
func (t Text) Reveal() string {
	if t.value == nil {
		return ""
	}
	return *t.value
}

// Empty reports whether there is no value.
func (t Text) Empty() bool { return t.Reveal() == "" }

// String returns a mask.
func (Text) String() string { return mask }

// GoString returns a mask, for %#v.
func (Text) GoString() string { return mask }

// MarshalText returns a mask, for JSON, XML and slog.
func (Text) MarshalText() ([]byte, error) { return []byte(mask), nil }
