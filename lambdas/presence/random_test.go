package presence_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/lambdas/presence"
	"bongsu/shared/config"
)

// invent makes up a long history with everything that AWS IoT is known to do.
// late is how much later than the next connect the end of a connection that was
// taken over may be stamped.
func invent(r *rand.Rand, late time.Duration) history {
	var h history
	after, version := time.Duration(0), int64(r.IntN(3))
	begin := func(session string) {
		h.session, h.connected = session, true
		h.events = append(h.events, connect(session, version, after))
	}
	end := func(stamped time.Duration, reason string) {
		h.connected = false
		h.events = append(h.events, disconnect(h.session, version, stamped, reason))
	}
	takeover := false
	for n := range 2 + r.IntN(5) {
		begin(fmt.Sprintf("s%d", n))
		after += time.Duration(2+r.IntN(600)) * time.Second
		takeover = false
		switch r.IntN(4) {
		case 0:
			end(after+time.Duration(r.Int64N(int64(late)+1)), takenOver)
			version, takeover = version+1, true
		case 1:
			// Offline until the versions start over.
			end(after, lost)
			after, version = after+time.Hour+time.Duration(r.IntN(36000))*time.Second, 0
		default:
			end(after, lost)
			after, version = after+time.Duration(1+r.IntN(3000))*time.Second, version+int64(1+r.IntN(3))
		}
	}
	if takeover || r.IntN(2) == 0 {
		begin("last")
	}
	return h
}

// repeated gives every event up to three times.
func repeated(r *rand.Rand, events []presence.Event) []presence.Event {
	var all []presence.Event
	for _, e := range events {
		for range 1 + r.IntN(3) {
			all = append(all, e)
		}
	}
	return all
}

// The deliveries are shuffled as a whole, which is far worse than a queue does.
func TestRandomHistoriesEndInTheTruth(t *testing.T) {
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		h := invent(r, 1900*time.Millisecond)
		order := repeated(r, h.events)
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		if p := follow(t, order); p.Connected != h.connected || p.Session != h.session {
			t.Fatalf("seed %d: ended in connected %t, session %s; want %t, %s; by the order%s",
				seed, p.Connected, p.Session, h.connected, h.session, describe(order))
		}
	}
}

// Whatever the delays, orders and duplicates: a return is told only after a
// loss, and in the end people know what is true.
func TestRandomDeliveriesEndInTheTruth(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 2))
		h := invent(r, 0)
		w := newWorld(t, config.Presence{Hold: 30 * time.Second})
		var deliveries []arrival
		for _, e := range repeated(r, h.events) {
			delay := r.IntN(5)
			if r.IntN(4) == 0 {
				delay = r.IntN(1200)
			}
			deliveries = append(deliveries, at(int(e.At.Sub(origin).Seconds())+delay, e))
		}
		slices.SortStableFunc(deliveries, func(a, b arrival) int { return a.after - b.after })
		for _, d := range deliveries {
			w.happen(s(d.after), d.events...)
		}
		w.pass(1000 * time.Hour)
		known := false
		for _, line := range w.told() {
			firing := strings.HasPrefix(line, "firing")
			if !firing && !known {
				t.Fatalf("seed %d: a return without a loss: %q", seed, w.told())
			}
			known = firing
		}
		rec := w.record("sensor-07")
		if known != !h.connected || rec.Open() != known || rec.Presence.Connected != h.connected {
			t.Fatalf("seed %d: told lost %t, record %+v, truth: connected %t", seed, known, rec, h.connected)
		}
	}
}
