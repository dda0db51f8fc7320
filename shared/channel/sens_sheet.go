package channel

import (
	"cmp"
	"slices"
	"strings"

	"bongsu/shared/channel/euckr"
	"bongsu/shared/wording"
)

// sheet is a text message by its lines.
type sheet struct {
	lines             []sheetLine
	cutMark, lineMark string
}

type sheetLine struct {
	text string
	// before is how many characters of it were left out already.
	before int
	// must says that the line is never left out.
	must bool
}

// sensSheet is a message in the order in which a phone shows it: what happened
// to what, the sentence to read first, when, and then the rest.
func sensSheet(m wording.Message) sheet {
	s := sheet{cutMark: m.CutMark, lineMark: m.LineMark}
	s.add(nameFirst(m), 0, true)
	lone := len(m.Items) == 1 && m.Items[0].Headline == ""
	if lone {
		s.addAll(m.Items[0].Lead, 0)
	}
	s.add(m.Clock, 0, true)
	last := ""
	for _, it := range m.Items {
		s.add(newHeadline(m, it, last), 0, false)
		last = it.Headline
		if !lone {
			s.addAll(it.Lead, 0)
		}
		if it.Lead == "" || it.Table {
			for _, f := range newFacts(m, it) {
				s.add(f.Label+": "+cmp.Or(f.Short, f.Value), 0, false)
			}
		}
		s.addAll(it.Text, it.Cut)
	}
	return s
}

// nameFirst is the title with what it is about before how long it lasted: a locked
// phone shows some forty bytes of it.
func nameFirst(m wording.Message) string {
	rest, starts := strings.CutPrefix(m.Title, m.State)
	span, ends := strings.CutSuffix(rest, ": "+m.Subject)
	if !starts || !ends || m.State == "" || m.Subject == "" {
		return m.Title
	}
	return m.State + ": " + m.Subject + span
}

// newFacts are the facts of an item that the title and the time do not say.
func newFacts(m wording.Message, it wording.Item) []wording.Fact {
	return slices.DeleteFunc(slices.Clone(it.Facts), func(f wording.Fact) bool {
		return f.Value == m.When || strings.Contains(m.Title, f.Value)
	})
}

// newHeadline is an item's, where neither the title nor the headline before it
// says it.
func newHeadline(m wording.Message, it wording.Item, last string) string {
	if it.Headline == last || strings.HasPrefix(m.Title, it.Headline) || strings.HasSuffix(m.Title, it.Headline) {
		return ""
	}
	return it.Headline
}

// addAll adds every line of a text, of which so many characters were left out.
func (s *sheet) addAll(text string, before int) {
	lines := strings.Split(strings.TrimSpace(euckr.Encodable(printable(text))), "\n")
	for i, line := range lines {
		if i < len(lines)-1 {
			s.add(line, 0, false)
			continue
		}
		if before > 0 {
			line = strings.TrimSuffix(line, "…")
		}
		s.add(line, before, false)
	}
}

func (s *sheet) add(text string, before int, must bool) {
	if text = sensLine(text); text != "" {
		s.lines = append(s.lines, sheetLine{text, before, must})
	}
}

// shown is a line in full, with what had been left out of it counted.
func (s *sheet) shown(l sheetLine) string {
	if l.before == 0 {
		return l.text
	}
	return l.text + strings.ReplaceAll(s.cutMark, "%", grouped(l.before))
}

// whole is the text with nothing left out.
func (s *sheet) whole() string {
	lines := make([]string, len(s.lines))
	for i, l := range s.lines {
		lines[i] = s.shown(l)
	}
	return strings.Join(lines, "\n")
}

// must is the sheet with nothing but the lines that must be there.
func (s sheet) must() sheet {
	s.lines = slices.DeleteFunc(slices.Clone(s.lines), func(l sheetLine) bool { return !l.must })
	return s
}

// fit is the text within so many bytes: whole lines from the top, the last one
// perhaps cut, and a count of those left out. The lines that must be there are,
// of which only the title can be too long.
func (s *sheet) fit(limit int) string {
	if text := s.whole(); euckr.Bytes(text) <= limit || len(s.lines) == 0 {
		return text
	}
	room, optional := limit, 0
	for i, l := range s.lines {
		switch {
		case !l.must:
			optional++
		case i > 0:
			room -= 1 + euckr.Bytes(l.text)
		}
	}
	mark := strings.ReplaceAll(s.lineMark, "%", grouped(optional))
	if optional > 0 {
		room -= 1 + euckr.Bytes(mark)
	}
	title := cut(s.lines[0].text, room, s.cutMark, euckr.Bytes)
	room -= euckr.Bytes(title)
	lines, left, full := []string{title}, 0, false
	for _, l := range s.lines[1:] {
		text := s.shown(l)
		switch size := 1 + euckr.Bytes(text); {
		case l.must:
		case full:
			left++
			continue
		case size <= room:
			room -= size
		case room > sensWorth:
			text, full = cutMore(l.text, l.before, room-1, s.cutMark, euckr.Bytes), true
		default:
			left, full = left+1, true
			continue
		}
		lines = append(lines, text)
	}
	if left > 0 {
		lines = append(lines, strings.ReplaceAll(s.lineMark, "%", grouped(left)))
	}
	return strings.Join(lines, "\n")
}
