package main

import (
	"regexp"
	"slices"
	"strings"

	"bongsu/shared/fake"
	"bongsu/shared/queue"
)

// judge looks at everything that providers and dead letters hold.
func (w *world) judge() result {
	r := result{plan: w.plan, faults: w.faults, stats: w.Stats(), reasons: map[string]int{}, poisons: len(w.poisons)}
	tell := r.note
	var letters []deadLetter
	for _, l := range w.DeadLetters() {
		d := deadLetter{body: l.Body, channel: l.Attributes["channel"]}
		if job, err := queue.Decode([]byte(l.Body)); err == nil {
			d.job, d.channel = job, job.Channel
		}
		letters = append(letters, d)
		r.reasons[reason(d.channel, l.Attributes["reason"])]++
	}
	past := map[string][]happening{}
	for _, h := range w.past {
		past[h.key] = append(past[h.key], h)
	}
	var shown strings.Builder
	for _, one := range readers() {
		p := w.Provider(one.channel)
		b := book{
			world: w, verdict: verdict{reader: one, refused: len(p.Refusals())}, all: p.Messages(), refusals: p.Refusals(),
			letters: letters, passed: w.passed(one.channel), tell: func(f string, a ...any) { tell(f, a...) },
		}
		b.read()
		for n := range subjects {
			b.judge(subject(n), past[subject(n)])
		}
		r.verdicts = append(r.verdicts, b.verdict)
		for _, m := range b.all {
			shown.WriteString(m.Text())
		}
	}
	for _, p := range w.poisons {
		switch {
		case slices.ContainsFunc(letters, func(d deadLetter) bool { return strings.Contains(d.body, p.token) }):
			r.poisonsDead++
		case strings.Contains(shown.String(), p.token):
			r.poisonsShown++
		default:
			r.poisonsLost++
			tell("%s on %s is nowhere", p.token, p.queue)
		}
	}
	r.past = w.past
	return r
}

// passed are the messages to others that tell what a channel could not.
func (w *world) passed(channel string) []fake.Received {
	var all []fake.Received
	told := undelivered(channel)
	for _, other := range channels() {
		for _, m := range w.Provider(other).Messages() {
			if other != channel && m.Lost == "" && passesOn(told, m.Text(), channel) {
				all = append(all, m)
			}
		}
	}
	return all
}

var figures = regexp.MustCompile(`\d{4}-\d\d-\d\dT\S+|[0-9a-f]{8}-[0-9a-f-]{27}`)

// reason is a dead letter's reason without what differs from letter to letter.
func reason(channel, text string) string {
	if text == "" {
		text = "no reason given: received too often"
	}
	if channel == "" {
		channel = "source"
	}
	return channel + ": " + figures.ReplaceAllString(text, "…")
}
