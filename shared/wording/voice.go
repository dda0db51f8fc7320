// Package wording turns facts into words: Korean or English, in the reader's
// zone, with numbers, units and durations a person can read at three in the
// morning. It does no I/O, has no clock, and knows no channel.
package wording

import (
	"fmt"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// languages are those that can be spoken.
var languages = map[string]func() tongue{"ko": korean, "en": english}

// Voice is the language and zone of a channel's readers.
type Voice struct {
	tongue
	zone *time.Location
}

// NewVoice makes a voice of "ko" or "en" and an IANA zone.
func NewVoice(language, zone string) (Voice, error) {
	speak, known := languages[language]
	if !known {
		return Voice{}, fmt.Errorf("language %q is neither ko nor en", language)
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return Voice{}, fmt.Errorf("timezone %q: %w", zone, err)
	}
	return Voice{speak(), location}, nil
}

// Zone is the readers' time zone.
func (v Voice) Zone() *time.Location { return v.zone }

// Story is all that one message tells.
type Story struct {
	// Alerts are told in full as far as there is room.
	Alerts []alert.Alert
	// More are alerts of a storm, known by name only, by what became of them.
	More map[alert.State][]alert.Ref
}

// Empty reports whether there is nothing to tell.
func (s Story) Empty() bool { return s.count() == 0 }

func (s Story) count() int {
	n := len(s.Alerts)
	for _, refs := range s.More {
		n += len(refs)
	}
	return n
}

// Join makes one story of several.
func Join(stories ...Story) Story {
	if len(stories) == 1 {
		return stories[0]
	}
	all := Story{More: make(map[alert.State][]alert.Ref)}
	for _, s := range stories {
		all.Alerts = append(all.Alerts, s.Alerts...)
		for state, refs := range s.More {
			all.More[state] = append(all.More[state], refs...)
		}
	}
	return all
}

// Compose puts a story into words.
func (v Voice) Compose(s Story) Message {
	s, beat := withoutHeartbeats(s)
	s, digests := withoutDigests(s)
	var m Message
	switch {
	case s.Empty() && len(digests) > 0:
		m = v.lone(digests[0])
		digests = digests[1:]
	case s.Empty() && !beat.IsZero():
		m = v.heartbeat(beat)
	case len(s.Alerts) == 1 && s.count() == 1:
		m = v.lone(s.Alerts[0])
	default:
		m = v.merged(s)
	}
	m = v.digested(m, digests)
	m.CutMark, m.LineMark = v.cutMark, v.lineMark
	return m
}

// lone is the message of a single alert, told in full.
func (v Voice) lone(a alert.Alert) Message {
	at := a.At
	if !a.Until.IsZero() {
		at = a.Until
	}
	m := Message{
		Tone: tone(a), Title: v.title(a), State: v.stateWord(a), Subject: name(a), When: v.moment(at), Clock: v.tick(at),
		Items: []Item{v.item(a)},
	}
	if a.Kind == alert.Digested {
		m.Clock = "" // the time that it is of stands below
	}
	v.illustrate(&m, a)
	return v.withInner(m, a)
}

// item is an alert in full, without its title.
func (v Voice) item(a alert.Alert) Item {
	it := Item{Tone: tone(a), Text: a.Text, Cut: a.Cut, Links: v.links(a.Links), Context: v.context(a)}
	switch a.Kind {
	case alert.Alarm:
		v.alarm(a, &it)
	case alert.Presence:
		v.presence(a, &it)
	case alert.Log:
		v.log(a, &it)
	case alert.Polled, alert.Telemetry:
		v.watched(a, &it)
	case alert.Undelivered:
		v.untold(a, &it)
	case alert.Digested:
		v.summed(a, &it)
	default:
		v.raw(a, &it)
	}
	if over := len(it.Facts) - maxFacts; over > 0 {
		it.Facts = append(it.Facts[:maxFacts], Fact{Label: v.labels.hidden, Value: digits(float64(over), significant)})
	}
	return it
}

// maxFacts is how many facts a reader can take in; a composite alarm may have
// hundreds of children.
const maxFacts = 16

// over reports whether an alert tells of something that has ended.
func over(a alert.Alert) bool { return a.State == alert.Recovered || !a.Until.IsZero() }

func tone(a alert.Alert) Tone {
	switch {
	case pollOf(a).Unwatched:
		return Blue
	case over(a):
		return Green
	case a.State == alert.Notice && a.Severity != alert.Critical && a.Severity != alert.Warning:
		return Blue
	case a.Severity == alert.Critical:
		return Red
	}
	return Amber
}

// Symbol is a small picture of the tone, for places without colours.
func (t Tone) Symbol() string {
	return map[Tone]string{Red: "🔴", Amber: "🟠", Green: "🟢", Blue: "🔵"}[t]
}

func (v Voice) title(a alert.Alert) string {
	switch a.Kind {
	case alert.Undelivered:
		return v.untoldTitle(a)
	case alert.Digested:
		return v.digestTitle(a)
	}
	title := v.stateWord(a)
	if lasted := duration(a); over(a) && lasted > 0 && !pollOf(a).Unwatched {
		title = v.recoveredAfter(title, v.span(lasted))
	}
	if a.Still > 0 {
		title = v.stillFor(title, v.span(a.Still))
	}
	title += ": " + name(a) + v.found(a)
	if n := drops(a); n > 0 && !over(a) && a.Still == 0 {
		title += v.drops(n)
	}
	for _, f := range a.Contributor {
		title += " · " + f.Value
	}
	if status := statusOf(a); a.Kind == alert.Raw && status != "" && !strings.Contains(strings.ToUpper(title), strings.ToUpper(status)) {
		title += " · " + status
	}
	return title
}

// stateWord says what happened in a word or two.
func (v Voice) stateWord(a alert.Alert) string {
	if a.Test {
		return v.tried(v.happened(a))
	}
	return v.happened(a)
}

// tried says of a word that somebody only tries it out.
func (v Voice) tried(word string) string { return v.test + " · " + word }

// happened is stateWord, whether it is a test or not.
func (v Voice) happened(a alert.Alert) string {
	switch a.Kind {
	case alert.Undelivered:
		return v.undelivered
	case alert.Digested:
		return v.digest.name
	}
	if a.Kind == alert.Presence {
		switch unstable := drops(a) > 0; {
		case unstable && over(a):
			return v.stable
		case unstable:
			return v.unstable
		case over(a):
			return v.deviceBack
		}
		return v.deviceLost
	}
	if a.Kind == alert.Log {
		return v.logLine[a.Severity]
	}
	if over(a) {
		if pollOf(a).Unwatched {
			return v.wordsFor(a).unwatched
		}
		return v.recovered
	}
	if a.Kind.Watched() {
		return v.pollWord(a)
	}
	switch a.State {
	case alert.NoData:
		return v.noData
	case alert.Firing:
		return v.firing[a.Severity]
	}
	return v.notice[a.Severity]
}

// duration is how long it was wrong; zero if that is not known.
func duration(a alert.Alert) time.Duration {
	from, to := a.Since, a.At
	if !a.Until.IsZero() {
		from, to = a.At, a.Until
	}
	if from.IsZero() || !to.After(from) {
		return 0
	}
	return to.Sub(from)
}

func (v Voice) links(links []alert.Link) []Link {
	var out []Link
	for _, l := range links {
		label := v.linkTo[l.To]
		if l.Name != "" {
			label += ": " + l.Name
		}
		out = append(out, Link{Label: label, URL: l.URL})
	}
	return out
}

func (v Voice) context(a alert.Alert) string {
	parts := make([]string, 0, 3)
	if a.Account != "" {
		parts = append(parts, v.account+" "+a.Account)
	}
	for _, s := range []string{a.Region, a.Origin} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return joinDots(parts)
}
