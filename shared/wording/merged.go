package wording

import (
	"slices"
	"strings"

	"bongsu/shared/alert"
)

const (
	// fullItems is how many alerts of a merged message get a section of their own.
	fullItems = 8
	// shownNames is how many further ones are named before the rest is counted.
	shownNames = 60
	// titleNames is how many names stand in the title.
	titleNames = 3
)

// heap is all alerts of a merged message that say the same.
type heap struct {
	tone  Tone
	word  string
	names []string
	kind  alert.Kind
}

// merged tells several alerts: the first ones each in a section, the others by
// name, the rest by number. Everybody is named or counted.
func (v Voice) merged(s Story) Message {
	alerts := slices.Clone(s.Alerts)
	slices.SortStableFunc(alerts, func(a, b alert.Alert) int { return weight(tone(a)) - weight(tone(b)) })
	heaps := v.heaps(alerts, s.More)
	m := Message{Tone: Blue, Title: v.mergedTitle(heaps)}
	if len(heaps) > 0 {
		m.Tone = heaps[0].tone
	}
	shown := min(len(alerts), fullItems)
	for _, a := range alerts[:shown] {
		m.Items = append(m.Items, v.brief(a))
	}
	for _, h := range v.heaps(alerts[shown:], s.More) {
		names, rest := h.names, 0
		if len(names) > shownNames {
			names, rest = names[:shownNames], len(names)-shownNames
		}
		text := strings.Join(names, ", ")
		if rest > 0 {
			text += " " + v.more(rest, h.kind)
		}
		m.Items = append(m.Items, Item{Tone: h.tone, Headline: v.counted(h.word, len(h.names), h.kind), Text: text})
	}
	return m
}

// brief is an alert in a merged message: what happened, since when, what to click.
func (v Voice) brief(a alert.Alert) Item {
	full := v.item(a)
	it := Item{Tone: full.Tone, Headline: v.title(a), Lead: full.Lead, Context: full.Context}
	for _, f := range full.Facts {
		if slices.Contains([]string{v.labels.since, v.labels.lasted, v.labels.at}, f.Label) {
			it.Facts = append(it.Facts, f)
		}
	}
	if a.Kind == alert.Raw {
		it.Text = full.Text
	}
	if len(full.Links) > 0 {
		it.Links = full.Links[:1]
	}
	return it
}

func weight(t Tone) int { return slices.Index([]Tone{Red, Amber, Blue, Green}, t) }

// heaps sorts alerts by what they say, the worst first.
func (v Voice) heaps(alerts []alert.Alert, more map[alert.State][]alert.Ref) []heap {
	var heaps []heap
	add := func(t Tone, word, name string, kind alert.Kind) {
		i := slices.IndexFunc(heaps, func(h heap) bool { return h.tone == t && h.word == word })
		if i < 0 {
			i = len(heaps)
			heaps = append(heaps, heap{tone: t, word: word, kind: kind})
		}
		heaps[i].names = append(heaps[i].names, name)
	}
	for _, a := range alerts {
		add(tone(a), v.stateWord(a), a.Subject, a.Kind)
	}
	for _, state := range []alert.State{alert.Firing, alert.NoData, alert.Notice, alert.Recovered} {
		for _, ref := range more[state] {
			// A reference carries no severity; its group was told the critical
			// first, so what is left is counted with the mildest.
			a := alert.Alert{Kind: alert.KindOf(ref.Key), State: state, Severity: alert.Warning}
			add(tone(a), v.stateWord(a), alert.SubjectOf(ref.Key), a.Kind)
		}
	}
	slices.SortStableFunc(heaps, func(a, b heap) int { return weight(a.tone) - weight(b.tone) })
	return heaps
}

// mergedTitle counts every sort and names the first few of the worst.
func (v Voice) mergedTitle(heaps []heap) string {
	var parts []string
	for _, h := range heaps {
		parts = append(parts, v.counted(h.word, len(h.names), h.kind))
	}
	title := joinDots(parts)
	if len(heaps) == 0 {
		return title
	}
	names := heaps[0].names
	rest := 0
	if len(names) > titleNames {
		names, rest = names[:titleNames], len(names)-titleNames
	}
	title += ": " + strings.Join(names, ", ")
	if rest > 0 {
		title += " " + v.more(rest, heaps[0].kind)
	}
	return title
}
