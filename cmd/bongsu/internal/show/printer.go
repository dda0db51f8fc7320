package show

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/width"

	"bongsu/shared/config"
	"bongsu/shared/fake"
)

// Screen is where the show is printed.
type Screen struct {
	Out io.Writer
	// Columns is the width to keep, zero for no limit.
	Columns int
	Colours bool
	// Language is the narrator's.
	Language string
}

// printer prints one thing after the other, whoever comes with it.
type printer struct {
	screen Screen
	words  words
	zone   *time.Location
	mu     sync.Mutex
	last   sort
}

const (
	bold  = "1"
	faint = "2"
	red   = "31"
	amber = "33"
)

func newPrinter(s Screen, zone *time.Location) *printer {
	return &printer{screen: s, words: speak(s.Language), zone: zone}
}

// What is printed: a message, a line that says something besides, anything else.
type sort int

const (
	other sort = iota
	line
	message
)

// write writes whole lines, and keeps a line apart from a message above it. Nobody
// can be told of an output that is gone.
func (p *printer) write(of sort, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if of == line && p.last == message {
		text = "\n" + text
	}
	p.last = of
	_, _ = io.WriteString(p.screen.Out, text)
}

func (p *printer) print(text string) { p.write(other, text) }

func (p *printer) paint(text, code string) string {
	if !p.screen.Colours || code == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// wrapped breaks a text into lines that the screen has room for, behind a first
// mark of two columns.
func (p *printer) wrapped(mark, text, code string) string {
	parts := []string{text}
	if p.screen.Columns > 0 {
		parts = fake.Wrap(text, max(p.screen.Columns-2, 10), 0)
	}
	for i := range parts {
		parts[i] = p.paint(mark+parts[i], code)
		mark = "  "
	}
	return strings.Join(parts, "\n") + "\n"
}

func (p *printer) step(text string) { p.print("\n" + p.wrapped("▶ ", text, bold)) }

func (p *printer) note(text string) { p.write(line, p.wrapped("  ", text, "")) }

func (p *printer) small(text string) { p.write(line, p.wrapped("  ", text, faint)) }

// command prints what somebody may copy, on one line.
func (p *printer) command(text string) { p.write(line, "  "+text+"\n") }

func (p *printer) warn(text string) { p.print("\n" + p.wrapped("! ", text, amber)) }

func (p *printer) bad(text string) { p.print("\n" + p.wrapped("✗ ", text, red)) }

// widestRule is as far as a heading's rule goes on a wide terminal.
const widestRule = 78

// message prints what the readers of a channel see.
func (p *printer) message(ch config.Channel, m fake.Received) {
	head := fmt.Sprintf("── %s (%s) %s ", ch.Name, cmp.Or(p.words.types[ch.Type], ch.Type), m.Time.In(p.zone).Format("15:04:05"))
	switch {
	case m.Edits:
		head += "(" + p.words.edited + ") "
	case m.Thread != "":
		head += "(" + p.words.threaded + ") "
	}
	room := widestRule
	if p.screen.Columns > 0 {
		room = min(room, p.screen.Columns)
	}
	head += strings.Repeat("─", max(0, room-columns(head)))
	p.write(message, "\n"+p.paint(head, faint)+"\n"+m.Render(p.screen.Columns, p.screen.Colours))
}

// row is a line of the summary.
type row struct {
	channel                 string
	expected, arrived, dead int
	why                     string
}

func (p *printer) summary(rows []row) {
	cells := [][]string{{p.words.channel, p.words.expected, p.words.arrived, p.words.no, ""}}
	for _, r := range rows {
		cells = append(cells, []string{r.channel, strconv.Itoa(r.expected), strconv.Itoa(r.arrived), strconv.Itoa(r.dead), r.why})
	}
	var widths [5]int
	for _, line := range cells {
		for i, cell := range line {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	var b strings.Builder
	for n, line := range cells {
		text := line[0] + strings.Repeat(" ", widths[0]-columns(line[0]))
		for i, cell := range line[1:4] {
			text += "  " + strings.Repeat(" ", widths[i+1]-columns(cell)) + cell
		}
		text = strings.TrimRight("  "+text+"  "+line[4], " ")
		if n > 0 && rows[n-1].arrived < rows[n-1].expected {
			text = p.paint(text, red)
		}
		b.WriteString(text + "\n")
	}
	p.print("\n" + p.paint(p.words.summary, bold) + "\n" + b.String())
}

// columns is how many columns of a terminal a text takes.
func columns(text string) int {
	n := 0
	for _, r := range text {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide, kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
