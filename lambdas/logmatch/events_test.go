package logmatch_test

import (
	"bytes"
	"errors"
	"flag"
	"log/slog"
	"testing"
	"time"

	"bongsu/events/eventstest"
	"bongsu/lambdas/logmatch"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

var update = flag.Bool("update", false, "write the golden files")

// at is the time of the first line of the samples.
var at = time.UnixMilli(1790309527086).UTC()

// watches are those that the samples are for.
func watches() []config.Log {
	cool := 5 * time.Minute
	return []config.Log{
		{Name: "orders", Group: "/app/orders", Match: "ERROR", Filter: `"ERROR"`, Severity: alert.Critical, Cooldown: cool},
		{Name: "orders-retry", Group: "/app/orders", Filter: `retry`, Severity: alert.Info, Route: "dev", Cooldown: cool},
		{Name: "shop", Group: "/app/shop", Filter: `{ $.level = "error" || $.level = "ERROR" || $.level = 50 }`, Severity: alert.Warning, Cooldown: cool},
		{Name: "app", Group: "/bongsu/files/app", File: "/var/log/app/log.txt", Match: "hello world", Filter: `"hello world"`, Severity: alert.Warning, Say: "An Event Occurred", Cooldown: cool},
	}
}

// world is the function between its table and the queues, on a clock of its own.
type world struct {
	now     time.Time
	store   *incident.Memory
	queues  *queue.Memory
	log     bytes.Buffer
	handler logmatch.Handler
}

func newWorld(t testing.TB, logs []config.Log, change func(*logmatch.World)) *world {
	t.Helper()
	w := &world{now: at.Add(2 * time.Second), store: incident.NewMemory()}
	clock := func() time.Time { return w.now }
	w.queues = queue.NewMemory(clock)
	for _, name := range []string{"chat", "dev"} {
		w.queues.Create(name, queue.Redrive{})
	}
	set := logmatch.World{
		Teller: source.Teller{
			Store: w.store, Queue: w.queues, Address: func(channel string) string { return channel },
			Routes: config.Routes{"default": {Targets: []config.Target{{Channel: "chat"}}}, "dev": {Targets: []config.Target{{Channel: "dev"}}}},
		},
		Region: "ap-northeast-2", Log: slog.New(slog.NewJSONHandler(&w.log, nil)), Now: clock,
	}
	if change != nil {
		change(&set)
	}
	var err error
	if w.handler, err = logmatch.New(config.Slice{Logs: logs, Redact: []string{"member-[0-9]{6}"}}, set); err != nil {
		t.Fatal(err)
	}
	return w
}

// samples are the events on file.
const samples eventstest.Folder = "../../events"

func payload(t testing.TB, file string) []byte {
	t.Helper()
	return samples.Read(t, file)
}

// unit is what is understood of an event.
type unit struct {
	Alerts []alert.Alert `json:"alerts,omitempty"`
	Silent string        `json:"silent,omitempty"`
}

func understand(h logmatch.Handler, payload []byte) unit {
	b, err := logmatch.Parse(payload)
	switch {
	case errors.Is(err, logmatch.ErrControl):
		return unit{Silent: err.Error()}
	case err != nil:
		return unit{Alerts: []alert.Alert{h.Strange(payload)}}
	}
	u := unit{Alerts: h.Alerts(b)}
	if len(u.Alerts) == 0 {
		u.Silent = "no watch is for any of its lines"
	}
	return u
}

func TestEventsAreUnderstood(t *testing.T) {
	h := newWorld(t, watches(), nil).handler
	for _, s := range samples.Of(t, "logmatch") {
		t.Run(s.File, func(t *testing.T) {
			u := understand(h, payload(t, s.File))
			samples.Compare(t, s, map[string][]unit{"units": {u}}, len(u.Alerts) > 0, *update)
		})
	}
}
