package redact_test

import (
	"strings"
	"testing"
	"time"
)

// A line made to be slow must not take longer than its length allows.
func TestTimeGrowsWithLengthOnly(t *testing.T) {
	r := redactor(t)
	for _, piece := range []string{"a://b:", "password=", "4111 ", "eyJaaaaa.", "01012", "-----BEGIN PRIVATE KEY-----", `\"`, "9", "4-", "secret_secret_"} {
		line := strings.Repeat(piece, 64<<10/len(piece))
		begin := time.Now()
		r.Text(line)
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("64 KiB of %q take %v", piece, took)
		} else {
			t.Logf("%q %v", piece, took)
		}
	}
}
