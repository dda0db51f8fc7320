package channel

import (
	"regexp"
	"strings"

	"bongsu/shared/alert"
	"bongsu/shared/wording"
)

const (
	// teamsBytes keeps the whole request well below the 28 KB that Teams
	// documents: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
	teamsBytes = 24 << 10
	// teamsActions is how many buttons a card shows; further ones hide behind a menu.
	teamsActions = 6
	// teamsURL keeps links to what browsers and cards take without trouble.
	teamsURL    = 3000
	cardVersion = "1.4"
)

type card map[string]any

var teamsStyles = map[wording.Tone]string{
	wording.Red: "attention", wording.Amber: "warning", wording.Green: "good", wording.Blue: "accent",
}

// Body is the request body: one Adaptive Card in full width. A card that would
// be too large for Teams gets its texts cut, then its last items, visibly.
func (*Teams) Body(m wording.Message) ([]byte, error) {
	for limit := 4000; ; limit /= 2 {
		body, err := teamsCard(m, limit, len(m.Items))
		if err != nil || len(body) <= teamsBytes {
			return body, err
		}
		if limit > 250 {
			continue
		}
		for items := len(m.Items) - 1; items >= 0; items-- {
			if body, err = teamsCard(m, limit, items); err != nil || len(body) <= teamsBytes {
				return body, err
			}
		}
		return teamsPlain(m)
	}
}

// teamsCard lays out the first items, with no text longer than limit characters.
func teamsCard(m wording.Message, limit, items int) ([]byte, error) {
	block := func(text string, more card) card {
		b := card{"type": "TextBlock", "text": cut(teamsText(text), limit, m.CutMark, runesOf), "wrap": true}
		for k, v := range more {
			b[k] = v
		}
		return b
	}
	title := block(m.Tone.Symbol()+" "+oneLine(m.Title), card{"weight": "Bolder", "size": "Medium"})
	body := []card{{"type": "Container", "style": teamsStyles[m.Tone], "bleed": true, "items": []card{title}}}
	var actions []card
	for _, it := range m.Items[:items] {
		var parts []card
		if it.Headline != "" {
			parts = append(parts, block(it.Tone.Symbol()+" "+it.Headline, card{"weight": "Bolder"}))
		}
		if it.Lead != "" {
			parts = append(parts, block(it.Lead, nil))
		}
		if len(it.Facts) > 0 {
			parts = append(parts, card{"type": "FactSet", "facts": teamsFacts(it.Facts, limit, m.CutMark)})
		}
		if strings.TrimSpace(it.Text) != "" {
			text := cutItem(it, limit, m.CutMark, func(s string) int { return runesOf(teamsText(s)) })
			parts = append(parts, block(text, nil))
		}
		links := teamsLinks(it.Links)
		if len(m.Items) == 1 {
			actions = links
		} else if len(links) > 0 {
			parts = append(parts, card{"type": "ActionSet", "actions": links})
		}
		if it.Context != "" {
			parts = append(parts, block(oneLine(it.Context), card{"isSubtle": true, "size": "Small"}))
		}
		if len(m.Items) == 1 {
			body = append(body, parts...)
		} else if len(parts) > 0 {
			body = append(body, card{"type": "Container", "separator": true, "items": parts})
		}
	}
	if p := m.Picture; p != nil && p.Preview != "" && len(p.Preview) <= teamsURL && len(p.URL) <= teamsURL {
		body = append(body, teamsPicture(*p, oneLine(m.Alt)))
	}
	if items < len(m.Items) {
		left := 0
		for _, it := range m.Items[items:] {
			left += runesOf(it.Headline) + runesOf(it.Lead) + runesOf(it.Text)
		}
		body = append(body, block(strings.ReplaceAll(m.CutMark, "%", grouped(left)), nil))
	}
	return teamsMessage(body, actions)
}

// teamsPicture shows the smaller picture, which opens the larger one: Teams takes
// 1024 pixels a side.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
func teamsPicture(p alert.Picture, alt string) card {
	return card{
		"type": "Image", "url": p.Preview, "altText": alt, "size": "stretch",
		"selectAction": card{"type": "Action.OpenUrl", "title": alt, "url": p.URL},
	}
}

// teamsPlain is a card of nothing but text and one link.
func teamsPlain(m wording.Message) ([]byte, error) {
	title, text := plain(m)
	text = cut(teamsText(title+"\n"+text), 2000, m.CutMark, runesOf)
	return teamsMessage([]card{{"type": "TextBlock", "text": text, "wrap": true}}, nil)
}

func teamsMessage(body, actions []card) ([]byte, error) {
	content := card{
		"$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
		"type":    "AdaptiveCard",
		"version": cardVersion,
		"msteams": card{"width": "Full"},
		"body":    body,
	}
	if len(actions) > 0 {
		content["actions"] = actions
	}
	return encode(card{
		"type": "message",
		"attachments": []card{{
			"contentType": "application/vnd.microsoft.card.adaptive",
			"content":     content,
		}},
	})
}

func teamsFacts(facts []wording.Fact, limit int, mark string) []card {
	out := make([]card, len(facts))
	for i, f := range facts {
		out[i] = card{
			"title": cut(teamsText(oneLine(f.Label)), limit, mark, runesOf),
			"value": cut(teamsText(oneLine(f.Value)), limit, mark, runesOf),
		}
	}
	return out
}

func teamsLinks(links []wording.Link) []card {
	var out []card
	for _, l := range links {
		if len(out) < teamsActions && len(l.URL) <= teamsURL {
			out = append(out, card{"type": "Action.OpenUrl", "title": oneLine(l.Label), "url": l.URL})
		}
	}
	return out
}

var (
	// markdownLink is where a link's text meets its target.
	markdownLink = regexp.MustCompile(`\]\s*\(`)
	// markdownList begins a line that would become an item of a list.
	markdownList = regexp.MustCompile(`(?m)^(\s*)([-+]|\d+[.)])(\s)`)
	// tag begins something like <at>.
	tag = regexp.MustCompile(`<([/!A-Za-z])`)
)

// teamsText makes a stranger's text format nothing and mention nobody in an
// Adaptive Card. Whether a backslash escapes there is not documented, so the
// characters themselves are changed to such as look the same.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
func teamsText(s string) string {
	s = inert(printable(s))
	s = markdownLink.ReplaceAllString(s, "] (")
	s = markdownList.ReplaceAllString(s, "$1\u200b$2$3")
	s = tag.ReplaceAllString(s, "‹$1")
	// {{DATE(…)}} and {{TIME(…)}} are functions of Adaptive Cards.
	s = strings.ReplaceAll(s, "{{", "{\u200b{")
	// A single line break is read as a space.
	return strings.ReplaceAll(s, "\n", "\n\n")
}
