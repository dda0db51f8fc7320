package boot

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestNow(t *testing.T) {
	path := filepath.Join(t.TempDir(), "clock")
	near := func(want time.Duration) {
		t.Helper()
		// Only days count: how long the test takes does not matter.
		if got := time.Until(Now()).Round(24 * time.Hour); got != want {
			t.Errorf("the clock is off by %v, want %v", got, want)
		}
	}
	t.Setenv(ClockVariable, "")
	near(0)
	t.Setenv(ClockVariable, path)
	near(0)
	for _, test := range []struct {
		text string
		want time.Duration
	}{
		{"48h", 48 * time.Hour}, {"-72h0m0s", -72 * time.Hour}, {"soon", 0},
		{time.Now().Add(72 * time.Hour).Format(time.RFC3339Nano), 72 * time.Hour},
	} {
		if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		near(test.want)
	}
}
