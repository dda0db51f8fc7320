package tick_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"bongsu/lambdas/tick"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/heard"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
	"bongsu/shared/watched"
)

// site is a tick over a plant whose devices have never been heard.
type site struct {
	t       *testing.T
	store   *incident.Memory
	queue   *sent
	entries []config.Telemetry
	roster  heard.Roster
	now     time.Time
}

func newSite(t *testing.T, devices int) *site {
	t.Helper()
	s := &site{t: t, store: incident.NewMemory(), queue: &sent{fails: map[string]bool{}}, roster: heard.Roster{}, now: now}
	entry := config.Telemetry{Name: "plant", Topic: "plant/+", Level: 2, Silence: 4 * time.Minute, Fields: []config.PollField{{Name: "temp", Path: "$"}}}
	for i := range devices {
		entry.Devices = append(entry.Devices, fmt.Sprintf("d%d", i))
	}
	s.entries = []config.Telemetry{entry}
	return s
}

// ticks lets minutes pass, and gives what was told.
func (s *site) ticks(minutes int) (told []alert.Alert, jobs int) {
	s.t.Helper()
	s.queue.bodies = nil
	clock := func() time.Time { return s.now }
	teller := source.Teller{
		Store: s.store, Queue: s.queue, Address: func(c string) string { return "to-" + c },
		Routes: config.Routes{config.DefaultRoute: {Targets: []config.Target{{Channel: "ops"}}}},
	}
	for range minutes {
		s.now = s.now.Add(time.Minute)
		h := tick.Handler{
			Store: s.store, Queue: s.queue, Address: teller.Address, Teller: teller, Log: slog.New(slog.DiscardHandler), Now: clock,
			Devices: heard.Keeper{Store: s.store, Teller: teller, Telemetry: s.entries, Now: clock}, Roster: s.roster,
			Watches: config.Slice{Telemetry: s.entries}.Watches,
		}
		if _, err := h.Handle(s.t.Context(), nil); err != nil {
			s.t.Fatal(err)
		}
	}
	for _, body := range s.queue.bodies {
		job, err := queue.Decode([]byte(body))
		if err != nil {
			s.t.Fatal(err)
		}
		told = append(told, job.Alerts...)
		for _, ref := range job.More {
			told = append(told, alert.Alert{Key: ref.Key, State: job.State})
		}
	}
	return told, len(s.queue.bodies)
}

// TestSilentDevicesAreToldTogether, once, and nobody who was not expected.
func TestSilentDevicesAreToldTogether(t *testing.T) {
	s := newSite(t, 150)
	if told, _ := s.ticks(5); told != nil {
		t.Errorf("told after 5 minutes: %+v", told)
	}
	told, jobs := s.ticks(3)
	if len(told) != 150 || jobs > 2 {
		t.Errorf("%d told in %d jobs", len(told), jobs)
	}
	if told, _ := s.ticks(60); told != nil {
		t.Errorf("again: %d", len(told))
	}
}

// TestSilenceComesAgain: what could not be told is due again a little later.
func TestSilenceComesAgain(t *testing.T) {
	s := newSite(t, 1)
	s.queue.fails["to-ops"] = true
	if told, _ := s.ticks(10); told != nil {
		t.Errorf("%+v", told)
	}
	s.queue.fails["to-ops"] = false
	if told, _ := s.ticks(6); len(told) != 1 || told[0].Poll.Fault != alert.PollUnheard {
		t.Errorf("%+v", told)
	}
	if told, _ := s.ticks(60); told != nil {
		t.Errorf("again: %+v", told)
	}
}

// TestWhatLeavesTheConfigurationIsClosed, and nothing is left to look after.
func TestWhatLeavesTheConfigurationIsClosed(t *testing.T) {
	s := newSite(t, 2)
	if told, _ := s.ticks(8); len(told) != 2 {
		t.Fatalf("%+v", told)
	}
	s.entries[0].Devices = s.entries[0].Devices[:1]
	told, _ := s.ticks(15)
	if len(told) != 1 || told[0].Subject != "plant d1" || told[0].State != alert.Recovered || !told[0].Poll.Unwatched {
		t.Errorf("%+v", told)
	}
	s.entries = nil
	if told, _ := s.ticks(15); len(told) != 1 || told[0].Subject != "plant d0" {
		t.Errorf("%+v", told)
	}
	if n := left(t, s.store); n != 0 {
		t.Errorf("%d entries are left", n)
	}
}

// TestClosingComesAgain: the same alert, kept in the place of the one that it ends.
func TestClosingComesAgain(t *testing.T) {
	s := newSite(t, 1)
	s.ticks(8)
	s.entries = nil
	s.queue.fails["to-ops"] = true
	s.ticks(15)
	due, err := s.store.Due(t.Context(), s.now.Add(time.Hour), 10)
	if err != nil || len(due) != 1 || !watched.IsDue(due[0]) {
		t.Fatalf("%+v, %v", due, err)
	}
	s.queue.fails["to-ops"] = false
	if told, _ := s.ticks(15); len(told) != 1 || !told[0].Poll.Unwatched {
		t.Errorf("%+v", told)
	}
}
