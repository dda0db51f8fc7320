package channel

import (
	"slices"
	"strings"

	"bongsu/shared/channel/euckr"
	"bongsu/shared/wording"
)

// SENS's limits, in bytes of EUC-KR. What is longer it cuts without a word:
// https://api.ncloud-docs.com/docs/en/sens-sms-send
const (
	sensShort   = 90
	sensLong    = 2000
	sensSubject = 40
	// sensWorth is from how many bytes on a part of a line is worth its cost.
	sensWorth = 30
)

const (
	sensSMS = "SMS"
	sensLMS = "LMS"
	sensMMS = "MMS"
)

// sensText is what a phone shows.
type sensText struct {
	Type    string `json:"type"`
	Subject string `json:"subject,omitempty"`
	Content string `json:"content"`
}

type sensRequest struct {
	sensText
	ContentType string        `json:"contentType"`
	Country     string        `json:"countryCode"`
	From        string        `json:"from"`
	Messages    []sensMessage `json:"messages"`
	Files       []sensFile    `json:"files,omitempty"`
}

type sensMessage struct {
	To string `json:"to"`
}

type sensFile struct {
	ID string `json:"fileId"`
}

// numbers are the recipients'.
func (r sensRequest) numbers() []string {
	numbers := make([]string, len(r.Messages))
	for i, m := range r.Messages {
		numbers[i] = m.To
	}
	return numbers
}

func (s *Sens) request(m wording.Message, to []string) sensRequest {
	r := sensRequest{sensText: s.text(m), ContentType: "COMM", Country: "82", From: s.Sender(), Messages: []sensMessage{}}
	for _, n := range to {
		r.Messages = append(r.Messages, sensMessage{n})
	}
	return r
}

// text lays a message out: as one SMS if all that matters fits in it, else as an
// LMS. A link alone is no reason for the dearer one, nor are the figures of what
// is right again.
func (s *Sens) text(m wording.Message) sensText {
	sheet := sensSheet(m)
	if must := sheet.must(); m.Tone == wording.Green && len(m.Items) <= 1 && euckr.Bytes(sheet.whole()) > sensShort && euckr.Bytes(must.whole()) <= sensShort {
		sheet = must
	}
	if s.Short || euckr.Bytes(sheet.whole()) <= sensShort {
		return sensText{Type: sensSMS, Content: sheet.fit(sensShort)}
	}
	content := sheet.fit(sensLong)
	if link := firstLink(m); link != "" && euckr.Bytes(content)+1+euckr.Bytes(link) <= sensLong {
		content += "\n" + link
	}
	return sensText{Type: sensLMS, Subject: sensTitle(m), Content: content}
}

// sensTitle is the subject of a long message. The text says it too: not every
// phone shows subjects.
func sensTitle(m wording.Message) string {
	title := m.State
	if title == "" {
		title = m.Title
	}
	return cut(sensLine(title), sensSubject, "…", euckr.Bytes)
}

// plain is the title and a link, for when the provider refuses more.
func (s *Sens) plain(m wording.Message) sensText {
	limit, content := sensLong, ""
	link := firstLink(m)
	if s.Short {
		limit, link = sensShort, ""
	}
	if link != "" {
		content = "\n" + link
	}
	content = cut(sensLine(m.Title), limit-euckr.Bytes(content), m.CutMark, euckr.Bytes) + content
	if euckr.Bytes(content) <= sensShort {
		return sensText{Type: sensSMS, Content: content}
	}
	return sensText{Type: sensLMS, Content: content}
}

// longestLink is what a link may take of a long message.
const longestLink = 1000

// firstLink is the first place to click that a phone can open as it is written.
func firstLink(m wording.Message) string {
	for _, it := range m.Items {
		for _, l := range it.Links {
			if euckr.Encodable(l.URL) == l.URL && len(l.URL) <= longestLink {
				return l.URL
			}
		}
	}
	return ""
}

// sensLine is a text in one line that a phone can show.
func sensLine(s string) string { return oneLine(euckr.Encodable(printable(s))) }

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
	s.add(m.Title, 0, true)
	lone := len(m.Items) == 1 && m.Items[0].Headline == ""
	if lone {
		s.addAll(m.Items[0].Lead, 0)
	}
	s.add(m.Clock, 0, true)
	for _, it := range m.Items {
		if !strings.HasPrefix(m.Title, it.Headline) || it.Headline == m.Title {
			s.add(it.Headline, 0, false)
		}
		if !lone {
			s.addAll(it.Lead, 0)
		}
		if it.Lead == "" {
			for _, f := range newFacts(m, it) {
				s.add(f.Label+": "+f.Value, 0, false)
			}
		}
		s.addAll(it.Text, it.Cut)
	}
	return s
}

// newFacts are the facts of an item that the title and the time do not say.
func newFacts(m wording.Message, it wording.Item) []wording.Fact {
	return slices.DeleteFunc(slices.Clone(it.Facts), func(f wording.Fact) bool {
		return f.Value == m.When || strings.Contains(m.Title, f.Value)
	})
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
