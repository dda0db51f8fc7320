package main

import (
	"cmp"
	"fmt"
	"strings"

	"bongsu/shared/config"
)

// metricPrice is what a metric of one's own costs a month in USD, in Seoul and
// without the free tier: https://aws.amazon.com/cloudwatch/pricing/
const metricPrice = 0.30

// telemetryLines are the topics that devices publish on, in the summary of a
// configuration.
func telemetryLines(all []config.Telemetry) string {
	var b strings.Builder
	for _, t := range all {
		fmt.Fprintf(&b, "  telemetry %s: %s, route %s%s\n", t.Name, t.Topic, cmp.Or(t.Route, config.DefaultRoute), telemetryRemarks(t))
		for _, f := range t.Fields {
			text := bounds(f)
			if f.Optional {
				text += ", may be missing"
			}
			fmt.Fprintf(&b, "    %s: %s\n", f.Name, text)
		}
	}
	return b.String()
}

// telemetryRemarks say who is a device, when it is silent, and what its metrics
// cost.
func telemetryRemarks(t config.Telemetry) string {
	text := ", all from one device"
	switch {
	case t.ByClient:
		text = ", devices by client id"
	case t.Level > 0:
		text = fmt.Sprintf(", devices by topic(%d)", t.Level)
	}
	expected := len(t.Expected())
	if t.Silence > 0 {
		text += fmt.Sprintf(", told when silent for %s", config.FormatDuration(t.Silence))
		if expected > 0 && (t.Level > 0 || t.ByClient) {
			text += fmt.Sprintf(" (%d even if never heard)", expected)
		}
	}
	if t.Evaluated > 0 {
		text += fmt.Sprintf(", told after %d of %d", t.Needed, t.Evaluated)
	}
	switch {
	case t.Metrics != nil && *t.Metrics && (t.Level > 0 || t.ByClient):
		text += fmt.Sprintf(", metrics of every device (%.2f USD a month each)", float64(len(t.Fields))*metricPrice)
	case t.Metrics == nil && expected > 0, t.Metrics != nil && *t.Metrics:
		text += fmt.Sprintf(", metrics for %.2f USD a month", float64(expected*len(t.Fields))*metricPrice)
	default:
		text += ", no metrics"
	}
	return text
}
