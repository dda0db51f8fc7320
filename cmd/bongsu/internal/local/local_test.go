package local

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

func TestEveryChannelHasAStandIn(t *testing.T) {
	for _, kind := range channel.Kinds() {
		ch := config.Channel{Name: "x", Type: kind.Type, Settings: kind.New()}
		p, world, err := provide(ch, "", fake.Options{})
		if err != nil {
			t.Errorf("%s: %v", kind.Type, err)
			continue
		}
		if _, err := ch.Settings.Open(world); err != nil {
			t.Errorf("%s: %v", kind.Type, err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, _, err := provide(config.Channel{Name: "x", Type: "pager"}, "", fake.Options{}); err == nil {
		t.Error("a pager has a stand-in")
	}
}

func TestHastened(t *testing.T) {
	slow := func() config.Config {
		return config.Config{
			Routes: config.Routes{
				"default": {Targets: []config.Target{{Channel: "a"}, {Channel: "b", After: 10 * time.Minute}, {Channel: "c", After: time.Second}}},
			},
			Logs:     []config.Log{{Name: "app", Cooldown: 5 * time.Minute}, {Name: "all"}},
			Presence: &config.Presence{Hold: 30 * time.Second, Holds: []config.Hold{{Match: "x-*", For: 5 * time.Minute}, {Match: "*", For: 0}}},
		}
	}
	given := slow()
	got, changed := Hastened(given, 2*time.Second)
	want := slow()
	want.Logs[0].Cooldown = 2 * time.Second
	want.Routes["default"].Targets[1].After = 2 * time.Second
	want.Presence.Hold, want.Presence.Holds[0].For = 2*time.Second, 2*time.Second
	if diff := cmp.Diff(want, got); diff != "" || !changed {
		t.Errorf("changed %v, -want +got:\n%s", changed, diff)
	}
	if diff := cmp.Diff(slow(), given); diff != "" {
		t.Errorf("the given one was changed: %s", diff)
	}
	if _, changed := Hastened(got, 2*time.Second); changed {
		t.Error("what is fast was changed")
	}
}

// An outcome counts once, and by what readers see of it.
func TestLedger(t *testing.T) {
	l := newLedger()
	_, changed := l.look()
	for _, group := range []string{"told", "silent", "lost"} {
		l.put(queue.Job{Channel: "chat", Group: group, Alerts: []alert.Alert{{Key: "key"}}})
	}
	settle := func(group string, except ...string) {
		l.settled(incident.Mark{ID: queue.MarkID(group, "chat"), Status: incident.Told, Except: except})
	}
	l.seen("chat", "")
	settle("told")
	settle("silent", "key")
	l.seen("chat", "too large")
	settle("lost")
	l.settled(incident.Mark{ID: queue.MarkID("dead", "chat"), Status: incident.Dead})
	tallies, _ := l.look()
	want := Tally{Told: 1, Silent: 1, Lost: 1, Seen: 1, Why: "too large"}
	if diff := cmp.Diff(want, tallies["chat"]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	select {
	case <-changed:
	default:
		t.Error("nobody was woken")
	}
	part := queue.Job{Channel: "parts", Part: "group-1", Group: "told", Alerts: []alert.Alert{{Key: "key"}}}
	l.put(part)
	l.settled(incident.Mark{ID: part.ID(), Status: incident.Told})
	if tallies, _ := l.look(); tallies["parts"].Told != 1 {
		t.Errorf("a part of a channel counts for another: %+v", tallies)
	}
}

// What a channel can do, it can do under the ledger's eyes too.
func TestWatchedChannelsKeepTheirSkills(t *testing.T) {
	for _, kind := range channel.Kinds() {
		ch := config.Channel{Name: "x", Type: kind.Type, Settings: kind.New()}
		p, world, err := provide(ch, "", fake.Options{})
		if err != nil {
			t.Fatal(err)
		}
		opened, err := ch.Settings.Open(world)
		if err != nil {
			t.Fatal(err)
		}
		_, before := opened.(channel.Careful)
		if _, after := watch(watched{Channel: opened}).(channel.Careful); before != after {
			t.Errorf("%s: careful is %v, and %v when watched", kind.Type, before, after)
		}
		_, before = opened.(channel.Reporter)
		if _, after := watch(watched{Channel: opened}).(channel.Reporter); before != after {
			t.Errorf("%s: reports are %v, and %v when watched", kind.Type, before, after)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}
