package proof

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/config"
)

// sending is the stack of testdata/telemetry.yaml.
var sending = sync.OnceValues(func() (cloud.Assembly, error) { return synthesize("telemetry") })

const (
	tooHot  = "🔴 상한 초과: boiler-1 temp · 91.5 °C (상한 90 °C)"
	silent  = "🟠 메시지 끊김: boiler-1"
	unheard = "🟠 메시지 끊김: site east"
)

func boilerSends(c *cloud.Cloud, temp string) {
	c.IoT("plant/boiler-1/status", fmt.Appendf(nil, `{"data": {"temp": %s}}`, temp))
}

// A device publishes a value that is out of its bounds, and then one that is not; it
// falls silent, and is heard again. Everything comes twice on average, in any order.
func TestWhatADeviceSends(t *testing.T) {
	t.Parallel()
	a, err := sending()
	if err != nil {
		t.Fatal(err)
	}
	c := startAs(t, a, options())
	c.Disturb("", cloud.Trouble{Disorder: true, Again: 0.5})
	boilerSends(c, "82")
	settle(t, c)
	tells(t, c, slack)
	hot := c.Now()
	boilerSends(c, "91.5")
	settle(t, c)
	tells(t, c, slack, tooHot)
	for range 2 {
		pass(t, c, 30*time.Second)
		boilerSends(c, `"82"`)
		settle(t, c)
	}
	back := "🟢 복구됨 · 1분"
	tells(t, c, slack, tooHot, back)
	// What was on its way since then is old, and an old value overrides nothing.
	late, err := json.Marshal(config.TelemetryMessage{
		Telemetry: "boiler", Topic: "plant/boiler-1/status", At: hot.Add(time.Millisecond).UnixMilli(), Data: []byte(`{"data": {"temp": 99}}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Send("TelemetryQueue", string(late))
	settle(t, c)
	tells(t, c, slack, tooHot, back)
	// It falls silent. Who is listed and was never heard is told in its own time.
	pass(t, c, 9*time.Minute)
	tells(t, c, slack, tooHot, back, silent)
	pass(t, c, 2*time.Hour)
	tells(t, c, slack, tooHot, back, silent, unheard)
	boilerSends(c, "82")
	settle(t, c)
	tells(t, c, slack, tooHot, back, silent, unheard, "🟢 복구됨")
	if s := c.Stats(); len(s.Denied) > 0 || s.Dropped > 0 || s.Expired > 0 || len(c.DeadLetters()) > 0 {
		t.Errorf("%+v, %d dead letters", s, len(c.DeadLetters()))
	}
}

// What is published may be anything: a bare number, no JSON, no text.
func TestAnythingMayBePublished(t *testing.T) {
	t.Parallel()
	a, err := sending()
	if err != nil {
		t.Fatal(err)
	}
	c := startAs(t, a, options())
	c.IoT("roof/wind", []byte("25"))
	settle(t, c)
	tells(t, c, slack, "🔴 상한 초과: roof wind · 25 (상한 20)")
	for range 2 {
		pass(t, c, time.Second)
		c.IoT("plant/보일러 2/status", []byte{0xff, 0xfe, 0})
		settle(t, c)
	}
	tells(t, c, slack, "🔴 상한 초과: roof wind", "🟠 메시지 해석 불가: boiler 보일러 2")
	pass(t, c, time.Second)
	c.IoT("plant/boiler-3/status", []byte(`{"data": {"temp": "`+strings.Repeat("x", 128<<10-40)+`"}}`))
	settle(t, c)
	tells(t, c, slack, "🔴 상한 초과: roof wind", "🟠 메시지 해석 불가: boiler 보일러 2", "🟠 숫자가 아닌 값: boiler-3 temp")
	// The roof is one device, which has metrics without being listed.
	if log := strings.Join(c.Logs("Telemetry"), "\n"); !strings.Contains(log, `"Namespace":"Bongsu/Telemetry","Dimensions":[["Telemetry","Device","Field"]]`) || strings.Contains(log, "xxx") {
		t.Errorf("log of the function: %.2000s", log)
	}
}
