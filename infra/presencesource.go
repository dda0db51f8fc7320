package main

import (
	"bongsu/shared/config"
)

// addPresenceSource makes the function that watches devices, the IoT rules that
// feed it, and the queue through which it sends itself delayed checks.
func addPresenceSource(f functions) deployed {
	variables := f.sourceVariables()
	variables[config.VarHold] = *f.queues.hold.QueueUrl()
	presence := f.add("Presence", "Bongsu: turns devices that leave and return into jobs for the channels", presenceTimeout, variables)
	f.allowSource(presence)
	presence.allow([]string{"sqs:SendMessage"}, f.queues.hold.QueueArn())
	// When a site loses its line, a thousand devices are one job. Events are
	// below 1 KB, so that Lambda's 6 MB hold many times the batch.
	presence.read("FromQueue", f.queues.presence, batch{size: 1000, window: stormWindow})
	// A check carries up to a hundred devices that left together; there is
	// nothing more to gather.
	presence.read("FromHold", f.queues.hold, batch{size: 10})
	addPresenceRules(f)
	return presence
}

// addPresenceRules has AWS IoT put its lifecycle events on the queue: one rule
// each, because "+/+" would match connect_failed as well.
// https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
func addPresenceRules(f functions) {
	role := f.ruleRole("PresenceRuleRole", f.queues.presence)
	for _, event := range []string{"connected", "disconnected"} {
		f.addTopicRule(topicRule{
			id: "Rule-" + event, description: "Bongsu: devices that " + event, sql: "SELECT * FROM '$aws/events/presence/" + event + "/+'",
			to: f.queues.presence, role: role,
		})
	}
}
