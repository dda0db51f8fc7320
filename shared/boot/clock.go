package boot

import (
	"os"
	"time"
)

// ClockVariable names a file that says by how much the clock is off, as a Go
// duration. Proofs let hours pass in seconds by it; it is not set in AWS.
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
	off, err := time.ParseDuration(string(text))
	if err != nil {
		return now
	}
	return now.Add(off)
}
