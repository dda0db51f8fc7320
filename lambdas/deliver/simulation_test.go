package deliver

import (
	"context"
	"encoding/json"
	"errors"
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

// world plays one channel with everything around it: sources that crash, a queue
// that disorders, a provider that refuses, and a second sender at work in the
// middle of the first one's request.
type world struct {
	t       *testing.T
	chance  *rand.Rand
	now     time.Time
	store   *incident.Memory
	queue   *queue.Memory
	handler Handler
	said    []string // as the chat shows them, oldest first
	saidAt  []time.Time
	depth   int
	trouble float64
	lists   int
	calm    bool
	dying   bool
	// accepted is what a provider with retry keys has taken under each.
	accepted map[string]string
	// chat is what a provider whose messages can be changed shows now.
	chat []*shownMessage
	// kills says that the function is killed at times after the provider has said
	// yes, dead that it just was.
	kills, dead bool
}

var errTrouble = errors.New("trouble")

func (w *world) fails() bool { return w.dead || w.dying || !w.calm && w.chance.Float64() < w.trouble }

// killed is the end of a function in the middle of its work.
type killed struct{}

// dies kills the function at times, in front of a provider that tells nothing twice.
// Nothing that it would still do on its way out comes to pass.
func (w *world) dies() {
	if w.accepted != nil && !w.calm && !w.dying && w.chance.IntN(30) == 0 {
		w.dying = true
		panic(killed{})
	}
}

// shaky makes the table fail at times, for sources and deliver alike.
type shaky struct {
	*incident.Memory
	w *world
}

func (s shaky) Save(ctx context.Context, r incident.Record) error {
	if s.w.fails() {
		return errTrouble
	}
	return s.Memory.Save(ctx, r)
}

func (s shaky) Prepare(ctx context.Context, m incident.Mark) error {
	s.w.dies()
	if s.w.fails() {
		return errTrouble
	}
	if err := s.Memory.Prepare(ctx, m); err != nil {
		return err
	}
	s.w.dies()
	if s.w.fails() {
		return errTrouble // its answer is lost
	}
	return nil
}

// Settle fails only where nothing is lost by that: in front of a provider with
// retry keys.
func (s shaky) Settle(ctx context.Context, m incident.Mark) error {
	s.w.dies()
	if s.w.dead || s.w.accepted != nil && s.w.fails() {
		return errTrouble
	}
	return s.Memory.Settle(ctx, m)
}

func (s shaky) Release(ctx context.Context, id, owner string) error {
	if s.w.fails() {
		return errTrouble
	}
	return s.Memory.Release(ctx, id, owner)
}

func (s shaky) Suspend(ctx context.Context, id, owner string) error {
	if s.w.fails() {
		return errTrouble
	}
	return s.Memory.Suspend(ctx, id, owner)
}

func (s shaky) Claim(ctx context.Context, id, owner string, now, until time.Time) (incident.Mark, bool, error) {
	if s.w.fails() {
		return incident.Mark{}, false, errTrouble
	}
	return s.Memory.Claim(ctx, id, owner, now, until)
}

// provider is the chat's end of the line.
type provider struct{ *world }

func (p provider) Send(ctx context.Context, d channel.Delivery) (channel.Receipt, error) {
	if p.fails() {
		return channel.Receipt{}, &channel.Error{RetryAfter: time.Duration(p.chance.IntN(20)) * time.Second, Err: errTrouble}
	}
	before := p.chance.IntN(2) == 0
	if before {
		p.hear(d.Message)
	}
	if p.depth == 0 && p.chance.IntN(3) == 0 {
		p.depth++
		p.deliver(ctx)
		p.depth--
	}
	if !before {
		p.hear(d.Message)
	}
	return channel.Receipt{}, nil
}

// keyed is a provider that takes the same key once, loses answers, and may be
// sent nothing else under a key than the first time.
type keyed struct{ provider }

func (p keyed) Layout(d channel.Delivery) ([]byte, error) { return json.Marshal(d.Message) }

func (p keyed) Send(ctx context.Context, d channel.Delivery) (channel.Receipt, error) {
	if p.chance.IntN(5) == 0 && !p.calm {
		return channel.Receipt{}, &channel.Error{Unsure: true, Err: errTrouble} // it did not get there
	}
	if was, again := p.accepted[d.ID]; again {
		if was != string(d.Body) {
			p.t.Fatalf("sent again under the key %s, but other than at first:\n%s\n%s", d.ID, was, d.Body)
		}
		return channel.Receipt{Warning: "the key is already accepted"}, nil
	}
	var m wording.Message
	if err := json.Unmarshal(d.Body, &m); err != nil {
		p.t.Fatal(err)
	}
	d.Message = m
	receipt, err := p.provider.Send(ctx, d)
	if err != nil {
		return receipt, err
	}
	p.accepted[d.ID] = string(d.Body)
	if p.chance.IntN(4) == 0 && !p.calm {
		return channel.Receipt{}, &channel.Error{Unsure: true, Err: errTrouble} // its answer is lost
	}
	return receipt, nil
}

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

func (q shakyQueue) Send(ctx context.Context, name string, m queue.Message) error {
	if q.w.fails() {
		return errTrouble
	}
	return q.Memory.Send(ctx, name, m)
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
