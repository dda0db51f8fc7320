package alarm_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bongsu/events/eventstest"
	"bongsu/lambdas/alarm"
	"bongsu/shared/alert"
)

// only gives the one alert of a payload.
func only(t *testing.T, payload []byte) alert.Alert {
	t.Helper()
	r := alarm.Parse(payload)
	if len(r.Units) != 1 || len(r.Units[0].Alerts) != 1 {
		t.Fatalf("want one alert, got %s", eventstest.Encode(t, r))
	}
	return r.Units[0].Alerts[0]
}

// An alarm says the same however it is wrapped.
func TestEveryWrappingSaysTheSame(t *testing.T) {
	want := only(t, payload(t, "alarm/orders-latency-firing.json"))
	for _, file := range []string{
		"sns/orders-latency-firing.json", "sqs/orders-latency-firing.json", "sqs/orders-latency-raw.json",
	} {
		if diff := cmp.Diff(want, only(t, payload(t, file))); diff != "" {
			t.Errorf("%s: -bare +wrapped\n%s", file, diff)
		}
	}
	bare := string(payload(t, "alarm/orders-latency-firing.json"))
	for range 3 {
		quoted, err := json.Marshal(bare)
		if err != nil {
			t.Fatal(err)
		}
		bare = fmt.Sprintf(`{"Type":"Notification","TopicArn":"arn:aws:sns:us-east-1:1:t","Message":%s}`, quoted)
		if diff := cmp.Diff(want, only(t, []byte(bare))); diff != "" {
			t.Errorf("nested: -bare +wrapped\n%s", diff)
		}
	}
	// EventBridge and the direct action do not say over how many periods.
	unsaid := cmpopts.IgnoreFields(alert.Measurement{}, "Evaluated", "Needed")
	for _, file := range []string{
		"eventbridge/orders-latency-firing.json", "sqs/eventbridge-firing.json", "lambda/orders-latency-firing.json",
	} {
		if diff := cmp.Diff(want, only(t, payload(t, file)), unsaid); diff != "" {
			t.Errorf("%s: -SNS +this\n%s", file, diff)
		}
	}
}

// No single field of a strange type may lose an alarm.
func TestStrangeFieldsLoseNothing(t *testing.T) {
	for _, file := range []string{"alarm/orders-latency-firing.json", "alarm/error-ratio-math.json", "alarm/shop-composite-firing.json"} {
		var message map[string]any
		if err := json.Unmarshal(payload(t, file), &message); err != nil {
			t.Fatal(err)
		}
		for name, value := range message {
			for _, strange := range []any{nil, 1.5, "x", true, []any{}, map[string]any{}, []any{map[string]any{"a": nil}}} {
				message[name] = strange
				data, err := json.Marshal(message)
				if err != nil {
					t.Fatal(err)
				}
				a := only(t, data)
				told := name == "AlarmName" || name == "NewStateValue"
				if a.Kind != alert.Alarm && !told {
					t.Errorf("%s: %s = %v made it %s", file, name, strange, a.Kind)
				}
				if a.Key == "" || a.Subject == "" {
					t.Errorf("%s: %s = %v left no key or subject", file, name, strange)
				}
			}
			delete(message, name)
			data, err := json.Marshal(message)
			if err != nil {
				t.Fatal(err)
			}
			only(t, data)
			message[name] = value
		}
	}
}

func TestTransitions(t *testing.T) {
	const own = "Threshold Crossed: 1 datapoint [1.0 (25/09/26 04:07:00)] was greater than the threshold (0.0)."
	const initial = "Unchecked: Initial alarm creation"
	for _, c := range []struct {
		old, new, before, reason string
		state                    alert.State // empty for silence
		severity                 alert.Severity
		test                     bool
	}{
		{"OK", "ALARM", own, own, alert.Firing, alert.Critical, false},
		{"OK", "ALARM", own, "a drill", alert.Firing, alert.Critical, true},
		{"ALARM", "OK", own, own, alert.Recovered, "", false},
		{"OK", "INSUFFICIENT_DATA", own, "Insufficient Data: 1 datapoint was unknown.", alert.NoData, alert.Warning, false},
		{"ALARM", "INSUFFICIENT_DATA", own, "Insufficient Data: 1 datapoint was unknown.", alert.NoData, alert.Warning, false},
		{"INSUFFICIENT_DATA", "OK", "Insufficient Data: 1 datapoint was unknown.", own, alert.Recovered, "", false},
		{"INSUFFICIENT_DATA", "ALARM", initial, own, alert.Firing, alert.Critical, false},
		{"INSUFFICIENT_DATA", "OK", initial, own, "", "", false},
		{"", "INSUFFICIENT_DATA", "", initial, "", "", false},
		{"OK", "OK", own, own, "", "", false},
	} {
		data, err := json.Marshal(map[string]any{
			"detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch", "id": "1",
			"resources": []string{"arn:aws:cloudwatch:us-east-1:1:alarm:x"},
			"detail": map[string]any{
				"alarmName":     "x",
				"state":         map[string]any{"value": c.new, "reason": c.reason, "timestamp": "2026-09-25T04:12:07.086+0000"},
				"previousState": map[string]any{"value": c.old, "reason": c.before, "timestamp": "2026-09-25T04:00:00.000+0000"},
				"configuration": map[string]any{"metrics": []any{map[string]any{"id": "m", "metricStat": map[string]any{"stat": "Sum"}}}},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		u := alarm.Parse(data).Units[0]
		var got alert.Alert
		if len(u.Alerts) > 0 {
			got = u.Alerts[0]
		}
		if got.State != c.state || got.Severity != c.severity || got.Test != c.test || (u.Silent == "") != (c.state != "") {
			t.Errorf("%s → %s (%s): state %q severity %q test %v silent %q", c.old, c.new, c.reason, got.State, got.Severity, got.Test, u.Silent)
		}
	}
}

func TestNothingIsDropped(t *testing.T) {
	for _, body := range []string{
		"", " ", "null", "0", "true", `""`, "[]", "{}", `{"Records":[]}`, `{"Records":null}`, `{"Records":[null,1,"x"]}`,
		`{"Records":[{"body":null}]}`, `{"Type":"Notification","TopicArn":"t","Message":""}`, "\xff\xfe", "\ufeff{}",
		`{"detail-type":"x","source":"y"}`, `{"awslogs":{"data":"?"}}`, `[[[[]]]]`, strings.Repeat("[", 100), `{"a":1}{"b":2}`,
	} {
		r := alarm.Parse([]byte(body))
		if len(r.Units) == 0 {
			t.Errorf("%q: nothing", body)
		}
		for _, u := range r.Units {
			if len(u.Alerts) == 0 {
				t.Errorf("%q: silent (%s)", body, u.Silent)
			}
			for _, a := range u.Alerts {
				if a.Key == "" || a.Subject == "" || a.Kind != alert.Raw {
					t.Errorf("%q: %+v", body, a)
				}
			}
		}
	}
}

func TestRawKeysTellRecordsApart(t *testing.T) {
	record := `{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"object":{"key":"%d"}}}`
	inner := `{"Records":[` + fmt.Sprintf(record, 1) + "," + fmt.Sprintf(record, 2) + `]}`
	quoted, err := json.Marshal(inner)
	if err != nil {
		t.Fatal(err)
	}
	wrapped := fmt.Sprintf(`{"Type":"Notification","TopicArn":"t","MessageId":"m","Message":%s}`, quoted)
	for _, body := range []string{inner, wrapped} {
		keys := make(map[string]bool)
		for range 2 { // the same both times
			for _, u := range alarm.Parse([]byte(body)).Units {
				keys[u.Alerts[0].Key] = true
			}
		}
		if len(keys) != 2 {
			t.Errorf("keys %v", keys)
		}
	}
}

// Whatever a stranger sends, an alert fits a job.
func TestAlertsFitAJob(t *testing.T) {
	long := strings.Repeat("<", 1500)
	var dimensions, metrics []any
	for i := range 40 {
		dimensions = append(dimensions, map[string]any{"name": fmt.Sprint(i, long), "value": long})
	}
	for i := range 20 {
		metrics = append(metrics, map[string]any{
			"Id": fmt.Sprint("m", i), "Expression": long, "Label": long,
			"MetricStat": map[string]any{"Metric": map[string]any{"MetricName": long, "Namespace": long, "Dimensions": dimensions}},
		})
	}
	data, err := json.Marshal(map[string]any{
		"AlarmName": long, "NewStateValue": "ALARM", "AlarmDescription": strings.Repeat(long, 18), "NewStateReason": long,
		"AlarmContributorAttributes": map[string]any{"a": long}, "Trigger": map[string]any{"Metrics": metrics},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := only(t, data)
	encoded, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if len(encoded) > 200<<10 {
		t.Errorf("%d bytes", len(encoded))
	}
	if !strings.HasSuffix(a.Text, "…") {
		t.Error("the text was cut without saying so")
	}
}

func TestTimes(t *testing.T) {
	want := time.Date(2026, 9, 25, 4, 12, 7, 86e6, time.UTC)
	for _, text := range []string{
		`"2026-09-25T04:12:07.086+0000"`, `"2026-09-25T04:12:07.086Z"`, `"2026-09-25T13:12:07.086+09:00"`, `1790309527086`, `"1790309527086"`, `1790309527.086`,
	} {
		a := only(t, []byte(`{"AlarmName":"x","NewStateValue":"ALARM","StateChangeTime":`+text+`}`))
		if !a.At.Equal(want) || a.At.Location() != time.UTC {
			t.Errorf("%s: %v", text, a.At)
		}
	}
	for _, text := range []string{`"yesterday"`, `null`, `-1`, `1e300`, `"9999-12-31T23:59:59-2300"`, `"0001-01-01T00:00:00Z"`} {
		if a := only(t, []byte(`{"AlarmName":"x","NewStateValue":"ALARM","StateChangeTime":`+text+`}`)); !a.At.IsZero() {
			t.Errorf("%s: %v", text, a.At)
		}
	}
}

// TestLargeDocumentsAreReadInTime: SNS takes a quarter of a megabyte, and what a
// stranger puts into it must not hold up the alarms of the same batch.
func TestLargeDocumentsAreReadInTime(t *testing.T) {
	body := `{"a":[` + strings.Repeat("1,", 120_000) + `1]}`
	u := alarm.Parse([]byte(body)).Units[0]
	hidden := u.Alerts[0].Fields[len(u.Alerts[0].Fields)-1]
	if hidden.Name != alert.Hidden || len(u.Alerts[0].Fields) > 10 {
		t.Errorf("fields %+v", u.Alerts[0].Fields)
	}
	if n := testing.AllocsPerRun(1, func() { alarm.Parse([]byte(body)) }); n > 2_000_000 {
		t.Errorf("%v allocations", n)
	}
}
