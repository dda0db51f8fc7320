package redact_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/korean"

	"bongsu/shared/redact"
)

func TestWhatIsTakenOut(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		// Keys and tokens, by their shape.
		{"denied for AKIAIOSFODNN7EXAMPLE today", "denied for [AWS-key***] today"},
		{"ASIAQWERTYUIOPASDFGH", "[AWS-key***]"},
		{"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = [secret***]"},
		{"secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'", "secretAccessKey: [secret***]'"},
		{"slack xoxb-123456789012-abcdefABCDEF said no", "slack [token***] said no"},
		{"POST https://hooks.slack.com/services/T000/B000/XXXXXXXX 404", "POST [webhook***] 404"},
		{"POST https://prod.api.powerplatform.com:443/powerautomate/x?sig=abc 202", "POST [webhook***] 202"},
		{"push with ghp_0123456789abcdefghijABCDEFGHIJ012345", "push with [token***]"},
		{"github_pat_11ABCDEFG0123456789_abcdefghijk", "[token***]"},
		{"key AIzaSyA1234567890abcdefghijklmnopqrstuv is limited", "key [key***] is limited"},
		{"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4 expired", "jwt [token***] expired"},
		{"sk_live_0123456789abcdef", "[key***]"},
		// Headers.
		{"Authorization: Bearer abc.def-ghi", "Authorization: [token***]"},
		{`{"authorization":"Basic dXNlcjpwYXNz","a":1}`, `{"authorization":[token***]","a":1}`},
		{"using Bearer 0123456789abcdefXYZ now", "using Bearer [token***] now"},
		{"curl -H Basic dXNlcjpwYXNz", "curl -H Basic [password***]"},
		{"Cookie: sid=abc; theme=dark", "Cookie: [cookie***]"},
		// Names.
		{"password=hunter2 user=kim", "password=[secret***] user=kim"},
		{`{"password":"hunter 2 \" x","user":"kim"}`, `{"password":[secret***]","user":"kim"}`},
		{`body "{\"password\":\"hunter 2\",\"user\":\"kim\"}"`, `body "{\"password\":[secret***]",\"user\":\"kim\"}"`},
		{"GET /cb?access_token=abc&state=1", "GET /cb?access_token=[secret***]&state=1"},
		{"DB_PASSWORD: s3cret", "DB_PASSWORD: [secret***]"},
		{"client-secret => abc", "client-secret => [secret***]"},
		{"AccountKey=abc==;Endpoint=x", "AccountKey=[secret***]"},
		{"mysql --password hunter2 -u root", "mysql --password [secret***] -u root"},
		{"비밀번호: 열려라참깨 입력", "비밀번호: [secret***] 입력"},
		{"postgres://app:pa:ss@db.example.com:5432/app", "postgres://app:[password***]@db.example.com:5432/app"},
		{"-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nnext", "[private-key***]\nnext"},
		{"-----BEGIN PRIVATE KEY----- MIIEabc", "[private-key***]"},
		// People.
		{"주민번호 900101-1234567 조회", "주민번호 [resident-no***] 조회"},
		{"rrn=9001011234567,", "rrn=[resident-no***],"},
		{"외국인 850315-5123456", "외국인 [resident-no***]"},
		{"어린이 1503153123456", "어린이 [resident-no***]"},
		{"card 4111 1111 1111 1111 declined", "card [card***] declined"},
		{"card 4111-1111-1111-1111 2026", "card [card***] 2026"},
		{"order 12 4111111111111111", "order 12 [card***]"},
		{"amex 378282246310005", "amex [card***]"},
		{"국내카드 9490-0100-0000-0007", "국내카드 [card***]"},
		{"연락처 010-1234-5678로 전화", "연락처 [phone***]로 전화"},
		{"tel01012345678", "tel[phone***]"},
		{"+82 10-1234-5678", "[phone***]"},
		{"+82-(0)10-1234-5678", "[phone***]"},
		{"016-234-5678", "[phone***]"},
		{"02-345-6789, 031) 345-6789", "[phone***], [phone***]"},
		{"070-1234-5678", "[phone***]"},
		// The configuration's own.
		{"member-123456 left", "[***] left"},
	} {
		if got := redactor(t).Text(test.line); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.line, got, test.want)
		}
	}
}

func TestWhatStays(t *testing.T) {
	for _, line := range []string{
		"",
		"ERROR payment declined: order 4711, 3 of 5 tries",
		"invalid token: expired at 12:00", "password: incorrect", `{"token":null}`, "Authorization: failed for user kim",
		"tokens=4096 max_tokens: 100", "keyboard=us, monkey=1, key=orders", "design: final, config: prod", "pin=4",
		"basic authentication is off", "bearer of bad news",
		"2026-09-25T04:12:07.086Z 2026-09-25 04:12:07", "1790309527086", "ts=1801151234567", "took 3.01012345678 s",
		"request 0b5f1c1e-6a2b-4b57-9d38-0c3c1a2f4e5d", "4111 1111 1111 1112", "1234567890123456", "1588-1234", "192.168.101.123",
		"version 2.10.1234.5678", "order-20260925-0001", "http://10.0.0.1:8080/users/kim@example.com", "arn:aws:iam::123456789012:role/x",
		"kim@example.com could not log in", "https://example.com/a:b/c", "990231-0", "991331-1234567",
	} {
		if got := redactor(t).Text(line); got != line {
			t.Errorf("%s\nbecame %s", line, got)
		}
	}
}

func TestNamedValues(t *testing.T) {
	r := redactor(t)
	for _, test := range []struct{ name, value, want string }{
		{"password", "x", "[secret***]"}, {"db.accessKey", "a b c", "[secret***]"}, {"Cookie", "a=b", "[secret***]"},
		{"password", "", ""}, {"token", "expired", "expired"}, {"user", "kim", "kim"}, {"phone", "01012345678", "[phone***]"},
		{"maxTokens", "12", "12"},
	} {
		if got := r.Value(test.name, test.value); got != test.want {
			t.Errorf("%s=%s: %s, want %s", test.name, test.value, got, test.want)
		}
	}
}

func TestTwiceIsOnce(t *testing.T) {
	r := redactor(t)
	for _, line := range []string{"password=hunter2 tel 010-1234-5678", "Authorization: Bearer abc", `{"token":"eyJhbGciOiJI.eyJzdWIiOi.abc"}`, "a://b:c@d member-123456"} {
		once := r.Text(line)
		if twice := r.Text(once); twice != once {
			t.Errorf("%s\nonce  %s\ntwice %s", line, once, twice)
		}
	}
}

func TestMarksSurviveKoreanSMS(t *testing.T) {
	text := redactor(t).Text("password=hunter2 010-1234-5678 900101-1234567 4111111111111111 AKIAIOSFODNN7EXAMPLE member-123456")
	if _, err := korean.EUCKR.NewEncoder().String(text); err != nil || strings.Count(text, "***]") != 6 {
		t.Errorf("%s: %v", text, err)
	}
}

func TestOwnPatternsMustCompile(t *testing.T) {
	if _, err := redact.New([]string{"a", "("}); err == nil || !strings.Contains(err.Error(), "redact[1]") {
		t.Error(err)
	}
}

func redactor(t testing.TB) redact.Redactor {
	t.Helper()
	r, err := redact.New([]string{"member-[0-9]{6}"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// FuzzPlantedSecret looks for secrets in what is left, whatever stands around
// them, be it a quote that is never closed.
func FuzzPlantedSecret(f *testing.F) {
	for _, s := range []string{"", "x", `{"a":"`, `\"`, "1", "82", "password=", "http://a:", "가", "-----BEGIN ", "[token***]", "1 ", "0."} {
		f.Add(s, s, uint8(0), uint64(12345678))
	}
	f.Fuzz(func(t *testing.T, before, after string, sort uint8, n uint64) {
		secrets := planted(n)
		secret := secrets[int(sort)%len(secrets)]
		got := redactor(t).Text(before + " " + secret.context + secret.value + " " + after)
		if strings.Contains(got, secret.value) && !strings.Contains(before+after, secret.value) {
			t.Errorf("%q survives in %q", secret.value, got)
		}
	})
}
