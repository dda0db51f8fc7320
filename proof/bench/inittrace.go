package main

import (
	"regexp"
	"strconv"
	"time"
)

// packageInit reads what GODEBUG=inittrace=1 makes a program write: when the last
// package was ready, counted from its start, and the slowest ones.
// https://pkg.go.dev/runtime#hdr-Environment_Variables
func packageInit(lines []string) (ready time.Duration, packages map[string]time.Duration) {
	packages = map[string]time.Duration{}
	for _, line := range lines {
		found := initLine.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		at, took := inMilliseconds(found[2]), inMilliseconds(found[3])
		packages[found[1]] = took
		ready = max(ready, at+took)
	}
	return ready, packages
}

var initLine = regexp.MustCompile(`^init (\S+) @([\d.]+) ms, ([\d.]+) ms clock,`)

func inMilliseconds(text string) time.Duration {
	n, _ := strconv.ParseFloat(text, 64) // digits and points, as matched
	return time.Duration(n * float64(time.Millisecond))
}
