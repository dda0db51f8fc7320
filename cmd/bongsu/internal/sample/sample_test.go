package sample_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cmd/bongsu/internal/sample"
	"bongsu/lambdas/alarm"
	"bongsu/shared/alert"
	"bongsu/shared/channel"
)

func TestAlarmIsMovedToNow(t *testing.T) {
	now := time.Date(2027, 1, 1, 0, 3, 5, 0, time.UTC)
	moved, err := sample.AlarmAt(now)
	if err != nil {
		t.Fatal(err)
	}
	firing := alarm.Parse(moved.Firing).Units[0].Alerts[0]
	recovered := alarm.Parse(moved.Recovered).Units[0].Alerts[0]
	if firing.State != alert.Firing || recovered.State != alert.Recovered {
		t.Errorf("states %s, %s", firing.State, recovered.State)
	}
	if age := now.Sub(recovered.At); age < 0 || age >= time.Minute {
		t.Errorf("recovers %s before now", age)
	}
	if lasted := recovered.At.Sub(firing.At).Truncate(time.Second); lasted != 7*time.Minute+12*time.Second {
		t.Errorf("lasts %s", lasted)
	}
	point := firing.Measurement.Points[0]
	if age := firing.At.Sub(point.At); age < 0 || age > 10*time.Minute || point.At.Second() != 0 {
		t.Errorf("its datapoint is of %s, it fires at %s", point.At, firing.At)
	}
}

func TestConfigIsFaultless(t *testing.T) {
	c, err := sample.Config()
	if err != nil {
		t.Fatal(err)
	}
	if c.Presence == nil || len(c.Logs) == 0 {
		t.Error("shows too little")
	}
	shown := map[string]bool{}
	for _, ch := range c.Channels {
		shown[ch.Type] = true
	}
	for _, kind := range channel.Kinds() {
		if !shown[kind.Type] {
			t.Errorf("shows no channel of type %s", kind.Type)
		}
	}
}

func TestMoved(t *testing.T) {
	in := `{"a":"2026-09-25T23:59:59.086+0000","b":"[812.0 (25/09/26 04:07:00)]","timestamp":1790309827451,"SentTimestamp":"1790309527300",` +
		`"body":"{\"timestamp\":1790309827451,\"time\":\"2026-09-25T04:12:07Z\"}","c":"2026-13-45T00:00:00","d":12345}`
	want := `{"a":"2026-09-26T00:00:01.086+0000","b":"[812.0 (25/09/26 04:07:02)]","timestamp":1790309829451,"SentTimestamp":"1790309529300",` +
		`"body":"{\"timestamp\":1790309829451,\"time\":\"2026-09-25T04:12:09Z\"}","c":"2026-13-45T00:00:00","d":12345}`
	if diff := cmp.Diff(want, string(sample.Moved([]byte(in), 2500*time.Millisecond))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
