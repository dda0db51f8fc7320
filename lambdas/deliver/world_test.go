package deliver

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
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

func (q shakyQueue) Send(ctx context.Context, name string, m queue.Message) error {
	if q.w.fails() {
		return errTrouble
	}
	return q.Memory.Send(ctx, name, m)
}
