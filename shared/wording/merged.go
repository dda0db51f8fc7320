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

// merged tells several alerts: a few each in a section, many in a list for each
// sort. Everybody is named or counted.
func (v Voice) merged(s Story) Message {
	heaps := v.heaps(s)
	m := Message{Tone: Blue}
	if len(heaps) > 0 {
		m.Tone = heaps[0].tone
		m.State, m.Subject = v.sorts(heaps), v.namesOf(heaps)
		last := slices.MaxFunc(heaps, func(a, b heap) int { return a.last.Compare(b.last) }).last
		m.When, m.Clock = v.moment(last), v.tick(last)
		m.Title = strings.TrimSuffix(m.State+": "+m.Subject, ": ")
	}
	for _, h := range heaps {
		for _, a := range h.full {
			v.illustrate(&m, a)
		}
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
	it := Item{Tone: h.tone, Headline: v.count(h), Lead: v.shared(h)}
	if !h.first.IsZero() {
		until := ""
		if h.last.Sub(h.first) >= time.Second {
			until = " → " + v.clock(h.last, h.first)
		}
		label := v.labels.at
		if h.tone != Green && h.kind != alert.Raw && h.kind != alert.Log {
			label = v.labels.since
		}
		v.time(&it, label, h.first, until)
	}
	it.fact(v.labels.severity, v.severity[h.severity])
	described := 0
	var lines []string
	said, alike := v.alike(h)
	it.Lead += said
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
		if alike || h.kind == alert.Presence {
			continue
		}
		said, _, _ := strings.Cut(strings.TrimSpace(full.Lead+"\n"+full.Text), "\n")
		if a.Kind.Watched() && v.found(a) != "" {
			said = "" // the value says it
		}
		if runes := []rune(said); len(runes) > describedText {
			said = string(runes[:describedText-1]) + "…"
		}
		lines = append(lines, strings.TrimSuffix("• "+v.listed(a)+" – "+said, " – "))
		described++
	}
	if text := v.undescribed(h, described); text != "" {
		lines = append(lines, text)
	}
	it.Text = strings.Join(lines, "\n")
	return it
}

// undescribed names and counts those of a heap that have no line of their own.
func (v Voice) undescribed(h heap, described int) string {
	rest := h.names[described:]
	names := known(rest)
	switch h.kind {
	case alert.Log:
		names = nil // each would be a watch again that stands there already
	case alert.Undelivered:
		names = nil // of the channels, which say nothing about what was not told
		for _, a := range h.full[described:] {
			for _, inner := range untoldOf(a).Alerts {
				names = append(names, name(inner))
			}
		}
	}
	names = names[:min(len(names), shownNames)]
	text := strings.Join(names, ", ")
	if more := len(rest) - len(names); more > 0 && described+len(names) > 0 {
		text = strings.TrimSpace(text + " " + v.more(more, h.kind))
	}
	return text
}

// listed is what a line of a list is about.
func (v Voice) listed(a alert.Alert) string {
	if a.Kind == alert.Undelivered {
		return strings.TrimPrefix(v.title(a), v.undelivered+": ")
	}
	return name(a) + v.found(a)
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
