package intake_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"bongsu/cmd/bongsu/internal/intake"
	"bongsu/cmd/bongsu/internal/subscription"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/wording"
)

var now = time.Date(2026, 11, 20, 4, 12, 7, 0, time.UTC)

func device(client, kind, more string) string {
	return fmt.Sprintf(`{"clientId":%q,"timestamp":1790309827451,"eventType":%q,"sessionIdentifier":"s","versionNumber":1%s}`, client, kind, more)
}

// entries watch what devices publish.
var entries = []config.Telemetry{{Name: "boiler", Topic: "plant/+/status", Level: 2, Fields: []config.PollField{{Name: "temp", Path: "temp", Above: new(90.0)}}}}

// sent is what a rule makes of a message of a device.
func sent(entry, payload string) string {
	data := base64.StdEncoding.EncodeToString([]byte(payload))
	return fmt.Sprintf(`{"data":%q,"topic":"plant/boiler-1/status","ts":1790309827451,"client":"c","telemetry":%q}`, data, entry)
}

func sqs(bodies ...string) string {
	records := make([]string, len(bodies))
	for i, b := range bodies {
		records[i] = fmt.Sprintf(`{"messageId":"m%d","body":%q,"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:ap-northeast-2:123456789012:q","attributes":{"SentTimestamp":"1790309999000"}}`, i, b)
	}
	return `{"Records":[` + strings.Join(records, ",") + `]}`
}

func TestRead(t *testing.T) {
	lost := device("pump-1", "disconnected", `,"disconnectReason":"CONNECTION_LOST"`)
	tests := []struct {
		name, payload string
		told          []string
		silent        string // part of the first reason
	}{
		{"lost", lost, []string{"presence firing pump-1"}, ""},
		{"came", device("pump-1", "connected", ""), nil, "recovery of a loss"},
		{"goodbye", device("pump-1", "disconnected", `,"disconnectReason":"CLIENT_INITIATED_DISCONNECT"`), nil, "clean: true"},
		{"refused", device("pump-1", "connect_failed", ""), nil, "refused connection"},
		{"new type", device("pump-1", "teleported", ""), []string{"raw"}, ""},
		{"text", "the backup failed", []string{"raw"}, ""},
		{"nothing", "", []string{"raw"}, ""},
		{"batch of devices", sqs(lost, device("pump-2", "connected", "")), []string{"presence firing pump-1"}, "recovery of a loss"},
		{"mixed batch", sqs("the backup failed", lost), []string{"presence firing pump-1", "raw"}, ""},
		{"value of a device", sent("boiler", `{"temp": 95}`), []string{"telemetry firing boiler-1 temp"}, ""},
		{"right value of a device", sent("boiler", `{"temp": 5}`), nil, "all values are right"},
		{"no value of a device", sqs(sent("boiler", "?"), lost), []string{"telemetry no-data boiler-1", "presence firing pump-1"}, ""},
		{"value of no entry", sent("roof", "5"), nil, "no telemetry"},
		{"own JSON", `{"topic": "plant/a/status", "ts": 1790309827451}`, []string{"raw"}, ""},
		{"batch of others", sqs("one", "two"), []string{"raw", "raw"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			news := intake.Read([]byte(tt.payload), config.Config{Presence: &config.Presence{Hold: 30 * time.Second}, Telemetry: entries}, now)
			var told []string
			for _, a := range news.Alerts {
				line := string(a.Kind)
				if a.Kind != alert.Raw {
					line += " " + string(a.State) + " " + a.Subject
				}
				told = append(told, line)
				if a.At.IsZero() {
					t.Errorf("%s has no time", line)
				}
			}
			if diff := cmp.Diff(tt.told, told); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if (tt.silent == "") != (len(news.Silent) == 0) || tt.silent != "" && !strings.Contains(news.Silent[0], tt.silent) {
				t.Errorf("silent because of %q", news.Silent)
			}
		})
	}
}

func TestLossIsReadAsAfterItsHold(t *testing.T) {
	payload := sqs(device("pump-1", "disconnected", `,"disconnectReason":"CONNECTION_LOST"`))
	a := intake.Read([]byte(payload), config.Config{Presence: &config.Presence{Hold: 30 * time.Second}}, now).Alerts[0]
	if held := a.Device.Checked.Sub(a.At); held != 30*time.Second {
		t.Errorf("checked after %s", held)
	}
	if a.Region != "ap-northeast-2" || a.Account != "123456789012" {
		t.Errorf("place %s %s", a.Account, a.Region)
	}
}

func TestMessagesAreOnePerState(t *testing.T) {
	voice, err := wording.NewVoice("en", "UTC")
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string, state alert.State, route string) alert.Alert {
		return alert.Alert{Key: "raw/" + name, Kind: alert.Raw, State: state, Subject: name, At: now, Route: route}
	}
	var storm []alert.Alert
	for i := range 70 {
		storm = append(storm, at(fmt.Sprintf("n%d", i), alert.Notice, ""))
	}
	alerts := append(storm, at("a", alert.Firing, "x"), at("b", alert.Firing, "y"), at("b", alert.Firing, "y"), at("c", alert.Recovered, ""))
	messages, err := intake.Messages(t.Context(), alerts, voice)
	if err != nil {
		t.Fatal(err)
	}
	if len(messages) != 3 {
		t.Fatalf("%d messages, want one for each of 3 states", len(messages))
	}
	ids := make(map[string]bool)
	for _, m := range messages {
		ids[m.ID] = true
	}
	if len(ids) != 3 {
		t.Errorf("ids %v", ids)
	}
	if title := messages[0].Words.Title; !strings.Contains(title, "50") || !strings.Contains(title, "20") {
		t.Errorf("50 told in full and 20 by name are titled %q", title)
	}
}

func TestLines(t *testing.T) {
	watched := config.Config{Logs: []config.Log{{Name: "orders", Group: "/app/orders", Filter: `"hello world"`, Match: "hello world"}}}
	pack := func(kind, group string, texts ...string) []byte {
		data := events.CloudwatchLogsData{MessageType: kind, LogGroup: group, LogEvents: []events.CloudwatchLogsLogEvent{}}
		for i, text := range texts {
			data.LogEvents = append(data.LogEvents, events.CloudwatchLogsLogEvent{ID: fmt.Sprint(i), Timestamp: now.UnixMilli() + int64(i), Message: text})
		}
		payload, err := subscription.Pack(data)
		if err != nil {
			t.Fatal(err)
		}
		return payload
	}
	tests := []struct {
		name    string
		payload []byte
		config  config.Config
		told    []alert.Kind
		silent  string
	}{
		{"watched", pack("DATA_MESSAGE", "/app/orders", "hello world", "hello", "say hello world"), watched, []alert.Kind{alert.Log, alert.Log}, ""},
		{"another line", pack("DATA_MESSAGE", "/app/orders", "hello"), watched, nil, "no log watch is for this line of /app/orders"},
		{"another group", pack("DATA_MESSAGE", "/app", "hello world", "x"), watched, nil, "no log watch is for any of these 2 lines of /app"},
		{"control", pack("CONTROL_MESSAGE", "/app/orders", "hello world"), watched, nil, "control message"},
		{"strange", pack("DATA_MESSAGE", "", "hello world"), watched, []alert.Kind{alert.Raw}, ""},
		{"no watches", pack("DATA_MESSAGE", "/app/orders", "hello world"), config.Config{}, []alert.Kind{alert.Raw}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			news := intake.Read(tt.payload, tt.config, now)
			var told []alert.Kind
			for _, a := range news.Alerts {
				told = append(told, a.Kind)
			}
			if diff := cmp.Diff(tt.told, told); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if said := strings.Join(news.Silent, "\n"); !strings.Contains(said, tt.silent) || (said == "") != (tt.silent == "") {
				t.Errorf("silent because of %q", said)
			}
			if tt.silent == "" && news.Newest.Before(now) {
				t.Errorf("newest %s", news.Newest)
			}
		})
	}
}
