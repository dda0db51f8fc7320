package wording

import (
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
)

const (
	// fullItems is up to how many alerts get a section of their own each.
	fullItems = 5
	// describedNames is how many of a larger heap are described, shownNames how
	// many more are named before the rest is counted.
	describedNames = 8
	describedText  = 200
	shownNames     = 60
	// shownLinks is how many of a heap can be opened.
	shownLinks = 3
	// briefFacts and briefLinks are how much a section of its own keeps.
	briefFacts, briefLinks = 5, 2
	// briefText is how many characters of a long text one of several shows.
	briefText = 500
	// titleNames is how many names stand in the title, none longer than
	// titleName characters, so that no subject line loses the count.
	titleNames = 3
	titleName  = 30
)

// heap is all alerts of a merged message that say the same.
type heap struct {
	tone Tone
	word string
	kind alert.Kind
	// severity is empty where nothing is wrong any more.
	severity alert.Severity
	names    []string
	// full are those known in full; they come first in names.
	full []alert.Alert
	// first and last are the span of time in which it happened.
	first, last time.Time
}

// merged tells several alerts: a few each in a section, many in a list for each
// sort. Everybody is named or counted.
func (v Voice) merged(s Story) Message {
	heaps := v.heaps(s)
	m := Message{Tone: Blue, Title: v.mergedTitle(heaps)}
	if len(heaps) > 0 {
		m.Tone = heaps[0].tone
		// A template says them in one breath: only what is in that state.
		m.State, m.Subject = heaps[0].word, v.namesOf(heaps[:1])
		last := slices.MaxFunc(heaps, func(a, b heap) int { return a.last.Compare(b.last) }).last
		m.When, m.Clock = v.moment(last), v.tick(last)
	}
	few := s.count() <= fullItems && len(s.Alerts) == s.count()
	for _, h := range heaps {
		if !few {
			m.Items = append(m.Items, v.list(h))
			continue
		}
		for _, a := range h.full {
			m.Items = append(m.Items, v.brief(a))
		}
	}
	return m
}

// brief is an alert in a merged message: what happened, since when, what to click.
func (v Voice) brief(a alert.Alert) Item {
	full := v.item(a)
	it := Item{Tone: full.Tone, Headline: v.title(a), Lead: full.Lead, Context: full.Context, Links: full.Links}
	it.Links = it.Links[:min(len(it.Links), briefLinks)]
	wanted := []string{v.labels.since, v.labels.lasted, v.labels.ended, v.labels.at, v.labels.severity, v.labels.resource, v.labels.reason}
	for _, f := range full.Facts {
		if a.Kind == alert.Raw && len(it.Facts) < briefFacts || slices.Contains(wanted, f.Label) {
			it.Facts = append(it.Facts, f)
		}
	}
	if a.Kind == alert.Raw {
		it.Text, it.Cut = full.Text, full.Cut
		if runes := []rune(it.Text); len(runes) > briefText {
			it.Text, it.Cut = string(runes[:briefText])+"…", it.Cut+len(runes)-briefText
		}
	}
	return it
}

// list is a heap that is too large for sections.
func (v Voice) list(h heap) Item {
	it := Item{Tone: h.tone, Headline: v.counted(h.word, len(h.names), h.kind), Lead: v.shared(h)}
	if !h.first.IsZero() {
		span := v.moment(h.first)
		if h.last.Sub(h.first) >= time.Second {
			span += " → " + v.clock(h.last, h.first)
		}
		label := v.labels.at
		if h.tone != Green && h.kind != alert.Raw && h.kind != alert.Log {
			label = v.labels.since
		}
		it.fact(label, span)
	}
	it.fact(v.labels.severity, v.severity[h.severity])
	described := 0
	var lines []string
	for _, a := range h.full[:min(len(h.full), describedNames)] {
		full := v.item(a)
		it.Context = full.Context
		if len(full.Links) > 0 && len(it.Links) < shownLinks {
			link := full.Links[0]
			if h.kind != alert.Presence { // devices share a console page
				link.Label = name(a)
			}
			if !slices.ContainsFunc(it.Links, func(l Link) bool { return l.URL == link.URL }) {
				it.Links = append(it.Links, link)
			}
		}
		if h.kind == alert.Presence {
			continue
		}
		said, _, _ := strings.Cut(strings.TrimSpace(full.Lead+"\n"+full.Text), "\n")
		if said == name(a) || a.Kind == alert.Polled && v.found(a) != "" {
			said = "" // a text of one line is its own title, and so is a value
		}
		if runes := []rune(said); len(runes) > describedText {
			said = string(runes[:describedText-1]) + "…"
		}
		lines = append(lines, strings.TrimSuffix("• "+name(a)+v.found(a)+" – "+said, " – "))
		described++
	}
	rest := h.names[described:]
	if h.kind == alert.Log && len(rest) > 0 {
		// Each would be a watch again that stands there already.
		lines, rest = append(lines, v.more(len(rest), h.kind)), nil
	}
	more := max(0, len(rest)-shownNames)
	if len(rest) > 0 {
		names := strings.Join(rest[:len(rest)-more], ", ")
		if more > 0 {
			names += " " + v.more(more, h.kind)
		}
		lines = append(lines, names)
	}
	it.Text = strings.Join(lines, "\n")
	return it
}

// shared is what all of a heap's devices have in common: why they left.
func (v Voice) shared(h heap) string {
	reason := ""
	for i, a := range h.full {
		if a.Kind != alert.Presence || over(a) || a.Device == nil || a.Device.Drops > 0 || i > 0 && a.Device.Reason != reason {
			return ""
		}
		reason = a.Device.Reason
	}
	if len(h.full) == 0 || len(h.full) < len(h.names) {
		return "" // nobody knows about the others
	}
	return v.reason(reason)
}

func weight(t Tone) int { return slices.Index([]Tone{Red, Amber, Blue, Green}, t) }

// heaps sorts alerts by what they say, the worst first.
func (v Voice) heaps(s Story) []heap {
	var heaps []heap
	add := func(a alert.Alert, full bool) {
		t, word, at := tone(a), v.stateWord(a), a.At
		if !a.Until.IsZero() {
			at = a.Until // it stands among those that are over
		}
		i := slices.IndexFunc(heaps, func(h heap) bool { return h.tone == t && h.word == word })
		if i < 0 {
			i = len(heaps)
			heaps = append(heaps, heap{tone: t, word: word, kind: a.Kind, first: at, last: at})
			if !over(a) {
				heaps[i].severity = a.Severity
			}
		}
		h := &heaps[i]
		h.names = append(h.names, name(a))
		if full {
			h.full = append(h.full, a)
		}
		if at.Before(h.first) {
			h.first = at
		}
		if at.After(h.last) {
			h.last = at
		}
	}
	for _, a := range s.Alerts {
		add(a, true)
	}
	for _, state := range []alert.State{alert.Firing, alert.NoData, alert.Notice, alert.Recovered} {
		for _, ref := range s.More[state] {
			// A reference carries no severity. The critical ones of its group
			// were told in full first, so what is left counts as the mildest.
			add(alert.Alert{
				Kind: alert.KindOf(ref.Key), State: state, Severity: alert.Warning,
				Subject: alert.SubjectOf(ref.Key), At: ref.At, Device: &alert.Device{Drops: ref.Drops},
			}, false)
		}
	}
	slices.SortStableFunc(heaps, func(a, b heap) int { return weight(a.tone) - weight(b.tone) })
	return heaps
}

// mergedTitle counts every sort and names the first few, the worst first.
func (v Voice) mergedTitle(heaps []heap) string {
	var parts []string
	for _, h := range heaps {
		parts = append(parts, v.counted(h.word, len(h.names), h.kind))
	}
	title := joinDots(parts)
	if names := v.namesOf(heaps); names != "" {
		title += ": " + names
	}
	return title
}

// namesOf names the first few of all heaps and counts the rest.
func (v Voice) namesOf(heaps []heap) string {
	var names []string
	kind, all := alert.Alarm, 0
	for _, h := range heaps {
		if h.kind == alert.Log {
			h.names = distinct(h.names)
		}
		for _, name := range h.names[:min(len(h.names), titleNames)] {
			if runes := []rune(name); len(runes) > titleName {
				name = string(runes[:titleName-1]) + "…"
			}
			names = append(names, name)
		}
		all += len(h.names)
		if len(heaps) == 1 {
			kind = h.kind
		}
	}
	shown := min(len(names), titleNames)
	named := strings.Join(names[:shown], ", ")
	if rest := all - shown; rest > 0 {
		named += " " + v.more(rest, kind)
	}
	return named
}

// distinct keeps each name once: a watch finds many lines.
func distinct(names []string) []string {
	var once []string
	for _, name := range names {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}
