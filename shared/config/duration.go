package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// ParseDuration reads a duration in Go's style ("30s", "1h30m") that may begin
// with days ("7d", "1d12h"). The error names what is wrong and the way out, not
// the text itself.
func ParseDuration(text string) (time.Duration, error) {
	days, rest, found := strings.Cut(text, "d")
	if !found {
		return parseClock(text)
	}
	n, err := strconv.ParseFloat(days, 64)
	if err != nil || strings.ContainsAny(days, "eExXpP_nN") {
		return 0, errNotDuration
	}
	whole := n * float64(24*time.Hour)
	if math.Abs(whole) > float64(math.MaxInt64/2) {
		return 0, errors.New("is too long a duration")
	}
	total := time.Duration(whole)
	if rest == "" {
		return total, nil
	}
	if rest[0] == '-' || rest[0] == '+' {
		return 0, errNotDuration
	}
	clock, err := parseClock(rest)
	if err != nil {
		return 0, err
	}
	if clock > math.MaxInt64/2 {
		return 0, errors.New("is too long a duration")
	}
	if strings.HasPrefix(days, "-") {
		clock = -clock
	}
	return total + clock, nil
}

var errNotDuration = errors.New("is not a duration; write it as 30s, 5m, 4h or 7d")

func parseClock(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err == nil {
		return d, nil
	}
	if _, number := strconv.ParseFloat(text, 64); number == nil {
		return 0, errors.New("has no unit; write 30s, 5m, 4h or 7d")
	}
	return 0, errNotDuration
}

// FormatDuration writes a duration as ParseDuration reads it, without the
// zero parts of Go's own form: 5m, not 5m0s.
func FormatDuration(d time.Duration) string {
	if d != 0 && d%(24*time.Hour) == 0 {
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
