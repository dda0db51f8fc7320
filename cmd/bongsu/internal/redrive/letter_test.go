package redrive

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/deliver"
	"bongsu/shared/queue"
)

func sampleEvent(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../../../../events/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestLetters(t *testing.T) {
	alarm := sampleEvent(t, "alarm/orders-latency-firing.json")
	event := sampleEvent(t, "eventbridge/build-failed.json")
	const lost = `{"clientId":"sensor-7","timestamp":1790309527086,"eventType":"disconnected","sessionIdentifier":"s","clientInitiatedDisconnect":false,"disconnectReason":"CONNECTION_LOST","versionNumber":4}`
	const check = `{"check":2,"hold":30000000000,"losses":[{"c":"a","v":1,"t":1},{"c":"b","v":1,"t":1}]}`
	iot := `{"ruleName":"disconnected","topic":"t","clientId":"sensor-7","base64OriginalPayload":"` + base64.StdEncoding.EncodeToString([]byte(lost)) +
		`","failures":[{"failedAction":"SqsAction","failedResource":"q","errorMessage":"Failed to send: AccessDenied"}]}`
	const hot = `{"ruleName":"boiler","topic":"plant/a/status","clientId":"a","base64OriginalPayload":"OTEuNQ==","failures":[{"failedAction":"SqsAction"}]}`
	const kept = `{"telemetry":"boiler","topic":"plant/a/status","client":"a","ts":1790309527000,"data":"OTEuNQ=="}`
	async := func(function, payload, response string) string {
		return `{"version":"1.0","timestamp":"2026-09-25T04:15:00.000Z","requestContext":{"requestId":"r","functionArn":"` + function + `:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":` +
			payload + `,"responseContext":{"statusCode":200},"responsePayload":` + response + `}`
	}
	scheduled := sampleEvent(t, "eventbridge/build-failed.json")
	strayed := func(function string) string { return async(function, scheduled, `{}`) }
	reason := func(channel, text string) map[string]string {
		return map[string]string{deliver.AttributeReason: text, deliver.AttributeChannel: channel}
	}
	for _, test := range []struct {
		name     string
		received queue.Received
		// to, body, channel, what, why, stays are what is expected; to is a
		// queue or a function, an empty body is a job's.
		to, body, channel, what, why, stays string
	}{
		{
			"a job with its reason", queue.Received{Body: []byte(body(t, "ops", "x")), Attributes: reason("ops", "status 404: no_service")},
			"bongsu-to-ops", "", "ops", "ALARM: x", "status 404: no_service", "",
		},
		{
			"a job that SQS gave up", queue.Received{Body: []byte(body(t, "ops", "x")), GaveUp: "bongsu-to-ops"},
			"bongsu-to-ops", "", "ops", "ALARM: x", "tried 120 times by the function of bongsu-to-ops", "",
		},
		{
			"a job for a channel that is gone", queue.Received{Body: []byte(body(t, "old", "x")), Attributes: reason("old", "y")},
			"", "", "old", "ALARM: x", "y", "there is no channel old any more",
		},
		{
			"no job", queue.Received{Body: []byte(`{"v":99}`), Attributes: reason("ops", "job version 99, this build reads 1 to 1")},
			"", "", "ops", "v: 99", "job version 99", "no job that this version",
		},
		{
			"an alarm that SQS gave up", queue.Received{Body: []byte(alarm), GaveUp: "bongsu-AlarmQueue-1"},
			"bongsu-AlarmQueue-1", alarm, "", "ALARM: orders-latency", "tried 480 times", "",
		},
		{
			"a check that SQS gave up", queue.Received{Body: []byte(check), GaveUp: "bongsu-HoldQueue-1"},
			"bongsu-HoldQueue-1", check, "", "a check on 2 devices", "tried 239 times", "",
		},
		{
			"a check of nobody knows where", queue.Received{Body: []byte(check)},
			"bongsu-HoldQueue-1", check, "", "a check on 2 devices", "did not reach", "",
		},
		{
			"EventBridge", queue.Received{Body: []byte(event), Attributes: map[string]string{
				"RULE_ARN": "arn:aws:events:ap-northeast-2:123456789012:rule/bongsu-Event", "ERROR_CODE": "NO_PERMISSIONS", "ERROR_MESSAGE": "not allowed",
			}},
			"bongsu-AlarmQueue-1", event, "", "CodeBuild Build State Change", "EventBridge: bongsu-Event: NO_PERMISSIONS: not allowed", "",
		},
		{
			// Whose entry it was the letter does not say; its topic does.
			"a rule of telemetry", queue.Received{Body: []byte(hot), Sent: began},
			"bongsu-TelemetryQueue-1", `{"topic":"plant/a/status","client":"a","ts":1790309527000,"data":"OTEuNQ=="}`, "", "a message of a device on plant/a/status",
			"IoT rule boiler: SqsAction", "",
		},
		{
			"a message of a device", queue.Received{Body: []byte(kept), GaveUp: "bongsu-TelemetryQueue-1"},
			"bongsu-TelemetryQueue-1", kept, "", "a message of a device on plant/a/status", "tried 239 times by the function of bongsu-TelemetryQueue-1", "",
		},
		{
			"an IoT rule", queue.Received{Body: []byte(iot)},
			"bongsu-PresenceQueue-1", lost, "", "Device offline: sensor-7", "IoT rule disconnected: SqsAction: Failed to send: AccessDenied", "",
		},
		{
			"an asynchronous invocation", queue.Received{Body: []byte(async(tick, scheduled, `{"errorMessage":"exit status 1"}`))},
			tick, scheduled, "", "CodeBuild Build State Change", "function bongsu-TickFunction1-2 failed 3 times: RetriesExhausted: exit status 1", "",
		},
		{
			"one without a readable answer", queue.Received{Body: []byte(async(tick, `"plain words"`, `"odd"`))},
			tick, `"plain words"`, "", "plain words", "function bongsu-TickFunction1-2 failed 3 times: RetriesExhausted", "",
		},
		{
			"one that only looks so", queue.Received{Body: []byte(async(tick, scheduled, `{}`)), GaveUp: "bongsu-AlarmQueue-1"},
			"bongsu-AlarmQueue-1", async(tick, scheduled, `{}`), "", "", "tried 480 times", "",
		},
		{
			"one of another account", queue.Received{Body: []byte(strayed("arn:aws:lambda:ap-northeast-2:999999999999:function:bongsu-TickFunction1-2"))},
			"", "", "", "", "failed 3 times", "no function of stack bongsu in account 123456789012",
		},
		{
			"one of another stack", queue.Received{Body: []byte(strayed("arn:aws:lambda:ap-northeast-2:123456789012:function:orders-TickFunction1-2"))},
			"", "", "", "", "failed 3 times", "no function of stack bongsu",
		},
		{
			"one of a stack whose name begins the same", queue.Received{Body: []byte(strayed("arn:aws:lambda:ap-northeast-2:123456789012:function:bongsu-prod-TickFunction1-2"))},
			"", "", "", "", "failed 3 times", "no function of stack bongsu",
		},
		{
			"one of no function", queue.Received{Body: []byte(strayed("arn:aws:states:ap-northeast-2:123456789012:execution:bongsu-Tick"))},
			"", "", "", "", "failed 3 times", "no function of stack bongsu",
		},
		{
			"anything else", queue.Received{Body: []byte("the backup failed")},
			"bongsu-AlarmQueue-1", "the backup failed", "", "the backup failed", "did not reach", "",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := place.read(test.received, english(t), later)
			if l.to+l.function != test.to || (l.function != "") != strings.HasPrefix(test.to, "arn:") || l.Channel != test.channel || !strings.Contains(l.What, test.what) ||
				!strings.Contains(l.Why, test.why) || !strings.Contains(l.Stays, test.stays) || (l.Stays == "") != (test.stays == "") {
				t.Errorf("got %+v", l)
			}
			if test.stays != "" {
				return
			}
			if test.body == "" {
				job, err := queue.Decode(l.message.Body)
				if err != nil || !job.Redriven.Equal(later) || l.identity != job.ID() {
					t.Errorf("%v, job %+v", err, job)
				}
				return
			}
			if diff := cmp.Diff(compact(test.body), compact(string(l.message.Body))); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if l.message.Attributes[queue.AttributeRedriven] != "2026-09-28T04:12:07Z" {
				t.Errorf("attributes %v", l.message.Attributes)
			}
		})
	}
	bare := Place{Stack: "bongsu", Sources: map[string]Source{"bongsu-AlarmQueue-1": {"bongsu-AlarmQueue-1", 480}}}
	if l := bare.read(queue.Received{Body: []byte(lost)}, english(t), later); !strings.Contains(l.Stays, "PresenceQueue") {
		t.Errorf("devices that are not watched any more: %+v", l)
	}
}

// compact makes JSON comparable; anything else stays.
func compact(text string) any {
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return text
	}
	return v
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"requestContext":{"functionArn":"a"},"requestPayload":1}`), "r", "q")
	f.Add([]byte(`{"requestContext":{"functionArn":"`+tick+`"},"requestPayload":{}}`), "", "")
	f.Add([]byte(`{"base64OriginalPayload":"e30=","failures":[{}]}`), "", "")
	f.Add([]byte(`{"check":1,"losses":[{}]}`), "", "bongsu-to-ops")
	f.Add([]byte(`{"v":1,"channel":"ops","group":"g","alerts":[{}]}`), "x", "")
	f.Fuzz(func(t *testing.T, data []byte, reason, gaveUp string) {
		l := place.read(queue.Received{ID: "m", Body: data, GaveUp: gaveUp, Attributes: map[string]string{deliver.AttributeReason: reason}}, english(t), later)
		if (l.to+l.function == "") != (l.Stays != "") || l.to != "" && l.function != "" {
			t.Errorf("goes to %q %q, stays %q", l.to, l.function, l.Stays)
		}
		if l.identity == "" || l.Why == "" {
			t.Errorf("incomplete: %+v", l)
		}
	})
}
