package deliver

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/queue"
)

// heart is a stage with its log in reach.
func heart(t *testing.T) (*stage, *bytes.Buffer) {
	s, log := newStage(t), new(bytes.Buffer)
	s.Log = slog.New(slog.NewJSONHandler(log, nil))
	return s, log
}

func beatAt(t *testing.T, at time.Time, change func(*queue.Job)) events.SQSMessage {
	t.Helper()
	job := queue.Job{Channel: "chat", Group: "beat" + at.String(), State: alert.Notice, Alerts: []alert.Alert{{
		Key: alert.HeartbeatKey(at), Kind: alert.Heartbeat, State: alert.Notice, Severity: alert.Info, Subject: "heartbeat", At: at,
	}}}
	if change != nil {
		change(&job)
	}
	return jobMessage(t, job)
}

// counted are the heartbeats that the log makes CloudWatch count.
func counted(t *testing.T, log *bytes.Buffer) (lines []map[string]any) {
	t.Helper()
	for line := range bytes.Lines(log.Bytes()) {
		var fields map[string]any
		if err := json.Unmarshal(line, &fields); err != nil {
			t.Fatal(err)
		}
		if fields["_aws"] != nil {
			lines = append(lines, fields)
		}
	}
	return lines
}

func TestHeartbeats(t *testing.T) {
	for _, test := range []struct {
		name        string
		wanted      bool
		age         time.Duration
		change      func(*queue.Job)
		fail        error
		sent, count int
		again, dead int
	}{
		{name: "wanted", wanted: true, age: time.Second, sent: 1, count: 1},
		{name: "not wanted", age: time.Second, count: 1},
		{name: "not accepted", wanted: true, fail: errTrouble, again: 1},
		{name: "refused for good", wanted: true, fail: &channel.Error{Permanent: true, Err: errors.New("status 404")}, dead: 1},
		{name: "yesterday's", wanted: true, age: 25 * time.Hour},
		{name: "yesterday's, sent again", wanted: true, age: 25 * time.Hour, change: func(j *queue.Job) { j.Redriven = noon }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, log := heart(t)
			s.Heartbeat = test.wanted
			s.fail = func(channel.Delivery) error { return test.fail }
			failed := s.handle(t, beatAt(t, noon.Add(-test.age), test.change))
			if len(s.sent) != test.sent || len(counted(t, log)) != test.count || len(failed) != test.again || len(s.dead) != test.dead {
				t.Errorf("sent %d, counted %d, again %d, dead %d", len(s.sent), len(counted(t, log)), len(failed), len(s.dead))
			}
		})
	}
}

// TestHeartbeatIsAMetric holds the line to CloudWatch's embedded metric format.
func TestHeartbeatIsAMetric(t *testing.T) {
	s, log := heart(t)
	m := beatAt(t, noon.Add(-2*time.Second), nil)
	s.handle(t, m, m)
	s.handle(t, m)
	lines := counted(t, log)
	if len(lines) != 1 {
		t.Fatalf("counted %d times", len(lines))
	}
	got := lines[0]
	delete(got, "time")
	want := map[string]any{
		"level": "INFO", "msg": "heartbeat", "Channel": "chat", "Heartbeat": 1.0, "late_ms": 2000.0,
		"_aws": map[string]any{
			"Timestamp": float64(noon.UnixMilli()),
			"CloudWatchMetrics": []any{map[string]any{
				"Namespace": "Bongsu", "Dimensions": []any{[]any{"Channel"}},
				"Metrics": []any{map[string]any{"Name": "Heartbeat", "Unit": "Count"}},
			}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if config.MetricNamespace != "Bongsu" || config.MetricHeartbeat != "Heartbeat" || config.MetricChannel != "Channel" {
		t.Error("people's dashboards know the metric by its name")
	}
}

// TestAnAlarmAndAHeartbeatAreOnePost: the alarm is proof enough.
func TestAnAlarmAndAHeartbeatAreOnePost(t *testing.T) {
	s, log := heart(t)
	s.Heartbeat = true
	s.handle(t, beatAt(t, noon, nil), message(t, "a", 0))
	if got := s.titles(); got != "ALARM: a" || len(counted(t, log)) != 1 {
		t.Errorf("told %q, counted %d", got, len(counted(t, log)))
	}
}

// TestQuietHoursDelayAHeartbeat: it is told and counted when they end, at the
// same time every day.
func TestQuietHoursDelayAHeartbeat(t *testing.T) {
	s, now := night(t)
	log := new(bytes.Buffer)
	s.Log, s.Heartbeat = slog.New(slog.NewJSONHandler(log, nil)), true
	s.handle(t, beatAt(t, *now, nil))
	if len(s.sent) != 0 || len(counted(t, log)) != 0 {
		t.Fatalf("at night: told %q, counted %d", s.titles(), len(counted(t, log)))
	}
	*now = now.Add(4 * time.Hour)
	s.handle(t, s.due(t)...)
	if got := s.titles(); got != "Bongsu is alive · 03:00" || len(counted(t, log)) != 1 {
		t.Errorf("in the morning: told %q, counted %d", got, len(counted(t, log)))
	}
}
