package boot

import (
	"os"
	"time"
)

// ClockVariable names a file that says what time it is: by how much the clock is
// off, as a Go duration, or the very moment, as RFC 3339. Proofs let hours pass in
// seconds by it; it is not set in AWS.
const ClockVariable = "BONGSU_CLOCK"

// Now is the time. It is the real one unless ClockVariable is set.
func Now() time.Time {
	now := time.Now()
	path := os.Getenv(ClockVariable)
	if path == "" {
		return now
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return now
	}
	if off, err := time.ParseDuration(string(text)); err == nil {
		return now.Add(off)
	}
	if at, err := time.Parse(time.RFC3339Nano, string(text)); err == nil {
		return at
	}
	return now
}
