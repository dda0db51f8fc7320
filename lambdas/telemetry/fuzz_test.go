package telemetry_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/lambdas/telemetry"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// FuzzMessage: whatever is published, each reading says either a value or what is
// wrong, under a key that names its subject; and whatever lies on the queue, no
// message fails for what it says.
func FuzzMessage(f *testing.F) {
	for _, payload := range []string{`{"data": {"temp": 91.5}}`, "91.5", "", "\xff\xfe", `{"data": {"temp": "NaN"}}`, `[`, `{"data": null}`, `{"data": {"temp": 1e999}}`} {
		f.Add("plant/boiler-1/status", []byte(payload))
	}
	f.Fuzz(func(t *testing.T, topic string, payload []byte) {
		m := config.TelemetryMessage{Telemetry: "boiler", Topic: topic, At: noon.UnixMilli(), Data: payload}
		for i, r := range telemetry.Read(boiler(), m) {
			if alert.KindOf(r.Key) != alert.Telemetry || alert.SubjectOf(r.Key) == "" {
				t.Errorf("key %q", r.Key)
			}
			if i > 0 && (r.Facts.Value == nil) != (r.Facts.Fault == alert.PollMissing || r.Facts.Fault == alert.PollNotNumber) {
				t.Errorf("%+v", r.Facts)
			}
		}
		p := newPlant(t, boiler())
		body, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		p.now = noon.Add(time.Second)
		if _, failed := p.handle(p.raw(string(body)), events.SQSMessage{MessageId: "other", Body: string(payload)}); failed != nil {
			t.Errorf("failed: %v", failed)
		}
	})
}
