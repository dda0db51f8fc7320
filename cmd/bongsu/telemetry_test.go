package main

import (
	"context"
	"io"
	"strings"
	"testing"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// published is a configuration that watches what devices publish.
const published = smallConfig + `telemetry:
  - {name: boiler, topic: "plant/+/status", devices: [boiler-1], silence: 5m, datapoints: 2/3, fields: {temp: {path: data.temp, above: 90, below: 10, unit: °C}, flow: {path: flow, optional: true}}}
  - {name: roof, topic: roof/wind, fields: {wind: {path: $, above: 20}}}
  - {name: gate, topic: "gate/#", device: clientid(), metrics: true, fields: {open: {path: open}}}
`

// publisher is a device at the product's own broker.
func publisher(t *testing.T, address string) func(topic, payload string) {
	t.Helper()
	c := paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + address).SetClientID("boiler-1").SetAutoReconnect(false))
	done := func(token paho.Token) {
		if token.Wait(); token.Error() != nil {
			t.Fatal(token.Error())
		}
	}
	done(c.Connect())
	t.Cleanup(func() { c.Disconnect(0) })
	return func(topic, payload string) { done(c.Publish(topic, 1, false, payload)) }
}

// A value that a device publishes and that is out of its bounds reaches the chat, and
// so do its return, what is no number, and the device's silence.
func TestPublishedValue(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended, ready, out := make(chan error, 1), make(chan string, 1), newTranscript()
	go func() {
		ended <- runAll(ctx, streams{strings.NewReader(""), out, io.Discard}, runOptions{
			speed: 60, http: "127.0.0.1:0", mqtt: "127.0.0.1:0", config: writeConfig(t, published), ready: func(_, mqtt string) { ready <- mqtt },
		})
	}()
	publish := publisher(t, <-ready)
	out.await(t, `-t 'plant/boiler-1/status' -m '{"data":{"temp":91.5}}'`)
	out.await(t, `-t 'roof/wind' -m '21.5'`)
	for range 2 {
		publish("plant/boiler-1/status", `{"data": {"temp": 91.5}}`)
	}
	out.await(t, "Above limit: boiler-1 temp · 91.5 °C (limit 90 °C)")
	// This one is the show's own.
	out.await(t, "Above limit: roof wind · 21.5 (limit 20)")
	publish("roof/wind", "12")
	publish("roof/wind", "12")
	out.await(t, ": roof wind · 12")
	publish("gate/north", `{"open": "jammed"}`)
	out.await(t, "Not a number: gate boiler-1 open")
	// A minute is a second here.
	out.await(t, "No messages: boiler-1")
	publish("plant/boiler-1/status", `{"data": {"temp": 91.5}}`)
	out.await(t, "Messages are coming again.")
	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestCheckListsTelemetry(t *testing.T) {
	got := call(t, "", "check", "--config", writeConfig(t, published))
	got.wants(t, 0)
	for _, said := range []string{
		"telemetry boiler: plant/+/status, route default, devices by topic(2), told when silent for 5m (1 even if never heard), told after 2 of 3, metrics for 0.60 USD a month\n" +
			"    temp: data.temp, at most 90 °C, at least 10 °C\n    flow: flow, may be missing\n",
		"telemetry roof: roof/wind, route default, all from one device, metrics for 0.30 USD a month\n    wind: $, at most 20\n",
		"telemetry gate: gate/#, route default, devices by client id, metrics of every device (0.30 USD a month each)\n    open: open\n",
	} {
		if !strings.Contains(got.out, said) {
			t.Errorf("lacks %q: %s", said, got.out)
		}
	}
}
