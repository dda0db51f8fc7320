package fake

import (
	"fmt"
	"strconv"
	"strings"
)

// Weight is how a line stands out.
type Weight int

const (
	// Normal is running text.
	Normal Weight = iota
	// Strong is bold.
	Strong
	// Faint is small print.
	Faint
)

// Line is one line that a person sees.
type Line struct {
	// Bar is the colour of the bar at the line's left, #rrggbb, empty without one.
	Bar string
	// Text is free of markup.
	Text   string
	Weight Weight
	// Indent is where the line goes on when it is too long for its place.
	Indent int
}

// Text shows the message for a terminal, without colours and without breaking
// lines.
func (r Received) Text() string { return r.Render(0, false) }

// Render shows the message for a terminal of so many columns, zero for no limit,
// with or without colours.
func (r Received) Render(columns int, colours bool) string {
	var b strings.Builder
	if r.Lost != "" {
		b.WriteString(paint("✗ accepted, but nobody will see it: "+visible(r.Lost), "31", colours) + "\n")
	}
	for _, l := range r.Lines {
		prefix, room := "", columns
		if l.Bar != "" {
			prefix, room = paint("▌", barColour(l.Bar), colours)+" ", columns-2
		}
		parts := []string{visible(l.Text)}
		if columns > 0 {
			parts = Wrap(parts[0], max(room, 10), l.Indent)
		}
		for _, p := range parts {
			b.WriteString(strings.TrimRight(prefix+paint(p, weightCode(l.Weight), colours), " ") + "\n")
		}
	}
	return b.String()
}

func paint(s, code string, colours bool) string {
	if !colours || code == "" || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func weightCode(w Weight) string {
	switch w {
	case Strong:
		return "1"
	case Faint:
		return "2"
	}
	return ""
}

func barColour(hex string) string {
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("38;2;%d;%d;%d", n>>16&0xff, n>>8&0xff, n&0xff)
}

// widest is the widest cell that still stands beside another one.
const widest = 38

// columns puts two cells side by side where both are narrow, else below each
// other.
func columns(left, right []Line) []Line {
	room := 0
	for _, l := range left {
		room = max(room, columnsOf(l.Text))
	}
	wide := room
	for _, l := range right {
		wide = max(wide, columnsOf(l.Text))
	}
	if wide > widest || len(right) == 0 {
		return append(append([]Line{}, left...), right...)
	}
	room = max(room, 16) + 2
	var out []Line
	for i := range max(len(left), len(right)) {
		var l, r Line
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		out = append(out, Line{Text: pad(l.Text, room) + r.Text, Weight: max(l.Weight, r.Weight), Indent: room})
	}
	return out
}

// plainLines splits a text at its newlines.
func plainLines(s string, w Weight) []Line {
	var out []Line
	for l := range strings.SplitSeq(s, "\n") {
		out = append(out, Line{Text: l, Weight: w})
	}
	return out
}

// weighed gives all lines one weight.
func weighed(lines []Line, w Weight) []Line {
	for i := range lines {
		lines[i].Weight = w
	}
	return lines
}
