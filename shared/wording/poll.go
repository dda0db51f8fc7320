package wording

import (
	"strings"

	"bongsu/shared/alert"
)

// watched says what a poll found out, or a look at what a device sends.
func (v Voice) watched(a alert.Alert, it *Item) {
	p, words := pollOf(a), v.wordsFor(a)
	lead := v.pollLead(a)
	switch {
	case !a.Until.IsZero():
		lead = v.toldInOne + "\n" + v.atTheTime(lead)
	case over(a):
		lead = v.pollBack(a)
	}
	it.Lead = lead
	if p.Unwatched {
		// How long it lasted nobody knows.
		if !a.Since.IsZero() {
			v.time(it, v.labels.since, a.Since, "")
		}
		v.time(it, v.labels.at, a.At, "")
	} else {
		v.when(a, it)
	}
	if !over(a) {
		it.fact(v.labels.severity, v.severity[a.Severity])
	}
	it.fact(words.limits, v.limits(p))
	if p.Worst != nil && over(a) {
		it.fact(words.worst, v.number(*p.Worst, p.Unit))
	}
	if p.Evaluated > 1 && a.State.Open() {
		it.fact(words.condition, words.needed(p.Needed, p.Evaluated))
	}
	if !p.Heard.IsZero() && !over(a) {
		it.fact(words.heard, v.moment(p.Heard))
	}
	it.fact(words.address, p.Address)
	it.fact(words.path, p.Path)
}

// wordsFor are the words for what an alert is about: an answer that was asked for,
// or a message that came by itself.
func (v Voice) wordsFor(a alert.Alert) pollWords {
	if a.Kind == alert.Telemetry {
		return v.telemetry
	}
	return v.polls
}

func pollOf(a alert.Alert) alert.Poll {
	if a.Poll == nil {
		return alert.Poll{}
	}
	return *a.Poll
}

// faultOf is what a reference says of what is wrong; nil if nothing.
func faultOf(ref alert.Ref) *alert.Poll {
	if ref.Fault == "" {
		return nil
	}
	return &alert.Poll{Fault: ref.Fault}
}

// pollWord says what is wrong in a word or two. Of one of a storm only its state
// is known.
func (v Voice) pollWord(a alert.Alert) string {
	if word, known := v.wordsFor(a).sorts[pollOf(a).Fault.Sort()]; known && a.Poll != nil {
		return word
	}
	if a.State == alert.Firing {
		return v.wordsFor(a).outside
	}
	return v.wordsFor(a).unknown
}

// pollFound is the end of the title: the value with its bound, or the status.
func (v Voice) pollFound(a alert.Alert) string {
	p := pollOf(a)
	bound := p.Bound()
	switch {
	case p.Value == nil && p.Fault.Sort() == alert.PollErrors && !over(a):
		return " · HTTP " + p.Detail
	case p.Value == nil || !a.Until.IsZero() || a.Still > 0:
		return ""
	case bound == nil:
		return " · " + v.number(*p.Value, p.Unit)
	}
	return " · " + v.exactIfSame(*p.Value, *bound, p.Unit) + " (" + v.wordsFor(a).bound[p.Fault] + " " + v.exactIfSame(*bound, *p.Value, p.Unit) + ")"
}

// pollLead is the sentence to read first. It says the value only where the title
// does not.
func (v Voice) pollLead(a alert.Alert) string {
	p := pollOf(a)
	if bound := p.Bound(); bound != nil {
		value, limit := "", ""
		if p.Value != nil && v.pollFound(a) == "" {
			value, limit = v.exactIfSame(*p.Value, *bound, p.Unit), v.exactIfSame(*bound, *p.Value, p.Unit)
		}
		return v.wordsFor(a).beyond[p.Fault](p.Field, value, limit)
	}
	detail := p.Detail
	switch {
	case p.Fault == alert.PollNoAnswer:
		detail = v.span(alert.PollLimit)
	case p.Fault == alert.PollUnheard && !p.Heard.IsZero():
		detail = v.span(p.Silence)
	}
	if say, known := v.wordsFor(a).faults[p.Fault]; known {
		return say(p.Field, detail)
	}
	return ""
}

// pollBack is that sentence where it is over.
func (v Voice) pollBack(a alert.Alert) string {
	p, words := pollOf(a), v.wordsFor(a)
	if p.Unwatched {
		return words.leftOut(words.sorts[p.Was.Sort()])
	}
	if p.Was == alert.PollUnheard {
		return words.heardAgain
	}
	switch p.Was.Sort() {
	case alert.PollHigh, alert.PollLow:
		return words.within(p.Field)
	case alert.PollGone, alert.PollOdd:
		return words.here(p.Field)
	case alert.PollUnasked:
		return words.askedAgain
	}
	return words.answersAgain
}

// alike reports whether a heap is of silent devices, of which a name says enough,
// and gives what is said of all of them, where all are known.
func (v Voice) alike(h heap) (said string, alike bool) {
	for i, a := range h.full {
		if pollOf(a).Fault != alert.PollUnheard || over(a) {
			return "", false
		}
		lead := v.pollLead(a)
		if i > 0 && lead != said || len(h.full) < len(h.names) {
			lead = ""
		}
		said = lead
	}
	return said, len(h.full) > 0
}

// limits are what a value has to stay within.
func (v Voice) limits(p alert.Poll) string {
	switch {
	case p.Above != nil && p.Below != nil:
		// The unit stands once where both say it.
		low, high := v.number(*p.Below, p.Unit), v.number(*p.Above, p.Unit)
		if _, unit, found := strings.Cut(high, " "); found {
			low = strings.TrimSuffix(low, " "+unit)
		}
		return low + " – " + high
	case p.Above != nil:
		return "≤ " + v.number(*p.Above, p.Unit)
	case p.Below != nil:
		return "≥ " + v.number(*p.Below, p.Unit)
	}
	return ""
}
