package proof

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bongsu/events"
	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

// began is a moment after the sample of an alarm says that it fired.
var began = time.Date(2026, 9, 25, 4, 12, 7, 500_000_000, time.UTC)

// Names of the stack in testdata/three.yaml.
const (
	slack, teams      = "ops-slack", "ops-teams"
	toSlack           = "Deliver-" + slack
	alarm             = "Alarm"
	firing, recovered = "🔴 긴급 경보: orders-latency", "🟢 복구됨 · 7분 12초 만에: orders-latency"
)

// options are those of every cloud here. What becomes of a text message is known
// when it is asked for first.
func options() cloud.Options {
	return cloud.Options{Start: began, Seed: 1, SENS: fake.SENSAccount{Prompt: true}, LogGroups: watched}
}

func start(t *testing.T) *cloud.Cloud {
	t.Helper()
	a, err := three()
	if err != nil {
		t.Fatal(err)
	}
	return startAs(t, a, options())
}

func startAs(t *testing.T, a cloud.Assembly, o cloud.Options) *cloud.Cloud {
	t.Helper()
	c, err := cloud.Start(t.Context(), a, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			for f := range c.Stats().Functions {
				lines := c.Logs(f)
				t.Logf("%s: %s", f, strings.Join(lines[max(0, len(lines)-5):], "\n"))
			}
			t.Logf("denied %v", c.Stats().Denied)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func settle(t *testing.T, c *cloud.Cloud) {
	t.Helper()
	if err := c.Settle(); err != nil {
		t.Fatal(err)
	}
}

func pass(t *testing.T, c *cloud.Cloud, d time.Duration) {
	t.Helper()
	if err := c.Run(d); err != nil {
		t.Fatal(err)
	}
}

func fires(t *testing.T, c *cloud.Cloud)    { t.Helper(); publish(t, c, "ALARM", events.LatencyFiring) }
func recovers(t *testing.T, c *cloud.Cloud) { t.Helper(); publish(t, c, "OK", events.LatencyRecovered) }

func publish(t *testing.T, c *cloud.Cloud, state string, sample func() ([]byte, error)) {
	t.Helper()
	message, err := sample()
	if err == nil {
		err = c.Publish("Alarms", state+`: "orders-latency" in Asia Pacific (Seoul)`, message)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// device publishes a lifecycle event of AWS IoT at the cloud's time.
func device(c *cloud.Cloud, event, id string, version int) {
	deviceAt(c, c.Now(), event, id, version)
}

func deviceAt(c *cloud.Cloud, at time.Time, event, id string, version int) {
	more := `"ipAddress":"192.0.2.44"`
	if event == "disconnected" {
		more = `"clientInitiatedDisconnect":false,"disconnectReason":"MQTT_KEEP_ALIVE_TIMEOUT"`
	}
	c.IoT("$aws/events/presence/"+event+"/"+id, fmt.Appendf(nil,
		`{"clientId":%q,"timestamp":%d,"eventType":%q,"sessionIdentifier":"session-%d","principalIdentifier":"12345678901234567890123456789012","versionNumber":%d,%s}`,
		id, at.UnixMilli(), event, version, version, more))
}

// titles are the first lines of what a provider's readers see.
func titles(p fake.Provider) []string {
	got := []string{}
	for _, m := range p.Messages() {
		if m.Subject != "" {
			got = append(got, m.Subject)
			continue
		}
		first, _, _ := strings.Cut(m.Text(), "\n")
		got = append(got, strings.TrimPrefix(first, "▌ "))
	}
	return got
}

// tells checks the first lines of all that a channel got, by their beginnings.
func tells(t *testing.T, c *cloud.Cloud, channel string, want ...string) {
	t.Helper()
	got := titles(c.Provider(channel))
	same := len(got) == len(want)
	for i := range min(len(got), len(want)) {
		same = same && strings.HasPrefix(got[i], want[i])
	}
	if !same {
		t.Errorf("%s got %q, want %q", channel, got, want)
	}
}
