package logmatch_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/logmatch"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

var update = flag.Bool("update", false, "write the golden files")

const eventsDir = "../../events"

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

// sample is a line of events/manifest.json.
type sample struct {
	File     string `json:"file"`
	Function string `json:"function"`
	Expect   string `json:"expect"`
}

// samples are the events meant for this function.
func samples(t testing.TB) []sample {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(eventsDir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all, ours []sample
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Function == "logmatch" {
			ours = append(ours, s)
		}
	}
	if len(ours) == 0 {
		t.Fatal("no events for this function in the manifest")
	}
	return ours
}

func payload(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(eventsDir, file))
	if err != nil {
		t.Fatal(err)
	}
	return data
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
	for _, s := range samples(t) {
		t.Run(s.File, func(t *testing.T) {
			u := understand(h, payload(t, s.File))
			var got bytes.Buffer
			e := json.NewEncoder(&got)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(map[string][]unit{"units": {u}}); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join(eventsDir, strings.TrimSuffix(s.File, ".json")+".facts.json")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("facts differ (-want +got), write them with -update:\n%s", diff)
			}
			told := "silent"
			if len(u.Alerts) > 0 {
				told = "told"
			}
			if told != s.Expect {
				t.Errorf("is %s, the manifest says %s", told, s.Expect)
			}
		})
	}
}
