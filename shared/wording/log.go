package wording

import (
	"cmp"
	"time"

	"bongsu/shared/alert"
)

// log says what a log watch found: the line itself first.
func (v Voice) log(a alert.Alert, it *Item) {
	l := lineOf(a)
	it.Lead = cmp.Or(l.Message, v.emptyLine)
	if l.Unread {
		it.Lead = v.unread
	}
	if l.Count > 1 && a.At.Sub(l.First) >= time.Second {
		it.fact(v.labels.at, v.moment(l.First)+" → "+v.clock(a.At, l.First))
	} else {
		v.when(a, it)
	}
	if l.Count > 0 {
		it.fact(v.labels.count, v.moreLines(l.Count, v.span(l.In)))
	}
	v.mattering(a, it)
	if l.Say != "" {
		it.fact(v.labels.watch, l.Watch)
	}
	it.fact(v.labels.file, l.File)
	if l.File == "" {
		it.fact(v.labels.group, l.Group)
	}
	it.fact(v.labels.stream, l.Stream)
	v.fields(a, it)
}

// mattering names the severity of news, where it is more than news.
func (v Voice) mattering(a alert.Alert, it *Item) {
	if a.Severity == alert.Critical || a.Severity == alert.Warning {
		it.fact(v.labels.severity, v.severity[a.Severity])
	}
}

// fields are facts by the sender's own names.
func (v Voice) fields(a alert.Alert, it *Item) {
	for _, f := range a.Fields {
		if f.Name == alert.Hidden {
			it.fact(v.labels.hidden, f.Value)
		} else {
			it.fact(f.Name, f.Value)
		}
	}
}

func lineOf(a alert.Alert) alert.Line {
	if a.Line == nil {
		return alert.Line{}
	}
	return *a.Line
}

// name is what people know it by: of a log watch, what its owner wants said.
func name(a alert.Alert) string { return cmp.Or(lineOf(a).Say, a.Subject) }

// found is the end of the title: of a poll the value; of a log watch how bad the
// line calls itself, and how many more there were.
func (v Voice) found(a alert.Alert) string {
	if a.Kind == alert.Polled {
		return v.pollFound(a)
	}
	l, text := lineOf(a), ""
	if l.Say == "" && l.Level != "" {
		text = " · " + l.Level
	}
	if l.Count > 0 {
		text += v.again + v.moreLines(l.Count, v.span(l.In))
	}
	return text
}
