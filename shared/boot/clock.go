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
	off, still := clock()
	if !still.IsZero() {
		return still
	}
	return time.Now().Add(off)
}

// clock is by how much the clock is off, or where it stands still.
func clock() (off time.Duration, still time.Time) {
	path := os.Getenv(ClockVariable)
	if path == "" {
		return 0, time.Time{}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, time.Time{}
	}
	if off, err := time.ParseDuration(string(text)); err == nil {
		return off, time.Time{}
	}
	still, _ = time.Parse(time.RFC3339Nano, string(text)) // anything else is no clock
	return 0, still
}

// patient is how long a request may take. While a clock stands still, a request can
// be left where it is until all others have done their work.
func patient(d time.Duration) time.Duration {
	if _, still := clock(); !still.IsZero() {
		return 20 * d
	}
	return d
}
