package file_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/config/file"
)

var update = flag.Bool("update", false, "write the golden files")

// name is what the tests call the configuration, whatever the file is called.
const name = "bongsu.yaml"

func sample(t testing.TB) []byte {
	t.Helper()
	data, err := file.Read("../../../bongsu.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func parse(t *testing.T, text string) config.Config {
	t.Helper()
	cfg, err := file.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// TestGolden compares the faults and, where there are none, the warnings of
// each file in testdata with what stands beside it.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in testdata: %v", err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = file.Parse(name, data)
			var got string
			if err != nil {
				if _, ok := errors.AsType[file.Faults](err); !ok {
					t.Fatalf("not Faults: %v", err)
				}
				got = err.Error() + "\n"
			} else if warnings := file.Warnings(name, data); len(warnings) > 0 {
				got = "warnings:\n" + warnings.Error() + "\n"
			}
			if strings.Contains(got, "T0SECRET") {
				t.Errorf("a secret is shown:\n%s", got)
			}
			golden := strings.TrimSuffix(path, ".yaml") + ".faults"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("run with -update if this is meant:\n%s", diff)
			}
		})
	}
}

func TestSampleIsValidAndWithoutWarnings(t *testing.T) {
	cfg, err := file.Load("../../../bongsu.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if warnings := file.Warnings(name, sample(t)); len(warnings) > 0 {
		t.Error(warnings)
	}
	if len(cfg.Channels) != 3 || len(cfg.Alarms) != 1 || cfg.Presence == nil {
		t.Errorf("not the common case: %+v", cfg)
	}
}

// TestSampleWithItsCommentsIsValid takes the # off the lines that the sample
// offers, so that what it recommends is right too.
func TestSampleWithItsCommentsIsValid(t *testing.T) {
	var lines []string
	for line := range strings.Lines(string(sample(t))) {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		offered, comment := strings.CutPrefix(line[len(indent):], "# ")
		key, _, isKey := strings.Cut(strings.TrimLeft(offered, " -{"), ":")
		if comment && isKey && !strings.Contains(key, " ") && key != "" && strings.ToLower(key) == key {
			line = indent + offered
		}
		lines = append(lines, line)
	}
	cfg := parse(t, strings.Join(lines, ""))
	if len(cfg.Channels) != 7 || len(cfg.Routes["urgent"].Targets) != 3 || len(cfg.Alarms) != 9 || len(cfg.Events) != 1 || len(cfg.Topics) != 1 || len(cfg.Presence.Holds) != 1 || !cfg.Presence.Clean || len(cfg.Logs) != 3 || len(cfg.Polls) != 1 || len(cfg.Telemetry) != 1 || len(cfg.Digests) != 1 || len(cfg.Redact) != 1 {
		t.Errorf("not every offered line was taken: %+v", cfg)
	}
}

func TestEveryKey(t *testing.T) {
	data, err := os.ReadFile("testdata/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := parse(t, string(data))
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	hour := time.Hour
	want := config.Config{
		Timezone: "Asia/Seoul", Language: "ko", Watchdog: []string{"oncall@example.com"}, Heartbeat: &config.ClockTime{Hour: 9, Minute: 5},
		Channels: []config.Channel{
			{Name: "ops-slack", Type: "slack", Language: "en", Timezone: "UTC", Quiet: &config.Hours{From: 22 * 60, To: 7 * 60}, Pictures: true, Settings: &channel.Slack{Secret: "/bongsu/ops-slack"}},
			{Name: "ops-teams", Type: "teams", Language: "ko", Timezone: "Asia/Seoul", Heartbeat: true, Pictures: true, Settings: &channel.Teams{Secret: "/bongsu/ops-teams"}},
			{Name: "ops-mail", Type: "email", Language: "ko", Timezone: "Asia/Seoul", Pictures: true, Settings: &channel.Email{To: []string{"ops@example.com"}}},
		},
		Routes: config.Routes{
			"default": {Targets: []config.Target{{Channel: "ops-slack"}, {Channel: "ops-teams", After: 10 * time.Minute}}},
			"devices": {Targets: []config.Target{{Channel: "ops-mail"}}, Repeat: &hour},
		},
		Repeat: 4 * time.Hour,
		Mute:   []config.Mute{{Match: "orders-*", Until: time.Date(2026, 12, 1, 9, 0, 0, 0, seoul)}},
		Topics: []string{"arn:aws:sns:ap-northeast-2:123456789012:old-alarms"},
		Alarms: []config.Alarm{
			{
				Name: "orders-latency", API: "orders", Namespace: "AWS/ApiGateway", Metric: "Latency",
				Dimensions: []alert.Field{{Name: "ApiName", Value: "orders"}}, Stat: "Average", Comparison: alert.Above, Threshold: 300,
				Period: 5 * time.Minute, Evaluated: 1, Needed: 1, Missing: "notBreaching",
			},
			{
				Name: "http-latency", HTTPAPI: "a1b2c3d4", Stage: "prod", Namespace: "AWS/ApiGateway", Metric: "Latency",
				Dimensions: []alert.Field{{Name: "ApiId", Value: "a1b2c3d4"}, {Name: "Stage", Value: "prod"}}, Stat: "p95",
				Comparison: alert.Above, Threshold: 1000, Period: 5 * time.Minute, Evaluated: 1, Needed: 1, Missing: "missing",
				Route: "default", Severity: alert.Critical,
			},
			{
				Name: "queue-age", Namespace: "AWS/SQS", Metric: "ApproximateAgeOfOldestMessage",
				Dimensions: []alert.Field{{Name: "QueueName", Value: "q"}}, Stat: "Maximum", Comparison: alert.Above, Threshold: 600,
				Period: 5 * time.Minute, Evaluated: 1, Needed: 1, Missing: "missing",
			},
			{
				Name: "결제 큐", Namespace: "Shop", Metric: "cart size", Unit: "Megabytes",
				Dimensions: []alert.Field{{Name: "Zone", Value: "012"}, {Name: "App", Value: "cart"}}, Stat: "Minimum",
				Comparison: alert.Below, Threshold: 1500, Period: 10 * time.Second, Evaluated: 5, Needed: 3, Missing: "breaching",
				Severity: alert.Info, Description: "장바구니가\n비었다", Runbook: "https://wiki.example.com/cart",
			},
		},
		Events: []config.Event{{Name: "builds", Source: "aws.codebuild", DetailType: "CodeBuild Build State Change", Route: "devices"}},
		Presence: &config.Presence{
			Route: "devices", Severity: alert.Critical, Hold: 30 * time.Second, Unstable: 6, Clean: true,
			Holds: []config.Hold{{Match: "sensor-9*", For: time.Minute}, {Match: "sensor-*", For: 5 * time.Minute}, {Match: "*", For: 0}},
		},
		Logs: []config.Log{
			{
				Name: "app-orders-2", Group: "/app/orders", Filter: `"hello \"world\""`, Match: `hello "world"`, Route: "devices",
				Severity: alert.Critical, Say: "An Event Occurred",
			},
			{Name: "app-orders", Group: "/app/orders", Filter: `{ $.level = "error" }`, Severity: alert.Warning, Cooldown: 5 * time.Minute},
			{
				Name: "app", Group: "/bongsu/files/app", File: "/var/log/app/log.txt", Filter: `"hello world"`, Match: "hello world",
				Severity: alert.Warning, Cooldown: 5 * time.Minute,
			},
			{Name: "bongsu-files-app", Group: "/bongsu/files/app", Filter: `"오류"`, Match: "오류", Severity: alert.Warning, Cooldown: time.Hour},
		},
		Redact: []string{"member-[0-9]{6}"},
		Telemetry: []config.Telemetry{
			{
				Name: "boiler", Topic: "plant/+/status", Level: 2, Devices: []string{"boiler-1", "보일러 2"}, Silence: 5 * time.Minute, Metrics: new(true),
				Looks: config.Looks{Needed: 2, Evaluated: 3}, Route: "devices", Severity: alert.Warning, Fields: []config.PollField{
					{Name: "temp", Path: "data.temp", Above: new(90.0), Below: new(10.0), Unit: "°C"}, {Name: "flow", Path: "$", Optional: true},
				},
			},
			{Name: "roof", Topic: "roof/wind", Fields: []config.PollField{{Name: "wind", Path: "wind"}}},
			{Name: "gate", Topic: "gate/#", ByClient: true, Fields: []config.PollField{{Name: "open", Path: "open"}}},
		},
		Digests: []config.Digest{{
			Name: "morning", Cron: "30 8 * * MON-FRI", Timezone: "America/New_York", Route: "devices", Metrics: []config.DigestMetric{
				{Title: "http-latency", Measurement: alert.Measurement{
					Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: "p95", Unit: "Milliseconds", Comparison: alert.Above, Threshold: new(1000.0),
					Dimensions: []alert.Field{{Name: "ApiId", Value: "a1b2c3d4"}, {Name: "Stage", Value: "prod"}},
				}},
				{Title: "오류 비율", Measurement: alert.Measurement{
					ID: "value_", Label: "오류 비율", Expression: "100*value/calls", Unit: "Percent", Inputs: []alert.Measurement{
						{ID: "value", Namespace: "AWS/Lambda", Metric: "Errors", Stat: "Sum"}, {ID: "calls", Namespace: "AWS/Lambda", Metric: "Invocations", Stat: "Sum"},
					},
				}},
				{Title: "요금", Region: "us-east-1", Measurement: alert.Measurement{
					Namespace: "AWS/Billing", Metric: "EstimatedCharges", Stat: "Maximum", Unit: "USD", Dimensions: []alert.Field{{Name: "Currency", Value: "USD"}},
				}},
			},
		}, {Name: "shift", Cron: "0 */8 * * *", Timezone: "Asia/Seoul"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, s := range []config.Slice{got.AlarmSlice(), got.PresenceSlice(), got.LogSlice(), got.TelemetrySlice(), got.DigestSlice(), got.TickSlice(), got.DeliverSlice(got.Channels[0])} {
		roundTrip(t, s)
	}
}

func roundTrip(t *testing.T, s config.Slice) {
	t.Helper()
	written, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var read config.Slice
	if err := json.Unmarshal(written, &read); err != nil {
		t.Fatalf("%v\n%s", err, written)
	}
	again, err := json.Marshal(read)
	if err != nil || string(again) != string(written) {
		t.Errorf("%v: %s became %s", err, written, again)
	}
}

func TestReadingFails(t *testing.T) {
	if _, err := file.Load(filepath.Join(t.TempDir(), "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := file.Load(t.TempDir()); err == nil {
		t.Error("a folder was read")
	}
}
