package redact

import (
	"encoding/base64"
	"regexp"
	"strings"
)

// rule is one sort of secret.
type rule struct {
	what  string
	where *regexp.Regexp
	// group is the part of a match that is taken out; zero is all of it.
	group int
	// is, if set, decides whether that part is one.
	is func(part string) bool
}

func (r rule) apply(s string) string {
	var out strings.Builder
	from := 0
	for _, m := range r.where.FindAllStringSubmatchIndex(s, -1) {
		begin, end := m[2*r.group], m[2*r.group+1]
		if begin < 0 || r.is != nil && !r.is(s[begin:end]) {
			continue
		}
		out.WriteString(s[from:begin])
		out.WriteString(mark(r.what))
		from = end
	}
	if from == 0 {
		return s
	}
	return out.String() + s[from:]
}

const (
	// secretName ends the names of values that are secrets.
	secretName = `(?:passwords?|passwd|passphrase|pwd|secrets?|(?:secret|access|api|private|encryption|signing|auth|account|shared|master|service|subscription|license)[_. -]?key(?:[_-]?id)?|token|credentials?|authorization|signature|sig|otp|pin[_-]?code|session[_-]?id|비밀번호|패스워드|암호|인증키|인증번호|토큰)`
	// assigned stands between a name and its value; the quotes may be escaped,
	// where JSON travels in a string.
	assigned = `\\*["'` + "`" + `]?\s*(?:=>|:=|[:=：])\s*`
	// quotedValue, with its quotes escaped or not, ends at the next quote of the
	// same sort, or with the text; bareValue at the next space.
	quotedValue = `\\+"[^"]*|"(?:[^"\\]|\\.)*|'(?:[^'\\]|\\.)*`
	bareValue   = `[^\s"'&<>]+`
)

// rules are in the order in which they apply: what is long and certain goes
// first. The shapes of tokens are those that their makers document.
var rules = []rule{
	{what: "private-key", where: regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|$)`)},
	{what: "webhook", where: regexp.MustCompile(`(?i)https://(?:hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/webhooks/|[a-z0-9.-]+\.(?:logic\.azure\.com|api\.powerplatform\.com|webhook\.office\.com)[:/])[^\s"'<>\\]+`)},
	{what: "password", group: 1, where: regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'<>]*:([^\s"'<>]+)@`), is: isPassword},
	{what: "token", group: 1, where: regexp.MustCompile(`(?i)authorization` + assigned + `((?:\\*["'])?(?:(?:basic|bearer|digest|negotiate|token|apikey|aws4-hmac-sha256)\s+)?[^\s"'\\]+)`), is: isSecret},
	{what: "token", group: 1, where: regexp.MustCompile(`(?i)\bbearer\s+([A-Za-z0-9._~+/=-]{16,})`)},
	{what: "password", group: 1, where: regexp.MustCompile(`(?i)\bbasic\s+([A-Za-z0-9+/_-]{4,}={0,2})`), is: isBasic},
	{what: "token", where: regexp.MustCompile(`eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){0,3}`)},
	{what: "AWS-key", where: regexp.MustCompile(`(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}`)},
	{what: "token", where: regexp.MustCompile(`xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}`)},
	{what: "token", where: regexp.MustCompile(`gh[oprsu]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{32,}`)},
	{what: "key", where: regexp.MustCompile(`AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}`)},
	{what: "key", where: regexp.MustCompile(`(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{16,}|\bsk-[A-Za-z0-9_-]{20,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`)},
	{what: "cookie", group: 1, where: regexp.MustCompile(`(?i)\b(?:set-)?cookie` + assigned + `(\\+"[^"]*|"[^"]*|'[^']*|[^\r\n"']+)`)},
	{what: "secret", group: 1, where: regexp.MustCompile(`(?i)` + secretName + assigned + `(` + quotedValue + `|` + bareValue + `)`), is: isSecret},
	{what: "secret", group: 1, where: regexp.MustCompile(`(?i)(?:^|\s)--?[a-z0-9-]*(?:password|passwd|passphrase|secret|token|api-key|secret-key|access-key)\s+(` + quotedValue + `|` + bareValue + `)`), is: isSecret},
}

var nameAtEnd = regexp.MustCompile(`(?i)` + secretName + `$|(?i)cookie$`)

func isSecretName(name string) bool { return nameAtEnd.MatchString(name) }

// harmless are words that stand where a secret could, and say what is wrong.
var harmless = map[string]bool{
	"": true, "true": true, "false": true, "null": true, "nil": true, "none": true, "undefined": true, "empty": true,
	"invalid": true, "incorrect": true, "wrong": true, "expired": true, "missing": true, "required": true, "rejected": true,
	"not": true, "is": true, "no": true, "failed": true, "denied": true, "revoked": true, "unauthorized": true, "forbidden": true,
}

func isHarmless(value string) bool {
	return harmless[strings.ToLower(strings.Trim(value, "\\\"'`,;.)}]"))]
}

// isSecret leaves words that explain, and what was taken out before.
func isSecret(value string) bool {
	return !isHarmless(value) && !marked.MatchString(strings.Trim(value, "\\\"'`"))
}

var marked = regexp.MustCompile(`^\[[A-Za-z-]+\*\*\*\]$|^\[\*\*\*\]$`)

// port begins what stands behind a colon but is no password.
var port = regexp.MustCompile(`^[0-9]{1,5}[/?#]`)

// isPassword keeps apart a password and a port in front of a path with an @.
func isPassword(part string) bool { return isSecret(part) && !port.MatchString(part) }

// isBasic recognizes name and password as HTTP's Basic scheme packs them.
func isBasic(value string) bool {
	trimmed := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(value, "="))
	plain, err := base64.RawStdEncoding.DecodeString(trimmed)
	return err == nil && strings.Contains(string(plain), ":")
}
