package channel

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"bongsu/shared/wording"
)

// Slack's limits, in characters: https://docs.slack.dev/reference/block-kit/blocks
const (
	slackTitle   = 3000
	slackSection = 3000
	slackField   = 2000
	slackFields  = 10
	slackContext = 2000
	slackLabel   = 75
	slackURL     = 3000
	slackAltText = 1000 // of a file; an image takes twice as much
	slackButtons = 25
	slackBlocks  = 50
)

// slackMessage is a message to a webhook, or to a channel by its id.
type slackMessage struct {
	Channel     string `json:"channel,omitempty"`
	TS          string `json:"ts,omitempty"`
	Thread      string `json:"thread_ts,omitempty"`
	Text        string `json:"text"`
	UnfurlLinks bool   `json:"unfurl_links"`
	UnfurlMedia bool   `json:"unfurl_media"`
	// Attachments that are empty take away those that a changed message had.
	Attachments []slackAttachment `json:"attachments,omitzero"`
}

type slackAttachment struct {
	Color    string       `json:"color"`
	Fallback string       `json:"fallback"`
	Blocks   []slackBlock `json:"blocks"`
}

type slackBlock struct {
	Type     string      `json:"type"`
	ImageURL string      `json:"image_url,omitempty"`
	Alt      string      `json:"alt_text,omitempty"`
	Text     *slackText  `json:"text,omitempty"`
	Fields   []slackText `json:"fields,omitempty"`
	Elements []any       `json:"elements,omitempty"`
}

// slackText is always plain_text where a stranger's words may be in it: Slack
// reads no mentions, links or marks in it.
type slackText struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji *bool  `json:"emoji,omitempty"`
}

type slackButton struct {
	Type     string    `json:"type"`
	Text     slackText `json:"text"`
	URL      string    `json:"url"`
	ActionID string    `json:"action_id"`
}

var slackColors = map[wording.Tone]string{
	wording.Red: "#d32f2f", wording.Amber: "#f9a825", wording.Green: "#2e7d32", wording.Blue: "#1976d2",
}

// slackLayout is a message with its picture, which Slack fetches by its URL.
func slackLayout(m wording.Message) slackMessage {
	out := slackInFull(m)
	p := m.Picture
	if p == nil || p.URL == "" || len(p.URL) > slackURL || len(m.Items) != 1 || len(out.Attachments) != 1 {
		return out
	}
	blocks := out.Attachments[0].Blocks
	below := slices.IndexFunc(blocks, func(b slackBlock) bool { return b.Type == "actions" || b.Type == "context" })
	if below < 0 {
		below = len(blocks)
	}
	if len(blocks) < slackBlocks {
		out.Attachments[0].Blocks = slices.Insert(blocks, below, slackBlock{Type: "image", ImageURL: p.URL, Alt: slackAlt(m)})
	}
	return out
}

// slackAlt says in words what a message's picture is about.
func slackAlt(m wording.Message) string {
	return cut(filled(oneLine(m.Title)), slackAltText, m.CutMark, runesOf)
}

// slackInFull is a message without a picture.
func slackInFull(m wording.Message) slackMessage {
	out := slackMessage{Text: slackTitleOf(m)}
	used := 0
	for i, it := range m.Items[:min(len(m.Items), slackBlocks)] {
		a := slackAttachment{Color: slackColors[it.Tone], Fallback: cutEscaped(slackInert(oneLine(m.Title)), 300, m.CutMark)}
		// Every later item keeps room for its headline.
		room := slackBlocks - used - (min(len(m.Items), slackBlocks) - i - 1)
		if a.Blocks = slackItem(it, m.CutMark, i); len(a.Blocks) > room {
			a.Blocks = slackShort(it, m.CutMark)
		}
		used += len(a.Blocks)
		if len(a.Blocks) > 0 {
			out.Attachments = append(out.Attachments, a)
		}
	}
	return out
}

// slackPlain says the same with nothing but text.
func slackPlain(m wording.Message) slackMessage {
	_, body := plain(m)
	text := slackTitleOf(m)
	if body != "" {
		text += "\n" + cutEscaped(slackInert(printable(body)), slackSection, m.CutMark)
	}
	return slackMessage{Text: text}
}

var (
	emojiName  = regexp.MustCompile(`:([a-z0-9_+'-]+):`)
	quotedLine = regexp.MustCompile(`(?m)^>`)
)

// slackInert is for the one place that Slack reads as mrkdwn: no emoji by name,
// no quotation, no marks. What could mention is escaped afterwards.
func slackInert(s string) string {
	return quotedLine.ReplaceAllString(emojiName.ReplaceAllString(inert(s), ":\u200b$1:"), "\u200b>")
}

// slackTitleOf is the line that notifications show.
func slackTitleOf(m wording.Message) string {
	return m.Tone.Symbol() + " " + cutEscaped(slackInert(oneLine(m.Title)), slackTitle, m.CutMark)
}

func slackItem(it wording.Item, mark string, n int) []slackBlock {
	var blocks []slackBlock
	section := func(text string) {
		if text = printable(text); strings.TrimSpace(text) != "" {
			blocks = append(blocks, slackBlock{Type: "section", Text: slackPlainText(text, slackSection, mark)})
		}
	}
	lead := it.Lead
	if it.Headline != "" {
		lead = strings.TrimSuffix(it.Tone.Symbol()+" "+it.Headline+"\n"+it.Lead, "\n")
	}
	section(lead)
	var fields []slackText
	for _, f := range it.Facts {
		fields = append(fields, *slackPlainText(filled(oneLine(f.Label)), slackField, mark),
			*slackPlainText(filled(printable(f.Value)), slackField, mark))
	}
	for len(fields) > 0 {
		count := min(slackFields, len(fields))
		blocks = append(blocks, slackBlock{Type: "section", Fields: fields[:count]})
		fields = fields[count:]
	}
	if strings.TrimSpace(it.Text) != "" {
		text := cutItem(it, slackSection, mark, func(s string) int { return runesOf(slackEscape(s)) })
		blocks = append(blocks, slackBlock{Type: "section", Text: slackPlainText(text, slackSection, mark)})
	}
	if buttons := slackLinks(it.Links, mark, n); len(buttons) > 0 {
		blocks = append(blocks, slackBlock{Type: "actions", Elements: buttons})
	}
	if context := oneLine(it.Context); context != "" {
		blocks = append(blocks, slackBlock{Type: "context", Elements: []any{slackPlainText(context, slackContext, mark)}})
	}
	return blocks
}

// slackShort is an item for which there is no more room than for one block: what
// is left out of it is counted.
func slackShort(it wording.Item, mark string) []slackBlock {
	text := it.Tone.Symbol() + " " + it.Headline + "\n" + it.Lead + " " + strings.ReplaceAll(mark, "%", grouped(unsaid(it)))
	return []slackBlock{{Type: "section", Text: slackPlainText(printable(text), slackSection, mark)}}
}

// slackLinks are buttons: a label is plain text and a URL cannot break out of it.
func slackLinks(links []wording.Link, mark string, n int) []any {
	var buttons []any
	for i, l := range links {
		if len(l.URL) > slackURL || len(buttons) == slackButtons {
			continue
		}
		label := *slackPlainText(filled(oneLine(l.Label)), slackLabel, mark)
		buttons = append(buttons, slackButton{"button", label, l.URL, "open-" + letters(n) + "-" + letters(i)})
	}
	return buttons
}

// letters numbers things in a way that is unique in a message.
func letters(n int) string {
	if n < 26 {
		return string(rune('a' + n))
	}
	return letters(n/26-1) + letters(n%26)
}

// filled stands a space in for nothing, which Slack refuses.
func filled(s string) string {
	if strings.TrimSpace(s) == "" {
		return "–"
	}
	return s
}

func slackPlainText(s string, limit int, mark string) *slackText {
	return &slackText{Type: "plain_text", Text: cutEscaped(s, limit, mark), Emoji: new(bool)}
}

// cutEscaped cuts before escaping, so that no escape is cut in two, and counts
// after.
func cutEscaped(s string, limit int, mark string) string {
	return slackEscape(cut(s, limit, mark, func(s string) int { return runesOf(slackEscape(s)) }))
}

// slackEscape escapes the three characters that Slack reads as control
// characters, and no others: https://docs.slack.dev/messaging/formatting-message-text
func slackEscape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// encode writes JSON without the six-byte escapes that encoding/json makes of
// <, > and &; they count against a provider's limits.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
