package wording

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bongsu/shared/alert"
)

func english() tongue {
	return tongue{
		firing:         map[alert.Severity]string{alert.Critical: "ALARM", alert.Warning: "Warning", alert.Info: "Info", "": "ALARM"},
		notice:         map[alert.Severity]string{alert.Critical: "Critical notice", alert.Warning: "Warning event", alert.Info: "Notice", "": "Notice"},
		severity:       map[alert.Severity]string{alert.Critical: "Critical", alert.Warning: "Warning", alert.Info: "Info"},
		logLine:        map[alert.Severity]string{alert.Critical: "Critical log line", alert.Warning: "Log warning", alert.Info: "Log", "": "Log"},
		recovered:      "Recovered",
		noData:         "No data",
		deviceLost:     "Device offline",
		deviceBack:     "Device back online",
		unstable:       "Device unstable",
		stable:         "Device stable again",
		stillFor:       func(word, span string) string { return word + ", still so after " + span },
		recoveredAfter: func(word, span string) string { return word + " after " + span },

		again:     " – ",
		moreLines: func(n int, span string) string { return digits(float64(n), 0) + " more in " + span },
		emptyLine: "The line is empty.",
		unread:    "Too many lines came at once: only the first ones were searched. Look at the log for the rest.",

		alive: func(clock string) string { return "Bongsu is alive · " + clock },

		test:        "TEST",
		testLead:    "This is a test: someone set the alarm state by hand.",
		noDataLead:  "No data is coming in, so the alarm state is unknown.",
		missingLead: "No data was received; this alarm counts missing data as a breach.",
		dataBack:    "Data is coming in again.",
		compositeLead: func(back bool) string {
			if back {
				return "This composite alarm's rule is no longer true."
			}
			return "This composite alarm's rule is now true."
		},
		childrenLead: func(named []string, more int, back bool) string {
			who := strings.Join(named, ", ")
			if more > 0 {
				who += fmt.Sprintf(" and %d more", more)
			}
			if back {
				return "Cleared when " + who + " changed state."
			}
			return "Set off by " + who + "."
		},
		series: func(s alert.Series, one, back bool) string {
			all := fmt.Sprintf("%d of %d series are in %s.", s.In, s.Of, s.State)
			if one && back {
				return "This series is back to normal. Overall, " + all
			}
			return all
		},
		toldInOne:    "Already over: this one message covers start and end.",
		backInOne:    "Already back: this one message covers loss and return.",
		beginUnknown: "start unknown",
		empty:        "The message is empty.",
		atTheTime:    func(s string) string { return "At the time: " + s },
		awsState:     func(s string) string { return s },
		stateSince:   func(state, clock string) string { return state + " since " + clock },

		undelivered: "Not delivered", missed: "Not reached",
		undeliveredCodes: map[string]string{
			"quota":         "This month's messages are used up, so it could not be sent.",
			"no-report":     "It was sent, but after an hour the provider still does not say whether it arrived.",
			"2000":          "The carrier did not answer in time.",
			"2001":          "The carrier had trouble and did not deliver it.",
			"2002":          "The carrier had trouble and did not deliver it.",
			"2003":          "The phone is switched off.",
			"2004":          "The phone's message box is full.",
			"2005":          "The phone is out of coverage.",
			"2006":          "The phone or its network cannot take messages right now.",
			"2007":          "The phone or its network cannot take messages right now.",
			"3000":          "Messages cannot be delivered to this number.",
			"3001":          "The number does not exist or is no longer in service.",
			"3003":          "The recipient's number is wrong.",
			"3006":          "The message was refused at the recipient's end.",
			"3010":          "The phone cannot receive MMS.",
			"3012":          "It was blocked as spam.",
			"3016":          "The attached picture is too large.",
			"3017":          "The sender number breaks a rule. Check it in the Naver Cloud console.",
			"3018":          "The sender number is under its carrier's spoofing protection. Have that lifted, or use another sender number.",
			"3019":          "It was blocked at the request of KISA.",
			"3022":          "It has a character that text messages cannot carry.",
			"3023":          "The sender number is not registered. Register it in the Naver Cloud console.",
			"alimtalk 3019": "The recipient does not use KakaoTalk.",
			"alimtalk 3020": "The recipient has blocked the KakaoTalk channel or AlimTalk.",
		},
		undeliveredCode: func(code string) string {
			return "The carrier or the service could not deliver it (result code " + code + ")."
		},
		undeliveredReason: func(reason string) string { return "It could not be sent. The answer was: " + reason },

		polls: englishPolls(), telemetry: englishTelemetry(), digest: englishDigest(),

		labels: labels{
			state: "State", severity: "Severity", description: "Description",
			since: "Since", lasted: "Lasted", ended: "Recovered at", at: "Time",
			datapoints: "Datapoint", manyPoints: "Datapoints (newest first)", resource: "Resource", metric: "Metric", input: "Input",
			expression: "Expression", rule: "Rule", reason: "Reason", awsReason: "AWS reason",
			client: "Client ID", session: "Session", address: "IP address", hidden: "Fields not shown",
			watch: "Watch", file: "File", group: "Log group", stream: "Log stream",
		},
		linkTo: map[alert.LinkTo]string{
			alert.ToAlarm: "Open alarm", alert.ToMetric: "View metric", alert.ToRunbook: "Runbook",
			alert.ToLog: "Open log", alert.ToDevice: "Open IoT console", alert.ToResource: "Open in console",
		},
		account: "Account",

		stats:      map[string]string{"Average": "average", "Sum": "total", "Minimum": "minimum", "Maximum": "maximum", "SampleCount": "sample count"},
		statLast:   []string{"SampleCount"},
		window:     func(span, _ string) string { return "over " + span },
		timed:      func(string, string) string { return "" },
		metricName: func(n metricName) string { return n.en },
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
		condition: func(what, bound string, c alert.Comparison) string {
			word, known := map[alert.Comparison]string{
				alert.Above: "is above %", alert.AtLeast: "is at or above %", alert.Below: "is below %", alert.AtMost: "is at or below %",
				alert.AboveBand: "is above the expected band %", alert.BelowBand: "is below the expected band %", alert.OutsideBand: "is outside the expected band %",
			}[c]
			if !known {
				word = "crosses the threshold of %"
			}
			return "Alarms when " + what + " " + strings.ReplaceAll(word, "%", bound)
		},
		expected:   "expected",
		chart:      func(subject string) string { return "Chart: " + subject },
		noBand:     "(limits not given)",
		expression: "expression result",
		value:      "value",
		needed: func(n, of int) string {
			if n == of {
				return fmt.Sprintf("in all of the last %d periods", of)
			}
			return fmt.Sprintf("in at least %d of the last %d periods", n, of)
		},
		more:       func(n int, _ alert.Kind) string { return "and " + digits(float64(n), 0) + " more" },
		moreThings: func(n int) string { return "and " + digits(float64(n), 0) + " more" },
		morePeople: func(n int) string { return "and " + digits(float64(n), 0) + " more" },
		counted: func(word string, n int, _ alert.Kind) string {
			many := map[string][2]string{
				"ALARM": {"alarm", "alarms"}, "Warning": {"warning", "warnings"}, "Info": {"info alarm", "info alarms"},
				"No data": {"without data", "without data"}, "Recovered": {"recovered", "recovered"},
				"Device offline": {"device offline", "devices offline"}, "Device back online": {"device back online", "devices back online"},
				"Device unstable": {"device unstable", "devices unstable"}, "Device stable again": {"device stable again", "devices stable again"},
				"Critical log line": {"critical log line", "critical log lines"}, "Log warning": {"log warning", "log warnings"}, "Log": {"log line", "log lines"},
				"Above limit": {"value above its limit", "values above their limits"}, "Below limit": {"value below its limit", "values below their limits"},
				"Value missing": {"value missing", "values missing"}, "Not a number": {"value that is no number", "values that are no numbers"}, "Unreadable answer": {"unreadable answer", "unreadable answers"},
				"Error response": {"error response", "error responses"}, "No answer": {"without an answer", "without an answer"},
				"Not polled": {"not polled", "not polled"}, "Out of limits": {"value out of limits", "values out of limits"},
				"Unreadable message": {"unreadable message", "unreadable messages"}, "No messages": {"silent device", "silent devices"},
				"No longer watched": {"no longer watched", "no longer watched"},
				"Value unknown":     {"value unknown", "values unknown"},
				"Critical notice":   {"critical notice", "critical notices"}, "Warning event": {"warning event", "warning events"}, "Notice": {"notice", "notices"},
				"Not delivered": {"message not delivered", "messages not delivered"},
			}[word]
			if n == 1 {
				return "1 " + many[0]
			}
			return digits(float64(n), 0) + " " + many[1]
		},
		sentence: func(s string) string {
			r, size := utf8.DecodeRuneInString(s)
			if size > 0 && size < len(s) && s[size] >= '0' && s[size] <= '9' {
				return s // p95
			}
			return string(unicode.ToUpper(r)) + s[size:]
		},

		reasons: map[string]string{
			"AUTH_ERROR":                  "It was disconnected: authentication or authorization failed.",
			"CLIENT_INITIATED_DISCONNECT": "The device closed the connection itself.",
			"CLIENT_ERROR":                "It was disconnected: it violated the MQTT protocol or exceeded a limit.",
			"CONNECTION_LOST":             "The network connection was lost.",
			"DUPLICATE_CLIENTID":          "It was disconnected: another connection uses the same client ID.",
			"FORBIDDEN_ACCESS":            "It was disconnected: it is not allowed to connect.",
			"MQTT_KEEP_ALIVE_TIMEOUT":     "It stopped responding (keep-alive timed out).",
			"SERVER_ERROR":                "It was disconnected by an error on the AWS IoT side.",
			"SERVER_INITIATED_DISCONNECT": "AWS IoT disconnected it for operational reasons.",
			"API_INITIATED_DISCONNECT":    "It was disconnected through the AWS IoT API.",
			"THROTTLED":                   "AWS IoT disconnected it: it exceeded a throttling limit.",
			"WEBSOCKET_TTL_EXPIRATION":    "Its WebSocket connection reached its maximum age.",
			"CUSTOMAUTH_TTL_EXPIRATION":   "Its custom authentication expired.",
			"UNKNOWN":                     "It was disconnected; the reason is not known.",
			"NONE":                        "It was disconnected; the reason is not known.",
		},
		otherReason: func(code string) string {
			return "It was disconnected. AWS gave a reason that Bongsu does not know: " + code
		},
		goneFor: func(span string) string { return "Still offline after " + span + "." },
		alreadyBack: func(clock string) string {
			return "It was already back at " + clock + "; AWS reported it late."
		},
		drops:        func(n int) string { return fmt.Sprintf(", %s in the last hour", times(n)) },
		unstableLead: "Short losses are not told one by one until it is stable again or has been gone for 15 minutes.",
		stableLead:   "It has been connected for an hour without a drop. Losses are told again.",
		day:          " d", hour: " h", minute: " min", second: " s",
		date:     func(t time.Time) string { return t.Format("Mon " + time.DateOnly) },
		lineMark: "… (% more)",
		cutMark:  "… (% more characters)",
	}
}

func times(drops int) string {
	if drops == 1 {
		return "1 drop"
	}
	return digits(float64(drops), 0) + " drops"
}
