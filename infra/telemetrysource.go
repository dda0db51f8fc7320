package main

import (
	"time"

	"bongsu/shared/config"
)

const (
	telemetryTimeout = 60 * time.Second
	// telemetryBatch times what a device may publish at once, 128 KB, is more than
	// Lambda takes in an event; it then makes the batch smaller by itself.
	telemetryBatch = 500
)

// addTelemetrySource makes the function that reads what devices publish, and the
// IoT rules that feed it.
func addTelemetrySource(f functions, all []config.Telemetry) deployed {
	telemetry := f.add("Telemetry", "Bongsu: reads the values that devices publish", telemetryTimeout, f.sourceVariables())
	f.allowSource(telemetry)
	telemetry.read("FromQueue", f.queues.telemetry, batch{size: telemetryBatch, window: stormWindow})
	role := f.ruleRole("TelemetryRuleRole", f.queues.telemetry)
	for _, t := range all {
		f.addTopicRule(topicRule{
			id: "TelemetryRule-" + idOf(t.Name), description: "Bongsu: " + t.Name, sql: t.SQL(), to: f.queues.telemetry, role: role,
		})
	}
	return telemetry
}
