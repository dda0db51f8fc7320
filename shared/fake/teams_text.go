package fake

import (
	"regexp"
	"strings"
)

var (
	teamsAt     = regexp.MustCompile(`(?is)<at\b[^>]*>(?:.*?</at>)?`)
	teamsTag    = regexp.MustCompile(`<[^<>]*>`)
	teamsEscape = regexp.MustCompile("\\\\[!-/:-@\\[-`{-~]")
	teamsLink   = regexp.MustCompile(`\[([^\[\]\n]*)\]\(([^()\s]*)\)`)
	teamsList   = regexp.MustCompile(`^\s*(?:[-*+]|\d{1,9}[.)]) +`)
)

// markdown is a text as Teams shows it.
type markdown struct {
	lines                []string
	mentions, formatting []string
}

// readMarkdown reads the subset of Markdown that cards know. That a backslash
// keeps a character from formatting is what CommonMark says; Microsoft does not.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
func readMarkdown(s string) markdown {
	var m markdown
	var done shelf
	s = teamsAt.ReplaceAllStringFunc(clearShelf(s), func(all string) string {
		m.mentions = append(m.mentions, all)
		return done.put(teamsTag.ReplaceAllString(all, ""), all)
	})
	s = teamsEscape.ReplaceAllStringFunc(s, func(all string) string { return done.put(all[1:], all) })
	s = teamsLink.ReplaceAllStringFunc(s, func(all string) string {
		m.formatting = append(m.formatting, done.raw(all))
		parts := teamsLink.FindStringSubmatch(all)
		return done.put(parts[1]+" ("+parts[2]+")", all)
	})
	for _, line := range breaks(s) {
		if item := teamsList.FindString(line); item != "" {
			m.formatting = append(m.formatting, done.raw(line))
			line = strings.TrimSpace(item) + " " + line[len(item):]
		}
		for _, mark := range []string{"**", "__", "*", "_"} {
			var marked []string
			line, marked = unmark(line, mark, mark[0] == '*')
			for _, piece := range marked {
				m.formatting = append(m.formatting, done.raw(piece))
			}
		}
		m.lines = append(m.lines, done.shown(line))
	}
	return m
}

// breaks splits a text where a card does: at an empty line, and before and after
// an item of a list. Any other newline shows as a space.
func breaks(s string) []string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	var out []string
	inParagraph := false
	for line := range strings.SplitSeq(s, "\n") {
		item := teamsList.MatchString(line)
		switch {
		case strings.TrimSpace(line) == "":
			inParagraph = false
		case item || !inParagraph:
			out = append(out, line)
			inParagraph = !item
		default:
			out[len(out)-1] += " " + strings.TrimSpace(line)
		}
	}
	return out
}
