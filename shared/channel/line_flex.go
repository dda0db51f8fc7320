package channel

import (
	"fmt"
	"net/url"
	"slices"
	"sort"
	"strings"

	"bongsu/shared/wording"
)

// Texts of a bubble, in UTF-16 code units: the longest that it begins with, the
// longest where room is scarce, and what an item in short has.
const (
	lineLong  = 2000
	lineBrief = 250
	lineShort = 125
)

// lineFitting is the bubble with as much in it as LINE takes: with shorter texts
// if need be, then with its last items in short, then without the very last.
func lineFitting(m wording.Message) flex {
	fits := func(b flex) bool {
		body, err := encode(b)
		return err == nil && len(body) <= lineBubble
	}
	n := len(m.Items)
	m.Items = slices.Clone(m.Items)
	for i := range m.Items {
		foreshorten(&m.Items[i])
	}
	for limit := lineLong; limit >= lineBrief; limit /= 2 {
		if b := lineOf(m, limit, n, n); fits(b) {
			return b
		}
	}
	most := func(size func(int) flex) flex {
		return size(max(0, sort.Search(n+1, func(k int) bool { return !fits(size(k)) })-1))
	}
	if b := most(func(k int) flex { return lineOf(m, lineBrief, k, n) }); fits(b) {
		return b
	}
	return most(func(k int) flex { return lineOf(m, lineBrief, 0, k) })
}

// foreshorten drops of an item's text what no bubble holds, and counts it.
func foreshorten(it *wording.Item) {
	text := printable(it.Text)
	if it.Cut > 0 {
		text = strings.TrimSuffix(text, "…")
	}
	if runes := []rune(text); len(runes) > lineLong {
		it.Text, it.Cut = string(runes[:lineLong]), it.Cut+len(runes)-lineLong
	}
}

// lineOf lays out the first items, the first of them in full, with no text longer
// than limit.
func lineOf(m wording.Message, limit, full, items int) flex {
	c := lineCut{limit, m.CutMark}
	head, title := lineHead(oneLine(m.Title), m)
	var body, footer []flex
	if title != "" {
		body = append(body, c.text(title, flex{Weight: "bold", Size: "lg"}))
	}
	for i, it := range m.Items[:items] {
		parts := c.short(it)
		if i < full {
			if it.Headline == head {
				it.Headline = "" // it stands above already
			}
			parts = c.item(it)
			switch links := lineLinks(it.Links); {
			case len(m.Items) == 1:
				footer = links
			case len(links) > 0:
				parts = append(parts, links[0])
			}
		}
		if i > 0 && len(parts) > 0 {
			body = append(body, flex{Type: "separator", Margin: "md"})
		}
		body = append(body, parts...)
	}
	if items < len(m.Items) {
		lines := 0
		for _, it := range m.Items[items:] {
			lines += 1 + strings.Count(strings.TrimSpace(it.Headline+"\n"+it.Lead), "\n")
		}
		body = append(body, c.text(strings.ReplaceAll(m.LineMark, "%", grouped(lines)), flex{}))
	}
	b := flex{Type: "bubble", Size: "giga", Header: lineBox("", c.text(head, flex{Weight: "bold", Color: "#ffffff"}))}
	b.Header.Background = lineColors[m.Tone]
	if len(body) > 0 {
		b.Body = lineBox("sm", body...)
	}
	if len(footer) > 0 {
		b.Footer = lineBox("", footer...)
	}
	return b
}

func lineBox(spacing string, contents ...flex) *flex {
	return &flex{Type: "box", Layout: "vertical", Spacing: spacing, Contents: contents}
}

// lineHead parts a title into what happened, for the header, and to what, for the
// body. A title of another form stays whole, below the state if there is one.
func lineHead(whole string, m wording.Message) (head, title string) {
	subject := oneLine(m.Subject)
	if state, rest, parted := strings.Cut(whole, ": "); parted && subject != "" && strings.HasPrefix(rest, subject) {
		return state, rest
	}
	if m.State != "" && m.State != whole {
		return m.State, whole
	}
	return whole, ""
}

// lineCut shortens what stands in a bubble.
type lineCut struct {
	limit int
	mark  string
}

// text is a text of a certain look, which LINE refuses if it is empty.
func (c lineCut) text(s string, look flex) flex {
	look.Type, look.Wrap = "text", true
	look.Text = filled(cut(printable(s), c.limit, c.mark, unitsOf))
	return look
}

// item is an item in full, but for its links.
func (c lineCut) item(it wording.Item) []flex {
	var parts []flex
	add := func(s string, look flex) {
		if strings.TrimSpace(printable(s)) != "" {
			parts = append(parts, c.text(s, look))
		}
	}
	if it.Headline != "" {
		add(it.Tone.Symbol()+" "+it.Headline, flex{Weight: "bold", Margin: "md"})
	}
	add(it.Lead, flex{})
	for _, f := range it.Facts {
		label := c.text(oneLine(f.Label), flex{Size: "sm", Color: lineGrey, Flex: 2})
		value := c.text(oneLine(f.Value), flex{Size: "sm", Flex: 5})
		parts = append(parts, flex{Type: "box", Layout: "horizontal", Spacing: "md", Contents: []flex{label, value}})
	}
	if strings.TrimSpace(printable(it.Text)) != "" {
		parts = append(parts, flex{Type: "text", Text: filled(cutItem(it, c.limit, c.mark, unitsOf)), Wrap: true, Size: "sm", Margin: "md"})
	}
	add(oneLine(it.Context), flex{Size: "xs", Color: lineGrey, Margin: "md"})
	return parts
}

// short is an item for which there is no more room than for one text: what is
// left out of it is counted.
func (c lineCut) short(it wording.Item) []flex {
	text := printable(strings.TrimSpace(it.Tone.Symbol() + " " + it.Headline + "\n" + it.Lead))
	if left := unsaid(it); left > 0 {
		text = cutMore(text, left, lineShort, c.mark, unitsOf)
	}
	return []flex{lineCut{lineShort, c.mark}.text(text, flex{Size: "sm"})}
}

// lineLinks are buttons. A label is cut and a link that LINE would refuse is left
// out, so that it does not cost the message.
func lineLinks(links []wording.Link) []flex {
	var buttons []flex
	for _, l := range links {
		uri := encoded(l.URL)
		u, err := url.Parse(uri)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(uri) > lineURI || len(buttons) == lineButtons {
			continue
		}
		label := filled(cut(oneLine(l.Label), lineLabel, "…", unitsOf))
		buttons = append(buttons, flex{Type: "button", Style: "link", Height: "sm", Action: &lineAction{"uri", label, uri}})
	}
	return buttons
}

// encoded is a URL without what LINE does not take in one.
func encoded(url string) string {
	var b strings.Builder
	for i := range len(url) {
		if c := url[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
