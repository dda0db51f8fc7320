package config

import (
	"strings"
)

// MaxDescription is how many characters an alarm's description may have.
// Source: PutMetricAlarm, AlarmDescription.
const MaxDescription = 1024

// FullDescription is the description the alarm gets in CloudWatch: the owner's
// text and, each on a line of its own at the end, what Bongsu reads back from
// it when the alarm fires (unit, severity, runbook, route), as far as they are set.
func (a Alarm) FullDescription() string {
	var lines []string
	if text := strings.TrimRight(a.Description, " \t\n"); text != "" {
		lines = append(lines, text)
	}
	if a.Unit != "" && a.Unit != "None" {
		lines = append(lines, "unit: "+a.Unit)
	}
	if a.Severity != "" {
		lines = append(lines, "severity: "+string(a.Severity))
	}
	if a.Runbook != "" {
		lines = append(lines, "runbook: "+a.Runbook)
	}
	if a.Route != "" {
		lines = append(lines, "route: "+a.Route)
	}
	return strings.Join(lines, "\n")
}
