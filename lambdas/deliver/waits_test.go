package deliver

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/queue"
	"bongsu/shared/source"
)

// TestWaitsEndOnTheTruth plays delays, quiet hours, mutes and repetitions, with
// all the trouble of the other simulation, over hours. Whatever was held back,
// in the end the chat says "down" exactly of what is down.
func TestWaitsEndOnTheTruth(t *testing.T) {
	for seed := range uint64(600) {
		w := newWorld(t, seed)
		start := w.now
		route := config.Route{Targets: []config.Target{{
			Channel: "chat", After: []time.Duration{0, 0, 5 * time.Minute, time.Hour}[w.chance.IntN(4)],
		}}}
		if w.chance.IntN(3) == 0 {
			repeat := 90 * time.Minute
			route.Repeat = &repeat
		}
		if w.chance.IntN(3) == 0 {
			w.handler.Quiet = &config.Hours{From: 4 * 60, To: 5*60 + 30}
		}
		var mutes config.Mutes
		if w.chance.IntN(3) == 0 {
			mutes = config.Mutes{{Match: "k0", Until: start.Add(2 * time.Hour)}}
		}
		clock := func() time.Time { return w.now }
		teller := source.Teller{
			Store: shaky{w.store, w}, Queue: shakyQueue{w.queue, w}, Mutes: mutes, Now: clock,
			Routes: config.Routes{config.DefaultRoute: route}, Address: func(name string) string { return address + name },
		}
		var pending []source.Event
		last := make(map[string]alert.Alert)
		for k := range 1 + w.chance.IntN(2) {
			severity := []alert.Severity{alert.Critical, alert.Warning}[w.chance.IntN(2)]
			past := w.history(fmt.Sprintf("k%d", k))
			stretch := time.Duration(1 + w.chance.IntN(60)) // seconds become minutes
			for i := range past {
				past[i].At = start.Add(past[i].At.Sub(start) * stretch)
				past[i].Severity = severity
				pending = append(pending, source.Event{Alert: past[i]})
			}
			last[past[0].Key] = past[len(past)-1]
		}
		for w.now.Before(start.Add(10 * time.Hour)) {
			w.calm = w.now.After(start.Add(6 * time.Hour))
			var rest []source.Event
			for _, e := range pending {
				if e.Alert.At.After(w.now) {
					rest = append(rest, e)
					continue
				}
				if err := teller.Tell(t.Context(), []source.Event{e})[0]; err != nil || w.chance.IntN(8) == 0 {
					rest = append(rest, e)
				}
			}
			pending = rest
			w.tick(t)
			w.deliver(t.Context())
			w.now = w.now.Add(time.Minute)
		}
		if len(pending) > 0 {
			t.Fatalf("seed %d: %d events never recorded", seed, len(pending))
		}
		w.check(seed, last)
		w.checkWaits(seed, start, route.Targets[0].After, mutes)
	}
}

// tick puts what is due; what fails is still due.
func (w *world) tick(t *testing.T) {
	due, err := w.store.Due(t.Context(), w.now, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range due {
		if (shakyQueue{w.queue, w}).Send(t.Context(), address+d.Channel, queue.Message{Body: d.Body}) != nil || w.fails() {
			continue
		}
		if err := w.store.DropDue(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// checkWaits looks for what was told although it was to wait.
func (w *world) checkWaits(seed uint64, start time.Time, after time.Duration, mutes config.Mutes) {
	for i, line := range w.said {
		at := w.saidAt[i]
		if w.handler.Quiet != nil && strings.HasPrefix(line, "Warning") && !w.handler.Quiet.End(at).IsZero() {
			w.t.Fatalf("seed %d: told in quiet hours, at %s: %s", seed, at, line)
		}
		if strings.Contains(line, "k0") && !strings.HasPrefix(line, "Recovered") && len(mutes) > 0 && at.Before(mutes[0].Until) {
			w.t.Fatalf("seed %d: told although muted, at %s: %s", seed, at, line)
		}
		if at.Before(start.Add(after)) {
			w.t.Fatalf("seed %d: told before its time, at %s: %s", seed, at, line)
		}
	}
}
