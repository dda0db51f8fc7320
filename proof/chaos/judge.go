package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/fake"
	"bongsu/shared/queue"
)

// inFlight is how long after a provider's yes a killed function may still have
// been about to write it down: its time-out.
const inFlight = 40 * time.Second

// clock is how times are written in what is found.
const clock = "01-02 15:04:05.000"

func way(up bool) string {
	if up {
		return "up"
	}
	return "down"
}

// verdict is what became of everything for one reader.
type verdict struct {
	reader
	posts, refused                            int
	sent, told, superseded, silent, uncounted int
	killed, unanswered, twice                 int
	unseen, dead, staleDead, stale, lost      int
	unfounded, supersededDead, elsewhere      int
	changed, staleShown                       int
}

// deadLetter is what a job or an event in the dead letters was about.
type deadLetter struct {
	channel, body string
	job           queue.Job
}

func (d deadLetter) about(channel, to string, h happening) bool {
	if d.channel == "" { // it never came as far as a channel
		return strings.Contains(d.body, h.key)
	}
	if d.channel != channel {
		return false
	}
	if d.job.Part != "" && len(d.job.To) > 0 && !strings.HasPrefix(d.job.To[0], to) {
		return false
	}
	if slices.ContainsFunc(d.job.Alerts, func(a alert.Alert) bool { return isAbout(a, h) }) {
		return true
	}
	for _, r := range d.job.More {
		if strings.HasSuffix(r.Key, h.key) && r.At.Truncate(time.Second).Equal(h.at) {
			return true
		}
	}
	return false
}

func isAbout(a alert.Alert, h happening) bool {
	return strings.HasSuffix(a.Key, h.key) && a.At.Truncate(time.Second).Equal(h.at)
}

// book is one reader's side of the story.
type book struct {
	*world
	verdict
	// all and refusals are the provider's; a post is known by its place in all.
	all      []fake.Received
	refusals []fake.Refusal
	words    map[string][]word
	// stand are the words of what can be read in the end, where messages change.
	stand   map[string][]word
	unnamed []heap
	// credited are the happenings that one of those stands for.
	credited map[happening]bool
	letters  []deadLetter
	// passed are the posts to others about what this channel could not tell.
	passed []fake.Received
	// passedHeaps are those that such posts count and do not name.
	passedHeaps []heap
	tell        func(format string, args ...any)
}

func (b *book) read() {
	b.words, b.credited = map[string][]word{}, map[happening]bool{}
	b.passedHeaps = countedElsewhere(b.channel, b.passed)
	chat := page{newest: map[string]fake.Received{}}
	for i, m := range b.all {
		if !b.reads(m) {
			continue
		}
		m, tells := chat.turn(m)
		if !tells {
			b.changed++
			continue
		}
		b.posts++
		if m.Lost != "" {
			b.unseen++
			b.tell("%s: accepted, but not shown: %s", b.name, m.Lost)
			continue
		}
		words, unnamed := read(i, m)
		b.unnamed = append(b.unnamed, unnamed...)
		for _, w := range words {
			b.words[w.key] = append(b.words[w.key], w)
		}
	}
	b.stand = chat.words(b.all, b.ledger.removed)
}

// fits reports whether a word can be about this.
func (w word) fits(h happening) bool {
	within := func(t time.Time) bool { return !t.Before(w.from) && !t.After(w.to) }
	return w.up == h.up && within(h.at)
}

// judge settles one subject.
func (b *book) judge(key string, past []happening) {
	words := b.words[key]
	owner := make([]int, len(past)) // which word tells it, plus one
	var claim func(i int, tried []bool) bool
	claim = func(i int, tried []bool) bool {
		for j, h := range slices.Backward(past) { // a word that fits several is of the newest
			if tried[j] || !words[i].fits(h) {
				continue
			}
			tried[j] = true
			if owner[j] == 0 || claim(owner[j]-1, tried) {
				owner[j] = i + 1
				return true
			}
		}
		return false
	}
	for i, w := range words {
		switch {
		case !slices.ContainsFunc(past, w.fits):
			b.unfounded++
			b.tell("%s: %s is said to be %s at %s, and was not:\n%s", b.name, key, way(w.up), w.from.Format(clock), b.all[w.post].Text())
		case !claim(i, make([]bool, len(past))):
			b.again(words[:i], w, past)
		}
	}
	b.sent += len(past)
	// From the newest on: what a list counted last makes what was before it old.
	for j, h := range slices.Backward(past) {
		if owner[j] > 0 {
			b.told++
		} else {
			b.untold(h, past[j+1:], words)
		}
	}
	if len(past) > 0 {
		b.last(past, words, &b.stale)
		if b.changed > 0 {
			b.last(past, b.stand[key], &b.staleShown)
		}
	}
}

// again finds why something was told once more.
func (b *book) again(before []word, w word, past []happening) {
	for _, first := range before {
		if !slices.ContainsFunc(past, func(h happening) bool { return first.fits(h) && w.fits(h) }) {
			continue
		}
		switch {
		case b.once:
		case b.answerless(first.post):
			b.unanswered++
			return
		case b.killedAfter(b.all[first.post].Time, b.all[w.post].Time):
			b.killed++
			return
		}
	}
	b.twice++
	var at []string
	for _, other := range append(slices.Clone(before), w) {
		at = append(at, fmt.Sprintf("%s in post %d at %s", way(other.up), other.post, b.all[other.post].Time.UTC().Format(clock)))
	}
	b.tell("%s: %s told twice without a reason: %s", b.name, w.key, strings.Join(at, ", "))
}

func (b *book) answerless(post int) bool {
	m := b.all[post]
	for _, a := range b.ledger.unanswered[b.channel] {
		if a.messages < 0 {
			// The lost answer: the message was taken just after.
			if d := m.Time.Sub(a.at); d >= 0 && d < time.Second {
				return true
			}
			continue
		}
		// A refusal before it would have used the time-out up.
		if a.messages == post && (len(b.refusals) <= a.refusals || b.refusals[a.refusals].Nth > m.Nth) {
			return true
		}
	}
	return false
}

func (b *book) killedAfter(yes, next time.Time) bool {
	return slices.ContainsFunc(b.ledger.kills["Deliver-"+b.channel], func(at time.Time) bool {
		// The note of a kill stands a moment before the answer that it follows.
		return !at.Before(yes.Add(-time.Second)) && !at.After(next) && at.Sub(yes) < inFlight
	})
}

// last compares the last of some words with the truth, and counts it if it differs.
func (b *book) last(past []happening, words []word, stale *int) {
	if len(words) == 0 {
		return
	}
	truth := past[len(past)-1]
	last := slices.MaxFunc(words, func(a, c word) int {
		if a.post != c.post {
			return a.post - c.post
		}
		return a.to.Compare(c.to)
	})
	// What came after what is known, if anything, was too short to be told.
	since := func(known func(happening) bool) bool {
		return slices.ContainsFunc(past, func(h happening) bool { return h.up == truth.up && h.at.After(last.to) && known(h) })
	}
	switch {
	case last.up == truth.up:
	case b.buried(truth), since(b.buried):
		b.staleDead++
	case since(b.passedOn), b.counted(truth), since(b.counted): // a count only where nothing names it
	default:
		*stale++
		b.tell("%s: stale: %s is %s since %s, the last word is %s, posted at %s", b.name, truth.key, way(truth.up),
			truth.at.Format(clock), way(last.up), b.all[last.post].Time.UTC().Format(clock))
	}
}
