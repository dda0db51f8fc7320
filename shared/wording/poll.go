package wording

import (
	"strings"

	"bongsu/shared/alert"
)

// poll says what a poll found out.
func (v Voice) poll(a alert.Alert, it *Item) {
	p := pollOf(a)
	lead := v.pollLead(a)
	switch {
	case !a.Until.IsZero():
		lead = v.toldInOne + "\n" + v.atTheTime(lead)
	case over(a):
		lead = v.pollBack(p)
	}
	it.Lead = lead
	v.when(a, it)
	if !over(a) {
		it.fact(v.labels.severity, v.severity[a.Severity])
	}
	it.fact(v.polls.limits, v.limits(p))
	if p.Worst != nil && over(a) {
		it.fact(v.polls.worst, v.number(*p.Worst, p.Unit))
	}
	if p.Evaluated > 1 && a.State.Open() {
		it.fact(v.polls.condition, v.polls.needed(p.Needed, p.Evaluated))
	}
	it.fact(v.polls.address, p.Address)
	it.fact(v.polls.path, p.Path)
}

func pollOf(a alert.Alert) alert.Poll {
	if a.Poll == nil {
		return alert.Poll{}
	}
	return *a.Poll
}

// pollWord says what is wrong in a word or two. Of one of a storm only its state
// is known.
func (v Voice) pollWord(a alert.Alert) string {
	if word, known := v.polls.sorts[pollOf(a).Fault.Sort()]; known && a.Poll != nil {
		return word
	}
	if a.State == alert.Firing {
		return v.polls.outside
	}
	return v.polls.unknown
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
	return " · " + v.exactIfSame(*p.Value, *bound, p.Unit) + " (" + v.polls.bound[p.Fault] + " " + v.exactIfSame(*bound, *p.Value, p.Unit) + ")"
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
		return v.polls.beyond[p.Fault](p.Field, value, limit)
	}
	detail := p.Detail
	if p.Fault == alert.PollNoAnswer {
		detail = v.span(alert.PollLimit)
	}
	if say, known := v.polls.faults[p.Fault]; known {
		return say(p.Field, detail)
	}
	return ""
}

// pollBack is that sentence where it is over.
func (v Voice) pollBack(p alert.Poll) string {
	switch p.Was.Sort() {
	case alert.PollHigh, alert.PollLow:
		return v.polls.within(p.Field)
	case alert.PollGone, alert.PollOdd:
		return v.polls.here(p.Field)
	case alert.PollUnasked:
		return v.polls.askedAgain
	}
	return v.polls.answersAgain
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
