package deliver

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/source"
	"bongsu/shared/wording"
)

func (w *world) hear(m wording.Message) {
	defer func() {
		for len(w.saidAt) < len(w.said) {
			w.saidAt = append(w.saidAt, w.now)
		}
	}()
	w.said = append(w.said, w.lines(m)...)
}

// lines are what a message says of each thing that it tells.
func (w *world) lines(m wording.Message) (said []string) {
	if m.Items[0].Headline == "" {
		return []string{m.Title + " " + sinceOf(m.Items[0])}
	}
	for _, it := range m.Items {
		if it.Text != "" {
			for line := range strings.SplitSeq(it.Text, "\n") { // a list of many
				name, _, _ := strings.Cut(strings.TrimPrefix(line, "• "), " – ")
				w.lists++
				said = append(said, fmt.Sprintf("%s: %s %d", strings.Split(it.Headline, " ×")[0], name, w.lists))
			}
			continue
		}
		said = append(said, it.Headline+" "+sinceOf(it))
	}
	return said
}

func sinceOf(it wording.Item) string {
	for _, f := range it.Facts {
		if f.Label == "Since" || f.Label == "Lasted" || f.Label == "Recovered at" {
			return f.Value
		}
	}
	return ""
}

const address = "q/"

// deliver runs the function once on whatever is visible, in any order.
func (w *world) deliver(ctx context.Context) {
	defer func(depth int) {
		switch was := recover(); was.(type) {
		case nil:
		case killed:
			w.depth, w.dying = depth, false
		default:
			panic(was)
		}
	}(w.depth)
	got, err := w.queue.Receive(address+"chat", 1+w.chance.IntN(6), 3*time.Minute)
	if err != nil {
		w.t.Fatal(err)
	}
	w.chance.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	var event events.SQSEvent
	for _, m := range got {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: m.ID, ReceiptHandle: m.Handle, Body: string(m.Body),
			Attributes: map[string]string{"ApproximateReceiveCount": strconv.Itoa(m.Receives)},
		})
	}
	answer, err := w.handler.Handle(ctx, event)
	if err != nil {
		w.t.Fatal(err)
	}
	if w.dead && w.depth == 0 {
		w.dead = false
		return // whatever it had in hand comes again by itself
	}
	failed := make(map[string]bool)
	for _, f := range answer.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	for _, m := range got {
		if failed[m.ID] || w.fails() { // an unfailed one left over is SQS's duplicate
			continue
		}
		if err := w.queue.Delete(address+"chat", m.Handle); err != nil {
			w.t.Fatal(err)
		}
	}
}

// shakyQueue makes puts fail at times.
type shakyQueue struct {
	*queue.Memory
	w *world
}

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{t: t, chance: rand.New(rand.NewPCG(seed, seed)), now: time.Date(2026, 9, 25, 4, 0, 0, 0, time.UTC), trouble: 0.15}
	w.store = incident.NewMemory()
	w.queue = queue.NewMemory(func() time.Time { return w.now })
	w.queue.Create(address+"dead", queue.Redrive{})
	w.queue.Create(address+"chat", queue.Redrive{Queue: address + "dead", MaxReceives: 120})
	voice, err := wording.NewVoice("en", "UTC")
	if err != nil {
		t.Fatal(err)
	}
	var to channel.Channel = provider{w}
	if seed%3 == 0 {
		w.accepted = make(map[string]string)
		to = keyed{provider{w}}
	}
	if seed%3 == 1 {
		to, w.kills = editable{provider{w}}, seed%2 == 0
	}
	w.handler = Handler{
		Name: "chat", Channel: to, Voice: voice, Store: shaky{w.store, w}, Queue: w.queue,
		Address: address + "chat", DeadLetters: address + "dead",
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return w.now },
	}
	if seed%4 == 0 {
		w.handler.Pace = new(Pace)
	}
	return w
}

// history makes what happens to one key, every few seconds.
func (w *world) history(key string) []alert.Alert {
	var all []alert.Alert
	state, at := alert.Recovered, w.now
	for range 1 + w.chance.IntN(6) {
		at = at.Add(time.Duration(1+w.chance.IntN(40)) * time.Second)
		switch {
		case state == alert.Recovered:
			state = alert.Firing
		case w.chance.IntN(4) == 0 && state == alert.Firing:
			state = alert.NoData
		default:
			state = alert.Recovered
		}
		all = append(all, alert.Alert{
			Key: key, Kind: alert.Alarm, State: state, Severity: alert.Critical, Subject: key, At: at,
		})
	}
	return all
}

// TestNoDisorderEndsOnALie runs thousands of histories through crashes,
// redeliveries, disorder and rival senders, and looks at what the chat shows at
// the end.
func TestNoDisorderEndsOnALie(t *testing.T) {
	for seed := range uint64(1500) {
		w := newWorld(t, seed)
		ctx := t.Context()
		teller := source.Teller{
			Store: shaky{w.store, w}, Queue: shakyQueue{w.queue, w},
			Routes:  config.Routes{config.DefaultRoute: {Targets: []config.Target{{Channel: "chat"}}}},
			Address: func(name string) string { return address + name },
		}
		var pending []source.Event
		last := make(map[string]alert.Alert)
		for k := range 1 + w.chance.IntN(3) {
			past := w.history(fmt.Sprintf("k%d", k))
			for _, a := range past {
				pending = append(pending, source.Event{Alert: a})
			}
			last[past[0].Key] = past[len(past)-1]
		}
		if w.chance.IntN(2) == 0 {
			w.chance.Shuffle(len(pending), func(i, j int) { pending[i], pending[j] = pending[j], pending[i] })
		}
		for round := 0; len(pending) > 0 || !w.empty(); round++ {
			if round > 500 {
				t.Fatalf("seed %d: never comes to rest", seed)
			}
			w.calm = round > 200
			if n := min(len(pending), w.chance.IntN(4)); n > 0 {
				batch := pending[:n]
				pending = append([]source.Event(nil), pending[n:]...)
				for i, err := range teller.Tell(ctx, batch) {
					if err != nil || w.chance.IntN(8) == 0 {
						pending = append(pending, batch[i]) // redelivered
					}
				}
			}
			w.deliver(ctx)
			w.now = w.now.Add(time.Duration(1+w.chance.IntN(30)) * time.Second)
		}
		w.check(seed, last)
	}
}

func (w *world) empty() bool {
	_, waiting := w.queue.Next(address + "chat")
	return !waiting
}

var spoken = regexp.MustCompile(`^(?:\d+ )?(ALARM|Warning|No data|Recovered|alarm|warning|without data|recovered)[^:]*: (k\d) `)

func (w *world) check(seed uint64, last map[string]alert.Alert) {
	word := make(map[string]string)
	times := make(map[string]int)
	for _, line := range w.said {
		m := spoken.FindStringSubmatch(line)
		if m == nil {
			w.t.Fatalf("seed %d: %q", seed, line)
		}
		word[m[2]] = strings.ToUpper(m[1][:1]) + m[1][1:]
		if times[line]++; times[line] > 1 && !w.kills {
			w.t.Fatalf("seed %d: told twice: %s\n%s", seed, line, strings.Join(w.said, "\n"))
		}
	}
	for key, a := range last {
		// Two messages in flight at once may land in either order; "alarm" and
		// "no data" then swap, but neither may swap with "recovered".
		if up := word[key] == "Recovered"; word[key] == "" && a.State.Open() || word[key] != "" && up == a.State.Open() {
			w.t.Fatalf("seed %d: %s is %s, but the chat ends on %q:\n%s", seed, key, a.State, word[key], strings.Join(w.said, "\n"))
		}
	}
	w.checkChat(seed, last)
	if n, err := w.queue.Receive(address+"dead", 10, time.Second); err != nil || len(n) > 0 {
		w.t.Fatalf("seed %d: dead letters %v %v", seed, n, err)
	}
}
