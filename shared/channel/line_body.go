package channel

import (
	"strings"

	"bongsu/shared/wording"
)

// LINE's limits, in UTF-16 code units where they are about text:
// https://developers.line.biz/en/reference/messaging-api/#message-objects and
// https://developers.line.biz/en/docs/messaging-api/text-character-count/.
// An alternative text may be longer by newer accounts; a bubble's limit stands in
// none of LINE's documents that is public.
const (
	lineText    = 5000
	lineAlt     = 400
	lineBubble  = 29_000 // bytes of JSON; 30 KB are said to pass
	lineLabel   = 20
	lineURI     = 1000
	linePicture = 2000
	lineButtons = 3
)

// lineColors bear white letters; the words in them say the same.
var lineColors = map[wording.Tone]string{
	wording.Red: "#d32f2f", wording.Amber: "#b45309", wording.Green: "#2e7d32", wording.Blue: "#1565c0",
}

// lineGrey is legible on a white bubble and on a dark one. All other text has no
// colour of its own, so that it goes with the bubble's.
const lineGrey = "#808080"

type lineRequest struct {
	To       any           `json:"to,omitempty"`
	Messages []lineMessage `json:"messages"`
	Silent   bool          `json:"notificationDisabled,omitempty"`
}

type lineMessage struct {
	Type     string `json:"type"`
	Text     string `json:"text,omitempty"`
	Alt      string `json:"altText,omitempty"`
	Contents *flex  `json:"contents,omitempty"`
	Original string `json:"originalContentUrl,omitempty"`
	Preview  string `json:"previewImageUrl,omitempty"`
}

// flex is a bubble or one of its parts.
type flex struct {
	Type       string      `json:"type"`
	Size       string      `json:"size,omitempty"`
	Header     *flex       `json:"header,omitempty"`
	Body       *flex       `json:"body,omitempty"`
	Footer     *flex       `json:"footer,omitempty"`
	Layout     string      `json:"layout,omitempty"`
	Background string      `json:"backgroundColor,omitempty"`
	Text       string      `json:"text,omitempty"`
	Weight     string      `json:"weight,omitempty"`
	Color      string      `json:"color,omitempty"`
	Wrap       bool        `json:"wrap,omitempty"`
	Flex       int         `json:"flex,omitempty"`
	Margin     string      `json:"margin,omitempty"`
	Spacing    string      `json:"spacing,omitempty"`
	Style      string      `json:"style,omitempty"`
	Height     string      `json:"height,omitempty"`
	Action     *lineAction `json:"action,omitempty"`
	Contents   []flex      `json:"contents,omitempty"`
}

type lineAction struct {
	Type  string `json:"type"`
	Label string `json:"label"`
	URI   string `json:"uri"`
}

// layout is a push of a bubble and, if there is one, of its picture.
func (l *Line) layout(to []string, m wording.Message) ([]byte, error) {
	bubble := lineFitting(m)
	messages := []lineMessage{{Type: "flex", Alt: lineTitle(m, lineAlt), Contents: &bubble}}
	if p := m.Picture; p != nil && showable(p.URL) && showable(p.Preview) {
		messages = append(messages, lineMessage{Type: "image", Original: p.URL, Preview: p.Preview})
	}
	return l.request(to, messages)
}

func showable(url string) bool { return url != "" && len(url) <= linePicture }

// plain is a push of nothing but text.
func (l *Line) plain(to []string, m wording.Message) ([]byte, error) {
	_, body := plain(m)
	text := strings.TrimSpace(lineTitle(m, lineText) + "\n" + printable(body))
	return l.request(to, []lineMessage{{Type: "text", Text: cut(text, lineText, m.CutMark, unitsOf)}})
}

func (l *Line) request(to []string, messages []lineMessage) ([]byte, error) {
	r := lineRequest{Messages: messages, Silent: l.Silent}
	switch len(to) {
	case 0:
	case 1:
		r.To = to[0]
	default:
		r.To = to
	}
	return encode(r)
}

// lineTitle is the line that notifications and the list of chats show.
func lineTitle(m wording.Message, limit int) string {
	return cut(m.Tone.Symbol()+" "+oneLine(m.Title), limit, m.CutMark, unitsOf)
}
