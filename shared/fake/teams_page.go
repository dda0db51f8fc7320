package fake

import "strings"

// teamsPage is what a person sees of a message. It expects a checked one, and
// shows what it can of others.
type teamsPage struct {
	lines                []Line
	mentions, formatting []string
	// garbled is set where the request names no charset: emoji then do not
	// survive.
	garbled bool
}

func (p *teamsPage) message(o object) {
	for _, a := range children(o, "attachments") {
		c := child(a, "content")
		p.lines = append(p.lines, p.elements(children(c, "body"), "")...)
		p.lines = append(p.lines, p.actions(c, "")...)
	}
}

func (p *teamsPage) elements(all []object, bar string) []Line {
	var out []Line
	for _, e := range all {
		out = append(out, p.element(e, bar)...)
	}
	return out
}

func (p *teamsPage) element(e object, bar string) []Line {
	if own := styleBar(str(e, "style")); own != "" {
		bar = own
	}
	switch str(e, "type") {
	case "TextBlock":
		weight := Normal
		if strings.EqualFold(str(e, "weight"), "bolder") {
			weight = Strong
		} else if subtle, _ := e["isSubtle"].(bool); subtle {
			weight = Faint
		}
		return barred(p.text(str(e, "text"), weight), bar)
	case "FactSet":
		return barred(p.facts(children(e, "facts")), bar)
	case "Container", "Column":
		return p.elements(children(e, "items"), bar)
	case "ColumnSet":
		return p.columnSet(children(e, "columns"), bar)
	case "Image":
		return barred([]Line{{Text: "[" + str(e, "altText") + "] " + str(e, "url"), Weight: Faint}}, bar)
	case "ActionSet":
		return p.actions(e, bar)
	}
	return nil
}

func (p *teamsPage) columnSet(all []object, bar string) []Line {
	var cells [][]Line
	for _, c := range all {
		own := bar
		if s := styleBar(str(c, "style")); s != "" {
			own = s
		}
		cells = append(cells, p.elements(children(c, "items"), own))
	}
	if len(cells) == 2 {
		return barred(columns(cells[0], cells[1]), bar)
	}
	var out []Line
	for _, c := range cells {
		out = append(out, c...)
	}
	return out
}

func (p *teamsPage) facts(all []object) []Line {
	room := 0
	titles := make([]string, len(all))
	for i, f := range all {
		titles[i] = strings.Join(p.read(str(f, "title")), " ")
		room = max(room, min(columnsOf(titles[i]), widest))
	}
	room += 2
	var out []Line
	for i, f := range all {
		for j, value := range p.read(str(f, "value")) {
			title := ""
			if j == 0 {
				title = titles[i]
			}
			out = append(out, Line{Text: pad(title, room) + value, Indent: room})
		}
	}
	return out
}

func (p *teamsPage) actions(o object, bar string) []Line {
	var out []Line
	for _, a := range children(o, "actions") {
		out = append(out, button(p.survive(str(a, "title")), str(a, "url")))
	}
	return barred(out, bar)
}

func (p *teamsPage) text(s string, w Weight) []Line {
	var out []Line
	for _, l := range p.read(s) {
		out = append(out, Line{Text: l, Weight: w})
	}
	return out
}

// read reads Markdown, and always gives at least one line.
func (p *teamsPage) read(s string) []string {
	m := readMarkdown(p.survive(s))
	p.mentions = append(p.mentions, m.mentions...)
	p.formatting = append(p.formatting, m.formatting...)
	if len(m.lines) == 0 {
		return []string{""}
	}
	return m.lines
}

// survive is what is left of a text where the charset was not named.
func (p *teamsPage) survive(s string) string {
	if !p.garbled {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r > 0xffff {
			return '?'
		}
		return r
	}, s)
}

// styleBar is the colour that a container's style shows, empty if none.
func styleBar(style string) string {
	switch strings.ToLower(style) {
	case "attention":
		return "#c4314b"
	case "warning":
		return "#f8d22a"
	case "good":
		return "#237b4b"
	case "accent":
		return "#6264a7"
	}
	return ""
}

// barred gives a bar to the lines that have none.
func barred(lines []Line, bar string) []Line {
	for i := range lines {
		if lines[i].Bar == "" {
			lines[i].Bar = bar
		}
	}
	return lines
}
