package channel

import (
	"cmp"
	"strings"
	"unicode"

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
	subject := sensTitle(m)
	content := sheet.fit(sensLong)
	if link := firstLink(m); link != "" && euckr.Bytes(content)+1+euckr.Bytes(link) <= sensLong {
		content += "\n" + link
	}
	return sensText{Type: sensLMS, Subject: subject, Content: content}
}

// sensTitle is the subject of a long message: what happened, so that a notice of
// it alone says that.
func sensTitle(m wording.Message) string {
	title := sensLine(cmp.Or(m.State, m.Title))
	for whole := title; euckr.Bytes(title) > sensSubject; {
		// Of several sorts rather the first whole than the last in part.
		end := strings.LastIndex(whole, " · ")
		if end < 0 {
			break
		}
		whole = whole[:end]
		title = whole + "…"
	}
	return cut(title, sensSubject, "…", euckr.Bytes)
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
	content = cut(sensLine(nameFirst(m)), limit-euckr.Bytes(content), m.CutMark, euckr.Bytes) + content
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
			if len(l.URL) <= longestLink && !strings.ContainsFunc(l.URL, unseen) && euckr.Encodable(l.URL) == l.URL {
				return l.URL
			}
		}
	}
	return ""
}

// unseen are characters that no link has as it is written.
func unseen(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }

// sensLine is a text in one line that a phone can show.
func sensLine(s string) string { return oneLine(euckr.Encodable(printable(s))) }
