package wording

import (
	"cmp"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// log says what a log watch found: the line itself first. How many more there
// were stands in the title.
func (v Voice) log(a alert.Alert, it *Item) {
	l := lineOf(a)
	if begin, cut := strings.CutSuffix(l.Message, "…"); cut && strings.HasPrefix(it.Text, begin) {
		it.Text = "…" + strings.TrimPrefix(it.Text, begin)
	}
	it.Lead = cmp.Or(said(l), v.emptyLine)
	if l.Unread {
		it.Lead = v.unread
	}
	if l.Count > 1 && a.At.Sub(l.First) >= time.Second {
		v.time(it, v.labels.at, l.First, " → "+v.clock(a.At, l.First))
	} else {
		v.when(a, it)
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
		switch {
		case f.Name == alert.Hidden:
			it.fact(v.labels.hidden, f.Value)
		case strings.EqualFold(f.Name, "severity") && strings.EqualFold(f.Value, string(a.Severity)):
			// The title says it, in the reader's language.
		default:
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

// said is a line, behind how bad it calls itself where it does not begin with that.
func said(l alert.Line) string {
	if l.Level == "" || l.Message == "" || strings.HasPrefix(strings.ToUpper(l.Message), strings.ToUpper(l.Level)) {
		return l.Message
	}
	return strings.ToUpper(l.Level) + " " + l.Message
}

// found is the end of the title: of a poll the value, of a log watch how many more
// lines there were.
func (v Voice) found(a alert.Alert) string {
	if a.Kind.Watched() {
		return v.pollFound(a)
	}
	if l := lineOf(a); l.Count > 0 {
		return v.again + v.moreLines(l.Count, v.span(l.In))
	}
	return ""
}
