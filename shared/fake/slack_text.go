package fake

import (
	"regexp"
	"strings"
)

var (
	slackControl = regexp.MustCompile(`<([^<>\n]+)>`)
	slackFence   = regexp.MustCompile("(?s)```(.+?)```")
	slackCode    = regexp.MustCompile("`([^`\n]+)`")
	slackEscapes = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// mrkdwn is a text as Slack shows it.
type mrkdwn struct {
	lines                []Line
	mentions, formatting []string
}

// readMrkdwn reads Slack's markup.
// https://docs.slack.dev/messaging/formatting-message-text
func readMrkdwn(s string) mrkdwn {
	var m mrkdwn
	var done shelf
	s = slackControl.ReplaceAllStringFunc(clearShelf(s), func(all string) string {
		shown, mention := control(all[1 : len(all)-1])
		if mention {
			m.mentions = append(m.mentions, all)
		} else {
			m.formatting = append(m.formatting, all)
		}
		return done.put(slackEscapes.Replace(shown), all)
	})
	for _, code := range []*regexp.Regexp{slackFence, slackCode} {
		s = code.ReplaceAllStringFunc(s, func(all string) string {
			m.formatting = append(m.formatting, done.raw(all))
			inner := strings.Trim(code.FindStringSubmatch(all)[1], "\n")
			return done.put(slackEscapes.Replace(inner), all)
		})
	}
	for line := range strings.SplitSeq(s, "\n") {
		weight := Normal
		if _, bold := unmark(line, "*", false); len(bold) == 1 && bold[0] == strings.TrimSpace(line) {
			weight = Strong
		}
		if strings.HasPrefix(line, ">") {
			m.formatting = append(m.formatting, done.raw(line))
		}
		for _, mark := range []string{"*", "_", "~"} {
			var marked []string
			line, marked = unmark(line, mark, false)
			for _, piece := range marked {
				m.formatting = append(m.formatting, done.raw(piece))
			}
		}
		for shown := range strings.SplitSeq(done.shown(slackEscapes.Replace(line)), "\n") {
			m.lines = append(m.lines, Line{Text: shown, Weight: weight})
		}
	}
	return m
}

// control says what a person sees of the inside of <…>, and whether it rings.
func control(inside string) (shown string, mention bool) {
	body, label, labelled := strings.Cut(inside, "|")
	switch {
	case strings.HasPrefix(body, "!date^"):
		return label, false
	case strings.HasPrefix(body, "!"), strings.HasPrefix(body, "@"), strings.HasPrefix(body, "#"):
		if labelled {
			return label, true
		}
		name := strings.TrimPrefix(strings.TrimPrefix(body, "!"), "subteam^")
		if body[0] == '!' {
			name = "@" + name
		}
		return name, true
	case labelled:
		return label + " (" + body + ")", false
	}
	return body, false
}
