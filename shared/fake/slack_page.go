package fake

// slackPage is what a person sees of a message. It expects a checked one.
type slackPage struct {
	lines                []Line
	mentions, formatting []string
}

func (p *slackPage) message(o object) {
	text := []rune(str(o, "text"))
	if len(text) > slackVisibleText {
		text = text[:slackVisibleText]
	}
	lines := p.mrkdwn(string(text))
	blocks := children(o, "blocks")
	if len(blocks) == 0 && len(text) > 0 {
		// Beside blocks the text shows in notifications only.
		p.lines = append(p.lines, lines...)
	}
	for _, b := range blocks {
		p.lines = append(p.lines, p.block(b)...)
	}
	for _, a := range children(o, "attachments") {
		p.attachment(a)
	}
}

func (p *slackPage) attachment(a object) {
	if s := str(a, "pretext"); s != "" {
		p.lines = append(p.lines, p.mrkdwn(s)...)
	}
	var lines []Line
	if s := str(a, "title"); s != "" {
		if link := str(a, "title_link"); link != "" {
			s += " (" + link + ")"
		}
		lines = append(lines, weighed(p.mrkdwn(s), Strong)...)
	}
	if s := str(a, "text"); s != "" {
		lines = append(lines, p.mrkdwn(s)...)
	}
	var cells [][]Line
	for _, f := range children(a, "fields") {
		cells = append(cells, append(weighed(p.mrkdwn(str(f, "title")), Strong), p.mrkdwn(str(f, "value"))...))
	}
	lines = append(lines, pairs(cells)...)
	for _, b := range children(a, "blocks") {
		lines = append(lines, p.block(b)...)
	}
	if s := str(a, "image_url"); s != "" {
		lines = append(lines, Line{Text: "[image] " + s})
	}
	if s := str(a, "footer"); s != "" {
		lines = append(lines, weighed(p.mrkdwn(s), Faint)...)
	}
	if len(lines) == 0 {
		lines = plainLines(str(a, "fallback"), Normal)
	}
	for _, l := range lines {
		l.Bar = barOf(str(a, "color"))
		p.lines = append(p.lines, l)
	}
}

func barOf(color string) string {
	switch color {
	case "good":
		return "#2eb886"
	case "warning":
		return "#daa038"
	case "danger":
		return "#a30200"
	case "":
		return "#dddddd"
	}
	return color
}

func (p *slackPage) block(b object) []Line {
	switch str(b, "type") {
	case "header":
		return plainLines(decoded(child(b, "text")), Strong)
	case "section":
		var lines []Line
		if b["text"] != nil {
			lines = p.text(child(b, "text"))
		}
		var cells [][]Line
		for _, f := range children(b, "fields") {
			cells = append(cells, p.text(f))
		}
		lines = append(lines, pairs(cells)...)
		switch a := child(b, "accessory"); str(a, "type") {
		case "button":
			lines = append(lines, button(decoded(child(a, "text")), str(a, "url")))
		case "image":
			lines = append(lines, picture(a))
		}
		return lines
	case "context":
		var lines []Line
		for _, e := range children(b, "elements") {
			if str(e, "type") == "image" {
				lines = append(lines, picture(e))
				continue
			}
			lines = append(lines, weighed(p.text(e), Faint)...)
		}
		return lines
	case "actions":
		var lines []Line
		for _, e := range children(b, "elements") {
			lines = append(lines, button(decoded(child(e, "text")), str(e, "url")))
		}
		return lines
	case "image":
		return append(plainTitle(decoded(child(b, "title"))), picture(b))
	case "markdown":
		return plainLines(str(b, "text"), Normal)
	case "divider":
		return []Line{{Text: "────────", Weight: Faint}}
	}
	return nil
}

// text shows a text object; only mrkdwn is read for markup.
func (p *slackPage) text(t object) []Line {
	if str(t, "type") == "mrkdwn" {
		return p.mrkdwn(str(t, "text"))
	}
	return plainLines(decoded(t), Normal)
}

// decoded is a plain_text object as Slack shows it. Whatever is sent, Slack
// keeps the three control characters escaped and decodes them on the screen.
func decoded(t object) string { return slackEscapes.Replace(str(t, "text")) }

func (p *slackPage) mrkdwn(s string) []Line {
	m := readMrkdwn(s)
	p.mentions = append(p.mentions, m.mentions...)
	p.formatting = append(p.formatting, m.formatting...)
	return m.lines
}

// pairs sets cells in two columns, as Slack does on a desk's screen.
func pairs(cells [][]Line) []Line {
	var out []Line
	for i := 0; i < len(cells); i += 2 {
		if i+1 < len(cells) {
			out = append(out, columns(cells[i], cells[i+1])...)
		} else {
			out = append(out, cells[i]...)
		}
	}
	return out
}

func button(label, url string) Line {
	if url == "" {
		return Line{Text: "[" + label + "]"}
	}
	return Line{Text: "[" + label + "] " + url}
}

func picture(o object) Line {
	url := str(o, "image_url")
	if url == "" {
		url = str(child(o, "slack_file"), "url") + str(child(o, "slack_file"), "id")
	}
	return Line{Text: "[" + str(o, "alt_text") + "] " + url, Weight: Faint}
}

func plainTitle(s string) []Line {
	if s == "" {
		return nil
	}
	return plainLines(s, Strong)
}
