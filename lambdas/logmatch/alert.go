package logmatch

import (
	"cmp"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"bongsu/shared/alert"
	"bongsu/shared/clean"
	"bongsu/shared/config"
	"bongsu/shared/cooldown"
	"bongsu/shared/queue"
	"bongsu/shared/redact"
)

// How much of a line is carried, in characters unless said otherwise.
const (
	// maxLine is how much of a line is looked at, in bytes.
	maxLine = 64 << 10
	// maxMessage is a sentence to read first; what is longer is a text below it.
	maxMessage = 300
	maxText    = 4000
	maxFields  = 8
	maxName    = 64
	maxValue   = 200
	maxLevel   = 16
)

// colours are the terminal's escape sequences (ECMA-48, CSI).
var colours = regexp.MustCompile("\x1b\\[[0-9;?]*[ -/]*[@-~]")

// reader turns lines into alerts.
type reader struct {
	redact redact.Redactor
	region string
	now    time.Time
}

// line is a line for one watch. Its alert is made only if it is told: a storm has
// thousands that are only counted.
func (r reader) line(w config.Log, b Batch, l Line) cooldown.Line {
	if l.At.IsZero() {
		l.At = r.now
	}
	return cooldown.Line{ID: l.ID, At: l.At, Alert: func() alert.Alert { return r.alert(w, b, l) }}
}

// alert is what a line says. Whatever is secret is taken out before anything is
// cut: half a secret is not recognized any more.
func (r reader) alert(w config.Log, b Batch, l Line) alert.Alert {
	a := r.about(w, b, l.At)
	a.Key = alert.LogKey(w.Name, lineID(l))
	text := bounded(l.Text)
	if doc, ok := readDocument(r.redact.Owned(text)); ok {
		r.document(doc, text, &a)
	} else {
		r.say(r.redact.Text(readable(text)), &a)
	}
	return a
}

// unread tells of a batch that was not read to its end.
func (r reader) unread(w config.Log, b Batch) cooldown.Line {
	last := Line{ID: queue.Hash(b.Group, b.Stream), At: r.now}
	if n := len(b.Lines); n > 0 {
		last = b.Lines[n-1]
	}
	a := r.about(w, b, last.At)
	a.Key = alert.LogKey(w.Name, lineID(last)) + "/unread"
	a.Line.Unread = true
	return cooldown.Line{ID: a.Key, At: a.At, Alert: func() alert.Alert { return a }}
}

func (r reader) about(w config.Log, b Batch, at time.Time) alert.Alert {
	a := alert.Alert{
		Kind: alert.Log, State: alert.Notice, Severity: cmp.Or(w.Severity, alert.Warning), Route: w.Route, Subject: w.Name, At: at,
		Line: &alert.Line{
			Watch: w.Name, Say: w.Say, Group: clean.Cut(clean.Text(b.Group), maxFrom), Stream: clean.Cut(clean.Text(b.Stream), maxFrom), File: w.File,
		},
		Account: clean.Cut(clean.Text(b.Account), maxName), Region: r.region,
	}
	if url := alert.LogURL(r.region, b.Group, b.Stream, at); url != "" && len(url) <= maxURL {
		a.Links = []alert.Link{{To: alert.ToLog, URL: url}}
	}
	return a
}

// The names of groups and streams have 512 characters at most; a link that is
// longer than what any browser takes is of no use.
const (
	maxFrom = 512
	maxURL  = 4000
)

// say puts a text into the alert: its first line as what to read first, the rest
// below.
func (r reader) say(text string, a *alert.Alert) {
	first, rest, _ := strings.Cut(text, "\n")
	a.Line.Message = clean.Cut(first, maxMessage)
	if a.Line.Message != first {
		rest = text
	}
	a.Text, a.Cut = clean.Long(strings.TrimSpace(rest), maxText)
}

func (r reader) document(doc document, whole string, a *alert.Alert) {
	show := func(name, value string) string { return r.redact.Value(name, readable(value)) }
	a.Line.Level = clean.Cut(oneLine(show("", doc.level)), maxLevel)
	if doc.message == "" {
		doc.message, doc.fields = r.summary(doc.fields)
	}
	text := show("", doc.message)
	if doc.trace != "" {
		text += "\n" + show("", doc.trace)
	}
	if text == "" {
		text = r.redact.Text(readable(whole))
	}
	r.say(text, a)
	for i, f := range doc.fields {
		if i == maxFields {
			a.Fields = append(a.Fields, alert.Field{Name: alert.Hidden, Value: count(len(doc.fields) - i)})
			break
		}
		a.Fields = append(a.Fields, alert.Field{
			Name:  clean.Cut(oneLine(r.redact.Text(readable(f.name))), maxName),
			Value: clean.Cut(oneLine(show(f.name, f.value)), maxValue),
		})
	}
}

// summary is what to read first of a document without a message: the first things
// that it says. It gives the rest, too.
func (r reader) summary(all []field) (text string, rest []field) {
	n := min(len(all), 3)
	parts := make([]string, n)
	for i, f := range all[:n] {
		parts[i] = f.name + "=" + r.redact.Value(f.name, f.value)
	}
	return strings.Join(parts, " "), all[n:]
}

func readable(s string) string { return clean.Text(colours.ReplaceAllLiteralString(s, "")) }

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// bounded keeps the beginning of a line that is longer than anybody reads.
func bounded(s string) string {
	if len(s) <= maxLine {
		return s
	}
	end := maxLine
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// lineID is a line's id as a part of a key.
func lineID(l Line) string {
	if l.ID == "" || len(l.ID) > 100 || strings.Trim(l.ID, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != "" {
		return queue.Hash(l.ID)
	}
	return l.ID
}
