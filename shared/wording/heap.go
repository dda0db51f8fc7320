package wording

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// heap is all alerts of a merged message that say the same.
type heap struct {
	tone Tone
	word string
	// test says that somebody only tries them out.
	test bool
	kind alert.Kind
	// severity is empty where nothing is wrong any more.
	severity alert.Severity
	names    []string
	// full are those known in full; they come first in names.
	full []alert.Alert
	// first and last are the span of time in which it happened.
	first, last time.Time
}

func weight(t Tone) int { return slices.Index([]Tone{Red, Amber, Blue, Green}, t) }

// heaps sorts alerts by what they say, the worst first.
func (v Voice) heaps(s Story) []heap {
	var heaps []heap
	add := func(a alert.Alert, full bool) {
		t, word, at := tone(a), v.happened(a), a.At
		if !a.Until.IsZero() {
			at = a.Until // it stands among those that are over
		}
		i := slices.IndexFunc(heaps, func(h heap) bool { return h.tone == t && h.word == word && h.test == a.Test })
		if i < 0 {
			i = len(heaps)
			heaps = append(heaps, heap{tone: t, word: word, test: a.Test, kind: a.Kind, first: at, last: at})
			if !over(a) {
				heaps[i].severity = a.Severity
			}
		}
		h := &heaps[i]
		if !full && a.Kind == alert.Raw {
			a.Subject = "" // its key is no name
		}
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
			// The critical ones of a job are told in full first, so that a reference
			// without a severity counts as the mildest.
			add(alert.Alert{
				Kind: alert.KindOf(ref.Key), State: state, Severity: cmp.Or(ref.Severity, alert.Warning),
				Subject: alert.SubjectOf(ref.Key), At: ref.At, Device: &alert.Device{Drops: ref.Drops}, Poll: faultOf(ref),
			}, false)
		}
	}
	slices.SortStableFunc(heaps, func(a, b heap) int { return weight(a.tone) - weight(b.tone) })
	return heaps
}

// sorts counts every sort, the worst first. What differs by its tone alone is one.
func (v Voice) sorts(heaps []heap) string {
	var sorts []heap
	for _, h := range heaps {
		i := slices.IndexFunc(sorts, func(s heap) bool { return s.word == h.word && s.test == h.test && s.kind == h.kind })
		if i < 0 {
			sorts = append(sorts, h)
			continue
		}
		sorts[i].names = slices.Concat(sorts[i].names, h.names)
	}
	var parts []string
	for _, s := range sorts {
		parts = append(parts, v.count(s))
	}
	return joinDots(parts)
}

// count says how many a heap holds of what.
func (v Voice) count(h heap) string {
	text := v.counted(h.word, len(h.names), h.kind)
	if h.test {
		text = v.tried(text)
	}
	return text
}

// namesOf names the first few of all heaps and counts the rest.
func (v Voice) namesOf(heaps []heap) string {
	var names []string
	kind, all := alert.Alarm, 0
	for _, h := range heaps {
		if h.kind == alert.Log || h.kind == alert.Undelivered {
			h.names = distinct(h.names)
		}
		named := known(h.names)
		for _, name := range named[:min(len(named), titleNames)] {
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
	if rest := all - shown; rest > 0 && shown > 0 {
		named += " " + v.more(rest, kind)
	}
	return named
}

// known leaves out those of which nobody knows the name.
func known(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "" })
}

// distinct keeps each name once: a watch finds many lines, a channel fails often.
func distinct(names []string) []string {
	var once []string
	for _, name := range names {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}
