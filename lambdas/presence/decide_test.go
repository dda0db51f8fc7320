package presence_test

import (
	"fmt"
	"testing"
	"time"

	"bongsu/lambdas/presence"
	"bongsu/shared/incident"
)

var origin = time.Date(2026, 9, 25, 4, 0, 0, 0, time.UTC)

// connect and disconnect are events of a connection, this long after origin.
func connect(session string, version int64, after time.Duration) presence.Event {
	return presence.Event{
		Type: presence.Connected, ClientID: "sensor-07", Session: session, Version: version,
		At: origin.Add(after), Address: "192.0.2.17",
	}
}

func disconnect(session string, version int64, after time.Duration, reason string) presence.Event {
	return presence.Event{
		Type: presence.Disconnected, ClientID: "sensor-07", Session: session, Version: version,
		At: origin.Add(after), Reason: reason,
	}
}

const (
	lost      = "CONNECTION_LOST"
	takenOver = "DUPLICATE_CLIENTID"
	unknown   = presence.UnknownVersion
)

// history is what really happened, in its order, and how it ended.
type history struct {
	events    []presence.Event
	connected bool
	session   string
}

func histories() map[string]history {
	const sec, ms, hour = time.Second, time.Millisecond, time.Hour
	return map[string]history{
		"one connection":     {[]presence.Event{connect("a", 0, 0)}, true, "a"},
		"came and went":      {[]presence.Event{connect("a", 0, 0), disconnect("a", 0, sec, lost)}, false, "a"},
		"went and came back": {[]presence.Event{connect("a", 4, 0), disconnect("a", 4, 10*sec, lost), connect("b", 5, 20*sec)}, true, "b"},
		"twice":              {[]presence.Event{connect("a", 4, 0), disconnect("a", 4, 10*sec, lost), connect("b", 5, 20*sec), disconnect("b", 5, 30*sec, lost)}, false, "b"},
		"at once":            {[]presence.Event{connect("a", 4, 0), disconnect("a", 4, ms, lost), connect("b", 5, 2*ms), disconnect("b", 5, 3*ms, lost)}, false, "b"},
		"in one millisecond": {[]presence.Event{connect("a", 4, 0), disconnect("a", 4, 0, lost), connect("b", 5, 0)}, true, "b"},
		"stamped backwards":  {[]presence.Event{connect("a", 4, 5*ms), disconnect("a", 4, 0, lost)}, false, "a"},
		"taken over":         {[]presence.Event{connect("a", 4, 0), disconnect("a", 4, 10*sec, takenOver), connect("b", 5, 10*sec)}, true, "b"},
		"taken over, the end stamped late": {[]presence.Event{
			connect("a", 4, 0), connect("b", 5, 10*sec), disconnect("a", 4, 10*sec+40*ms, takenOver),
		}, true, "b"},
		"taken over, then lost": {[]presence.Event{
			connect("a", 4, 0), connect("b", 5, 10*sec), disconnect("a", 4, 10*sec+40*ms, takenOver), disconnect("b", 5, 20*sec, lost),
		}, false, "b"},
		"taken over, then lost at once": {[]presence.Event{
			connect("a", 4, 0), connect("b", 5, 10*sec), disconnect("a", 4, 10*sec+40*ms, takenOver), disconnect("b", 5, 10*sec+20*ms, lost),
		}, false, "b"},
		"versions skipped": {[]presence.Event{connect("a", 4, 0), disconnect("a", 4, 10*sec, lost), connect("b", 9, 20*sec), disconnect("b", 9, 30*sec, lost)}, false, "b"},
		"versions started over": {[]presence.Event{
			connect("a", 4, 0), disconnect("a", 4, 10*sec, lost), connect("b", 0, hour+10*sec), disconnect("b", 0, hour+20*sec, lost),
		}, false, "b"},
		"started over, still there": {[]presence.Event{
			connect("a", 4, 0), disconnect("a", 4, 10*sec, lost), connect("b", 0, hour+10*sec),
		}, true, "b"},
		"started over from zero": {[]presence.Event{
			connect("a", 0, 0), disconnect("a", 0, 10*sec, lost), connect("b", 0, 2*hour), disconnect("b", 0, 3*hour, lost),
		}, false, "b"},
		"a session of two connections": {[]presence.Event{
			connect("a", 4, 0), disconnect("a", 4, 10*sec, lost), connect("a", 5, 20*sec), disconnect("a", 5, 30*sec, lost),
		}, false, "a"},
		"a session that came back": {[]presence.Event{
			connect("a", 4, 0), disconnect("a", 4, 10*sec, lost), connect("a", 5, 20*sec),
		}, true, "a"},
		"a session that took over itself": {[]presence.Event{
			connect("a", 4, 0), connect("a", 5, 10*sec), disconnect("a", 4, 10*sec+40*ms, takenOver),
		}, true, "a"},
		"no versions": {[]presence.Event{
			connect("a", unknown, 0), disconnect("a", unknown, 10*sec, lost), connect("b", unknown, 20*sec), disconnect("b", unknown, 30*sec, lost),
		}, false, "b"},
		"a version missing": {[]presence.Event{
			connect("a", 4, 0), disconnect("a", unknown, 10*sec, lost), connect("b", 5, 20*sec), disconnect("b", unknown, 30*sec, lost),
		}, false, "b"},
	}
}

// follow gives what is known after events came in this order.
func follow(t *testing.T, events []presence.Event) *incident.Presence {
	t.Helper()
	var known *incident.Presence
	for _, e := range events {
		next, changed := presence.Next(known, e)
		if changed != (known == nil || *known != next) {
			t.Fatalf("changed is %t from %+v to %+v", changed, known, next)
		}
		known = &next
	}
	return known
}

// orders calls visit with every distinct order in which each event arrives
// times times.
func orders(events []presence.Event, times int, visit func(order []presence.Event)) {
	left := make([]int, len(events))
	for i := range left {
		left[i] = times
	}
	order := make([]presence.Event, 0, times*len(events))
	var step func()
	step = func() {
		if len(order) == cap(order) {
			visit(order)
			return
		}
		for i := range events {
			if left[i] == 0 {
				continue
			}
			left[i]--
			order = append(order, events[i])
			step()
			order = order[:len(order)-1]
			left[i]++
		}
	}
	step()
}

func describe(events []presence.Event) string {
	s := ""
	for _, e := range events {
		s += fmt.Sprintf(" %s(%s,v%d,%v)", e.Type, e.Session, e.Version, e.At.Sub(origin))
	}
	return s
}

func TestEveryOrderEndsInTheTruth(t *testing.T) {
	for name, h := range histories() {
		t.Run(name, func(t *testing.T) {
			visited := 0
			for times := 1; times <= 2; times++ {
				orders(h.events, times, func(order []presence.Event) {
					visited++
					p := follow(t, order)
					if p.Connected != h.connected || p.Session != h.session {
						t.Fatalf("ended in connected %t, session %s, by the order%s", p.Connected, p.Session, describe(order))
					}
				})
			}
			// 4 events: 4! orders, and 8!/2^4 with each of them twice.
			if want := map[int]int{1: 1 + 1, 2: 2 + 6, 3: 6 + 90, 4: 24 + 2520}[len(h.events)]; visited != want {
				t.Fatalf("%d orders visited, want %d", visited, want)
			}
		})
	}
}

func TestADisconnectEndsOnlyItsOwnConnection(t *testing.T) {
	now := incident.Presence{Connected: true, Session: "b", Version: 5, At: origin.Add(time.Hour)}
	for name, tt := range map[string]struct {
		event  presence.Event
		closes bool
	}{
		"its own":                            {disconnect("b", 5, time.Hour+time.Second, lost), true},
		"its own, stamped before":            {disconnect("b", 5, time.Hour-time.Second, lost), true},
		"its own session's next connection":  {disconnect("b", 6, time.Hour+time.Minute, lost), true},
		"its own session, numbered anew":     {disconnect("b", 0, 2*time.Hour+time.Minute, lost), true},
		"its own session, taken over":        {disconnect("b", 4, time.Hour+time.Second, takenOver), false},
		"its own session's last connection":  {disconnect("b", 4, time.Minute, lost), false},
		"older in both":                      {disconnect("a", 4, time.Minute, lost), false},
		"later, but of a lower version":      {disconnect("a", 4, time.Hour+time.Minute, takenOver), false},
		"later, but of the same version":     {disconnect("a", 5, time.Hour+time.Minute, lost), false},
		"stale, timed out at last":           {disconnect("a", 4, time.Hour+30*time.Minute, "MQTT_KEEP_ALIVE_TIMEOUT"), false},
		"of a higher version, but earlier":   {disconnect("a", 9, time.Minute, lost), false},
		"later in both":                      {disconnect("c", 6, time.Hour+time.Minute, lost), true},
		"so late that versions started over": {disconnect("c", 0, 2*time.Hour+time.Minute, lost), true},
	} {
		next, changed := presence.Next(&now, tt.event)
		if next.Connected == tt.closes || changed != tt.closes {
			t.Errorf("%s: %+v, changed %t", name, next, changed)
		}
		if tt.closes && next.Session != tt.event.Session {
			t.Errorf("%s: the record stands at session %s", name, next.Session)
		}
	}
}

func TestWhatIsNotSaidStaysAsItWasKnown(t *testing.T) {
	c := connect("a", 4, 0)
	c.Thing = "fridge"
	p := follow(t, []presence.Event{
		disconnect("z", 3, -time.Minute, lost), c, disconnect("a", unknown, time.Second, takenOver),
	})
	want := incident.Presence{
		Session: "a", Version: 4, At: origin.Add(time.Second), Reason: takenOver, Address: "192.0.2.17", Thing: "fridge",
	}
	if *p != want {
		t.Errorf("got %+v, want %+v", *p, want)
	}
	// A connect that comes after its disconnect still says from where.
	if p := follow(t, []presence.Event{disconnect("a", 4, time.Second, lost), c}); p.Connected || p.Address != "192.0.2.17" {
		t.Errorf("%+v", p)
	}
}
