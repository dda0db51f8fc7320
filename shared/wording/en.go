package wording

import (
	"fmt"
	"time"

	"bongsu/shared/alert"
)

func english() tongue {
	return tongue{
		firing:         map[alert.Severity]string{alert.Critical: "ALARM", alert.Warning: "Warning", alert.Info: "Info", "": "ALARM"},
		notice:         map[alert.Severity]string{alert.Critical: "Urgent notice", alert.Warning: "Warning notice", alert.Info: "Notice", "": "Notice"},
		severity:       map[alert.Severity]string{alert.Critical: "Critical", alert.Warning: "Warning", alert.Info: "Info"},
		recovered:      "Recovered",
		noData:         "No data",
		deviceLost:     "Device offline",
		deviceBack:     "Device back online",
		recoveredAfter: func(word, span string) string { return word + " after " + span },

		test:          "[TEST]",
		testLead:      "This is a test: somebody set the state by hand.",
		noDataLead:    "No measurements are coming in, so the state is not known.",
		compositeLead: "The rule of this composite alarm has changed its outcome.",
		childrenLead: func(n int, back bool) string {
			alarms := fmt.Sprintf("%d alarms", n)
			if n == 1 {
				alarms = "1 alarm"
			}
			if back {
				return "The composite alarm cleared as " + alarms + " changed."
			}
			return "Set off by " + alarms + "."
		},
		toldInOne:    "It is already over, so this tells beginning and end in one.",
		beginUnknown: "when it began is not known",
		awsState:     func(s string) string { return s },

		labels: labels{
			state: "State", severity: "Severity", since: "Since", lasted: "Lasted", at: "Time",
			datapoints: "Datapoints", resource: "Resource", metric: "Metric", input: "Input",
			expression: "Expression", rule: "Rule", reason: "Reason",
			client: "Client ID", session: "Session", address: "Address",
		},
		linkTo: map[alert.LinkTo]string{
			alert.ToAlarm: "Open alarm", alert.ToMetric: "View metric", alert.ToRunbook: "Runbook",
			alert.ToDevice: "Open IoT console", alert.ToResource: "Open resource",
		},
		account: "Account",

		stats:      map[string]string{"Average": "average", "Sum": "total", "Minimum": "minimum", "Maximum": "maximum", "SampleCount": "sample count"},
		statLast:   []string{"SampleCount"},
		metricName: func(n names) string { return n.en },
		comparisons: map[alert.Comparison]sides{
			alert.Above:       {"above the threshold of %", "no longer above %"},
			alert.AtLeast:     {"at or above the threshold of %", "back below %"},
			alert.Below:       {"below the threshold of %", "no longer below %"},
			alert.AtMost:      {"at or below the threshold of %", "back above %"},
			alert.AboveBand:   {"above the expected band %", "back within the expected band %"},
			alert.BelowBand:   {"below the expected band %", "back within the expected band %"},
			alert.OutsideBand: {"outside the expected band %", "back within the expected band %"},
		},
		plainThreshold: sides{"threshold %", "threshold %"},
		expected:       "(computed)",
		expression:     "value of the expression",
		value:          "value",
		needed:         func(n, of int) string { return fmt.Sprintf("%d of the last %d", n, of) },
		more:           func(n int, _ alert.Kind) string { return "and " + digits(float64(n), 0) + " more" },
		counted: func(word string, n int, _ alert.Kind) string {
			return word + " × " + digits(float64(n), 0)
		},

		reasons: map[string]string{
			"AUTH_ERROR":                  "It was disconnected because it failed to authenticate.",
			"CLIENT_INITIATED_DISCONNECT": "It disconnected by itself.",
			"CLIENT_ERROR":                "It was disconnected because it sent something wrong.",
			"CONNECTION_LOST":             "The network connection was lost.",
			"DUPLICATE_CLIENTID":          "It was disconnected because another connection uses the same client ID.",
			"FORBIDDEN_ACCESS":            "It was disconnected because it tried something it may not do.",
			"MQTT_KEEP_ALIVE_TIMEOUT":     "It stopped responding (keep-alive timed out).",
			"SERVER_ERROR":                "It was disconnected by an error on the AWS IoT side.",
			"SERVER_INITIATED_DISCONNECT": "AWS IoT disconnected it.",
			"API_INITIATED_DISCONNECT":    "Somebody disconnected it through the API.",
			"THROTTLED":                   "AWS IoT disconnected it because it sent too many requests.",
			"WEBSOCKET_TTL_EXPIRATION":    "Its WebSocket connection reached its maximum age.",
			"CUSTOMAUTH_TTL_EXPIRATION":   "Its custom authentication expired.",
			"UNKNOWN":                     "It was disconnected; the reason is not known.",
			"NONE":                        "It was disconnected; the reason is not known.",
		},
		otherReason: func(code string) string { return "It was disconnected. AWS gives the reason: " + code },
		goneFor:     func(span string) string { return "Gone for " + span + " and not back." },
		back:        "It is connected again.",
		alreadyBack: func(clock string) string {
			return "It was already back at " + clock + "; the event that says so arrived late."
		},
		day: " d", hour: " h", minute: " min", second: " s",
		date:    func(t time.Time) string { return t.Format("Mon " + time.DateOnly) },
		cutMark: "… (% more characters)",
	}
}
