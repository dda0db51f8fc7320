package local

import (
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/deliver"
	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/fake"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// everyChannel is a channel of each kind, in all its modes.
func everyChannel() []config.Channel {
	all := []config.Channel{{Name: "x", Type: "slack", Settings: &channel.Slack{Channel: "C0123456789"}}}
	for _, kind := range channel.Kinds() {
		all = append(all, config.Channel{Name: "x", Type: kind.Type, Settings: kind.New()})
	}
	return all
}

func TestEveryChannelHasAStandIn(t *testing.T) {
	for _, ch := range everyChannel() {
		p, world, err := provide(ch, "", fake.Options{})
		if err != nil {
			t.Errorf("%s: %v", ch.Type, err)
			continue
		}
		if _, err := ch.Settings.Open(world); err != nil {
			t.Errorf("%s: %v", ch.Type, err)
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

// TestLedgerOfPhones: a question is no message, a message sent again is the same
// one, and what is told for another channel counts apart.
func TestLedgerOfPhones(t *testing.T) {
	ctx := t.Context()
	l := newLedger()
	said := map[string]int{}
	q := queues{queue.NewMemory(time.Now), l, new(atomic.Int64), Watcher{
		OnAgain:     func(string, int) { said["again"]++ },
		OnElsewhere: func(name string) { said["elsewhere "+name]++ },
		OnDead:      func(name, _ string) { said["dead "+name]++ },
	}}
	q.soon.Store(int64(time.Second))
	for _, name := range []string{alarmQueue, deadQueue, channelQueue + "sms", channelQueue + "chat"} {
		q.Create(name, queue.Redrive{})
	}
	send := func(to string, body []byte, err error) {
		t.Helper()
		if err == nil {
			err = q.Send(ctx, to, queue.Message{
				Body: body, Delay: time.Minute, Attributes: map[string]string{deliver.AttributeChannel: "sms", deliver.AttributeReason: "why"},
			})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put := func(j queue.Job) {
		t.Helper()
		body, err := queue.Encode(j)
		send(channelQueue+j.Channel, body, err)
	}
	wants := func(name string, want Tally) {
		t.Helper()
		now, _ := l.look()
		if diff := cmp.Diff(want, now[name]); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
	settle := func(id string, status incident.Status) { l.settled(incident.Mark{ID: id, Status: status}) }
	first := queue.Job{Channel: "sms", Group: "g", Alerts: []alert.Alert{{Key: "key"}}}
	put(first)
	wants("sms", Tally{Open: 1})
	l.seen("sms", "it ends with 2003")
	settle(first.ID(), incident.Told)
	question := first
	question.Follow = &queue.Follow{Reference: "RSLA-1"}
	put(question)
	if due, _ := q.Next(channelQueue + "sms"); time.Until(due) > time.Second {
		t.Errorf("asked only in %s", time.Until(due))
	}
	wants("sms", Tally{Lost: 1, Open: 1, Why: "it ends with 2003"})
	settle(question.ID(), incident.Told)
	again := first
	again.Try = 1
	put(again)
	settle(again.ID(), incident.Told)
	wants("sms", Tally{Lost: 1, Why: "it ends with 2003"})
	again.Try = 2
	put(again)
	delete(l.lost, "sms")
	settle(again.ID(), incident.Told)
	l.settled(incident.Mark{ID: first.ID(), Status: incident.Told, Missing: []string{"a 2003"}})
	wants("sms", Tally{Told: 1, Why: "it ends with 2003"})

	passed, dead := first, first
	passed.Group, dead.Group = "passed", "dead"
	put(passed)
	body, err := json.Marshal(map[string]alert.Alert{config.UndeliveredKey: {Kind: alert.Undelivered, Untold: &alert.Untold{Channel: "sms"}}})
	send(alarmQueue, body, err)
	settle(passed.ID(), incident.Dead)
	put(dead)
	body, err = queue.Encode(dead)
	send(deadQueue, body, err)
	wants("sms", Tally{Told: 1, Passed: 1, Elsewhere: 1, Dead: 1, Why: "why"})
	settle(dead.ID(), incident.Dead)
	wants("sms", Tally{Told: 1, Passed: 1, Elsewhere: 1, Dead: 1, Why: "why"})

	relay := queue.Job{Channel: "chat", Group: "r", Alerts: []alert.Alert{{Key: "u", Kind: alert.Undelivered}}}
	put(relay)
	settle(relay.ID(), incident.Told)
	wants("chat", Tally{Relayed: 1})
	if diff := cmp.Diff(map[string]int{"again": 2, "elsewhere sms": 1, "dead sms": 1}, said); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// What a channel can do, it can do under the ledger's eyes too.
func TestWatchedChannelsKeepTheirSkills(t *testing.T) {
	for _, ch := range everyChannel() {
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
			t.Errorf("%s: careful is %v, and %v when watched", ch.Type, before, after)
		}
		_, before = opened.(channel.Updater)
		if _, after := watch(watched{Channel: opened}).(channel.Updater); before != after {
			t.Errorf("%s: updates is %v, and %v when watched", ch.Type, before, after)
		}
		_, before = opened.(channel.Reporter)
		if _, after := watch(watched{Channel: opened}).(channel.Reporter); before != after {
			t.Errorf("%s: reports are %v, and %v when watched", ch.Type, before, after)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}
