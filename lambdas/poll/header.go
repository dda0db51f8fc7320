package poll

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/textproto"
	"slices"
	"strings"

	"bongsu/shared/secret"
)

var errHeader = errors.New(`holds no headers: store "Name: value", or a JSON object of names and values`)

// ParseHeader reads what is kept under a secret-header: a line "Name: value", or a
// JSON object {"Name": "value"}. The error shows nothing of it.
func ParseHeader(kept secret.Text) (http.Header, error) {
	text := strings.TrimSpace(kept.Reveal())
	pairs := make(map[string]string)
	if strings.HasPrefix(text, "{") {
		if json.Unmarshal([]byte(text), &pairs) != nil || len(pairs) == 0 {
			return nil, errHeader
		}
	} else {
		name, value, found := strings.Cut(text, ":")
		if !found {
			return nil, errHeader
		}
		pairs[name] = value
	}
	header := make(http.Header, len(pairs))
	for name, value := range pairs {
		name, value = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value)
		if !isToken(name) || !isValue(value) {
			return nil, errHeader
		}
		if slices.Contains([]string{"Host", "Connection", "Content-Length", "Transfer-Encoding", "Trailer", "Upgrade", "Accept-Encoding"}, name) {
			return nil, errors.New("holds the header " + name + ", which belongs to the connection: leave it out")
		}
		header[name] = []string{value}
	}
	return header, nil
}

// isToken reports whether a text can be the name of a header. Source: RFC 9110, 5.6.2.
func isToken(name string) bool {
	return name != "" && strings.IndexFunc(name, func(r rune) bool {
		return !strings.ContainsRune("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", r)
	}) < 0
}

// isValue reports whether a text can be the value of a header. Source: RFC 9110, 5.5.
func isValue(value string) bool {
	return value != "" && strings.IndexFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) < 0
}
