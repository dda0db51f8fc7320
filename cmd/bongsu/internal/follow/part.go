package follow

import (
	"bytes"
	"time"
	"unicode/utf8"
)

const (
	// MaxLine is how many bytes of a line are handed on, as the CloudWatch agent
	// does by itself: max_event_size of its log files is 256 KiB.
	MaxLine = 256 << 10
	// Cut stands behind what is left of a longer line; it is the agent's too.
	Cut = "[Truncated...]"
)

// part is what was read of a line so far.
type part struct {
	text  []byte
	cut   bool
	grown time.Time
}

// add takes what was read, and hands on the lines that are whole.
func (p *part) add(read []byte, line func(string)) {
	for {
		text, rest, whole := bytes.Cut(read, []byte("\n"))
		p.grow(text)
		if !whole {
			return
		}
		p.flush(line)
		read = rest
	}
}

// grow adds to a line what there is room for.
func (p *part) grow(text []byte) {
	if room := MaxLine - len(p.text); len(text) > room {
		text, p.cut = text[:room], true
	}
	p.text = append(p.text, text...)
}

// flush hands on the line, if there is one.
func (p *part) flush(line func(string)) {
	text := p.text
	if p.cut {
		text = append(whole(text), Cut...)
	}
	if text = bytes.TrimSuffix(text, []byte("\r")); len(text) > 0 {
		line(string(text))
	}
	p.text, p.cut = p.text[:0], false
}

// whole leaves out the beginning of a character at the end, if its rest was cut off.
func whole(text []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if last := text[len(text)-n:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				return text[:len(text)-n]
			}
			break
		}
	}
	return text
}
