package deliver

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/queue"
	"bongsu/shared/source"
	"bongsu/shared/wording"
)

// texts is a provider of text messages: it takes a key once, says only later whom a
// message reached, and at times wants none of it.
type texts struct {
	*world
	// heard is what each phone shows, results what became of each message.
	heard   map[string][]string
	results map[string]channel.Report
	bodies  map[string]string
}

func (p *texts) Layout(d channel.Delivery) ([]byte, error) { return json.Marshal(d.Message) }

func (p *texts) Resends() int { return 2 }

func (p *texts) Send(ctx context.Context, d channel.Delivery) (channel.Receipt, error) {
	was, again := p.bodies[d.ID]
	switch n := p.chance.IntN(20); {
	case p.calm || again:
	case n < 2:
		return channel.Receipt{}, &channel.Error{Unsure: true, Err: errTrouble} // it did not get there
	case n < 4:
		return channel.Receipt{}, &channel.Error{Err: errTrouble}
	case n < 5:
		return channel.Receipt{}, &channel.Error{Permanent: true, Code: channel.CodeQuota, Err: errTrouble}
	}
	if again && was != string(d.Body) {
		p.t.Fatalf("sent again under the key %s, but other than at first:\n%s\n%s", d.ID, was, d.Body)
	} else if again {
		return channel.Receipt{Reference: d.ID}, nil
	}
	before := p.chance.IntN(2) == 0
	if before {
		p.accept(d)
	}
	if p.depth == 0 && p.chance.IntN(3) == 0 {
		p.depth++
		p.deliver(ctx)
		p.depth--
	}
	if !before {
		p.accept(d)
	}
	if p.chance.IntN(6) == 0 && !p.calm {
		return channel.Receipt{}, &channel.Error{Unsure: true, Err: errTrouble} // its answer is lost
	}
	return channel.Receipt{Reference: d.ID}, nil
}

// accept shows a message on the phones that it reaches.
func (p *texts) accept(d channel.Delivery) {
	if _, again := p.bodies[d.ID]; again {
		return
	}
	p.bodies[d.ID] = string(d.Body)
	var m wording.Message
	if err := json.Unmarshal(d.Body, &m); err != nil {
		p.t.Fatal(err)
	}
	lines := p.lines(m)
	var r channel.Report
	for _, to := range d.To {
		switch n := p.chance.IntN(10); {
		case p.calm || n < 6:
			p.heard[to] = append(p.heard[to], lines...)
		case n < 9:
			r.Failed = append(r.Failed, channel.Failure{To: to, Code: "2003", Again: true})
		default:
			r.Failed = append(r.Failed, channel.Failure{To: to, Code: "3001"})
		}
	}
	p.results[d.ID] = r
}

func (p *texts) Report(_ context.Context, reference string, _ []string) (channel.Report, error) {
	r, known := p.results[reference]
	switch {
	case !known:
		p.t.Fatalf("asks about %s, which was never accepted", reference)
	case p.fails():
		return channel.Report{}, &channel.Error{Permanent: true, Err: errTrouble}
	case !p.calm && p.chance.IntN(4) == 0:
		return channel.Report{Pending: true}, nil
	}
	return r, nil
}

// untold are what a phone did not get, as it was told on the other route or lies
// among the dead letters.
func (p *texts) untold() map[string][]alert.Alert {
	all := make(map[string][]alert.Alert)
	note := func(to []string, alerts []alert.Alert) {
		for _, one := range to {
			all[one] = append(all[one], alerts...)
		}
	}
	for _, m := range p.queue.Peek(address + "alarms") {
		var said map[string]alert.Alert
		if err := json.Unmarshal(m.Body, &said); err != nil {
			p.t.Fatal(err)
		}
		u := said[config.UndeliveredKey].Untold
		note(u.To, u.Alerts)
	}
	for _, m := range p.queue.Peek(address + "dead") {
		job, err := queue.Decode(m.Body)
		if err != nil || job.Follow != nil {
			p.t.Fatalf("a dead letter that is no message: %v, %s", err, m.Body)
		}
		note(job.To, job.Alerts)
	}
	return all
}

// TestNoPhoneEndsOnALie plays a channel of several requests a message, of which
// nobody knows at first whom they reach, with all the trouble of the other
// simulation. In the end each phone shows the truth, or somebody was told that it
// does not; and no phone shows anything twice.
func TestNoPhoneEndsOnALie(t *testing.T) {
	for seed := range uint64(600) {
		w := newWorld(t, seed)
		w.queue.Create(address+"alarms", queue.Redrive{})
		p := &texts{w, map[string][]string{}, map[string]channel.Report{}, map[string]string{}}
		w.accepted = map[string]string{} // marks may fail to be written
		w.handler.Channel, w.handler.Queue = p, shakyQueue{w.queue, w}
		if seed%2 == 0 {
			w.handler.Fallback, w.handler.Alarms = "!chat", address+"alarms"
		}
		parts := [][][]string{{{"x"}}, {{"x", "y"}}, {{"x"}, {"y", "z"}}}[w.chance.IntN(3)]
		route, stretch := config.Route{Targets: []config.Target{{Channel: "chat", Parts: parts}}}, time.Duration(1)
		if w.chance.IntN(3) == 0 {
			repeat := 2 * time.Minute
			route.Repeat, stretch = &repeat, 10
		}
		teller := source.Teller{
			Store: shaky{w.store, w}, Queue: shakyQueue{w.queue, w},
			Routes:  config.Routes{config.DefaultRoute: route},
			Address: func(name string) string { return address + name },
		}
		var pending []source.Event
		past := make(map[string][]alert.Alert)
		for k := range 1 + w.chance.IntN(2) {
			key := fmt.Sprintf("k%d", k)
			past[key] = w.history(key)
			for i, a := range past[key] {
				a.At = w.now.Add(a.At.Sub(w.now) * stretch)
				past[key][i] = a
				pending = append(pending, source.Event{Alert: a})
			}
		}
		for round := 0; len(pending) > 0 || !w.empty(); round++ {
			if round > 1500 {
				t.Fatalf("seed %d: never comes to rest", seed)
			}
			w.calm = round > 300
			if route.Repeat != nil && round < 400 {
				w.tick(t)
			}
			var batch, rest []source.Event
			for _, e := range pending {
				if stretch > 1 && e.Alert.At.After(w.now) || w.chance.IntN(3) == 0 {
					rest = append(rest, e)
				} else {
					batch = append(batch, e)
				}
			}
			for i, err := range teller.Tell(t.Context(), batch) {
				if err != nil || w.chance.IntN(8) == 0 {
					rest = append(rest, batch[i])
				}
			}
			pending = rest
			w.deliver(t.Context())
			w.now = w.now.Add(time.Duration(1+w.chance.IntN(30)) * time.Second)
		}
		for _, to := range slices.Concat(parts...) {
			p.judge(seed, to, past)
		}
	}
}

// judge looks at one phone.
func (p *texts) judge(seed uint64, to string, past map[string][]alert.Alert) {
	word, times := make(map[string]string), make(map[string]int)
	for _, line := range p.heard[to] {
		m := spoken.FindStringSubmatch(line)
		if m == nil {
			p.t.Fatalf("seed %d: %q", seed, line)
		}
		word[m[2]] = strings.ToUpper(m[1][:1]) + m[1][1:]
		if times[line]++; times[line] > 1 {
			p.t.Fatalf("seed %d: phone %s is told twice: %s\n%s", seed, to, line, strings.Join(p.heard[to], "\n"))
		}
	}
	untold := p.untold()[to]
	for key, all := range past {
		last := all[len(all)-1]
		began := last.At // of what is wrong now
		for i := len(all) - 1; i >= 0 && all[i].State.Open(); i-- {
			began = all[i].At
		}
		known := slices.ContainsFunc(untold, func(a alert.Alert) bool {
			if a.Key != key {
				return false
			}
			if last.State.Open() {
				return a.State.Open() && a.Until.IsZero() && !a.At.Before(began)
			}
			return a.At.Equal(last.At) || a.Until.Equal(last.At)
		})
		down := word[key] != "" && word[key] != "Recovered"
		if down != last.State.Open() && !known {
			p.t.Fatalf("seed %d: %s is %s, but phone %s ends on %q, and nobody knows:\n%s\nuntold: %+v",
				seed, key, last.State, to, word[key], strings.Join(p.heard[to], "\n"), untold)
		}
	}
}
