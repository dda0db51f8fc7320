package fake

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Words of flex messages: https://developers.line.biz/en/reference/messaging-api/#flex-message
var (
	flexSpan   = regexp.MustCompile(`^(none|xs|sm|md|lg|xl|xxl|[0-9]+(\.[0-9]+)?px)$`)
	flexSize   = regexp.MustCompile(`^(xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|[0-9]+(\.[0-9]+)?px)$`)
	flexColour = regexp.MustCompile(`^#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$`)
	flexBubble = regexp.MustCompile(`^(nano|micro|deca|hecto|kilo|mega|giga)$`)
	flexWeight = regexp.MustCompile(`^(regular|bold)$`)
	flexLayout = regexp.MustCompile(`^(vertical|horizontal|baseline)$`)
	flexStyle  = regexp.MustCompile(`^(link|primary|secondary)$`)
	flexHeight = regexp.MustCompile(`^(sm|md)$`)
)

// container checks a bubble or a carousel, and its size as it was written.
func (c *lineCheck) container(o object, path string, written json.RawMessage) {
	switch kind := str(o, "type"); kind {
	case "bubble":
		c.bubble(o, path, len(written))
	case "carousel":
		c.known(o, path, "type", "contents")
		var raw struct {
			Contents []json.RawMessage `json:"contents"`
		}
		_ = json.Unmarshal(written, &raw) // it has been read once already
		all := children(o, "contents")
		if len(all) == 0 || len(all) > lineBubbles || len(raw.Contents) != len(all) {
			c.add(path+".contents", "Size must be between 1 and %d", lineBubbles)
			return
		}
		if len(written) > lineCarousel {
			c.add(path, "is %d bytes of JSON, at most %d", len(written), lineCarousel)
		}
		for i, b := range all {
			c.bubble(b, fmt.Sprintf("%s.contents[%d]", path, i), len(raw.Contents[i]))
		}
	case "":
		c.add(path, "May not be empty")
	default:
		c.add(path+".type", "%q is neither a bubble nor a carousel", kind)
	}
}

func (c *lineCheck) bubble(o object, path string, size int) {
	c.known(o, path, "type", "size", "header", "body", "footer")
	if str(o, "type") != "bubble" {
		c.add(path+".type", "must be bubble")
	}
	c.word(o, path, "size", flexBubble)
	if size > lineBubble {
		c.add(path, "is %d bytes of JSON, at most %d", size, lineBubble)
	}
	for _, key := range []string{"header", "body", "footer"} {
		if _, there := o[key]; !there {
			continue
		}
		if block := child(o, key); str(block, "type") != "box" {
			c.add(path+"."+key, "must be a box")
		} else {
			c.component(block, path+"."+key, "")
		}
	}
}

// component checks a part of a bubble that stands in a box of such a layout.
func (c *lineCheck) component(o object, path, within string) {
	switch kind := str(o, "type"); {
	case within == "baseline" && kind != "text":
		c.add(path+".type", "%q may not stand in a baseline box", kind)
	case kind == "box":
		c.known(o, path, "type", "layout", "contents", "spacing", "margin", "flex", "backgroundColor", "paddingAll", "cornerRadius")
		c.word(o, path, "spacing", flexSpan)
		c.word(o, path, "backgroundColor", flexColour)
		if _, there := o["layout"]; !there {
			c.add(path+".layout", "May not be empty")
		}
		c.word(o, path, "layout", flexLayout)
		all, isArray := o["contents"].([]any)
		if !isArray || len(children(o, "contents")) != len(all) {
			c.add(path+".contents", "must be an array of components")
		}
		for i, part := range children(o, "contents") {
			c.component(part, fmt.Sprintf("%s.contents[%d]", path, i), str(o, "layout"))
		}
	case kind == "text":
		c.known(o, path, "type", "text", "size", "weight", "color", "wrap", "margin", "flex", "align", "maxLines")
		c.text(o, path, "text", lineText)
		c.word(o, path, "size", flexSize)
		c.word(o, path, "weight", flexWeight)
		c.word(o, path, "color", flexColour)
		if _, isBool := o["wrap"].(bool); o["wrap"] != nil && !isBool {
			c.add(path+".wrap", "must be a boolean")
		}
	case kind == "button":
		c.known(o, path, "type", "action", "style", "height", "color", "margin", "flex")
		c.word(o, path, "style", flexStyle)
		c.word(o, path, "height", flexHeight)
		c.action(child(o, "action"), path+".action")
	case kind == "separator":
		c.known(o, path, "type", "margin", "color")
	default:
		c.add(path+".type", "%q is not a component that this fake knows", kind)
	}
	c.word(o, path, "margin", flexSpan)
	if n, isNumber := o["flex"].(json.Number); o["flex"] != nil && (!isNumber || strings.Trim(n.String(), "0123456789") != "") {
		c.add(path+".flex", "must be a whole number")
	}
}

func (c *lineCheck) action(o object, path string) {
	if str(o, "type") != "uri" {
		c.add(path+".type", "%q is not an action that this fake knows", str(o, "type"))
		return
	}
	c.known(o, path, "type", "label", "uri")
	c.text(o, path, "label", lineLabel)
	c.uri(o, path)
}

// word checks an optional word.
func (c *lineCheck) word(o object, path, key string, form *regexp.Regexp) {
	if v, there := o[key]; there {
		if s, ok := v.(string); !ok || !form.MatchString(s) {
			c.add(path+"."+key, "invalid property")
		}
	}
}

// linePage is what a person sees of a request's messages. It expects checked
// ones. LINE knows no markup.
func linePage(o object) []Line {
	var lines []Line
	for _, m := range children(o, "messages") {
		switch str(m, "type") {
		case "text":
			lines = append(lines, plainLines(str(m, "text"), Normal)...)
		case "image":
			lines = append(lines, Line{Text: "[image] " + str(m, "originalContentUrl"), Weight: Faint})
		case "flex":
			contents := child(m, "contents")
			bubbles := []object{contents}
			if str(contents, "type") == "carousel" {
				bubbles = children(contents, "contents")
			}
			for _, b := range bubbles {
				for _, key := range []string{"header", "body", "footer"} {
					lines = append(lines, flexLines(child(b, key))...)
				}
			}
		}
	}
	return lines
}

// flexLines shows a component. A box with a colour of its own has a bar of it.
func flexLines(o object) []Line {
	var lines []Line
	switch str(o, "type") {
	case "box":
		parts := children(o, "contents")
		if str(o, "layout") != "vertical" && len(parts) == 2 {
			lines = columns(flexLines(parts[0]), flexLines(parts[1]))
			break
		}
		for _, part := range parts {
			lines = append(lines, flexLines(part)...)
		}
	case "text":
		weight := Normal
		switch {
		case str(o, "weight") == "bold":
			weight = Strong
		case slices.Contains([]string{"xxs", "xs"}, str(o, "size")):
			weight = Faint
		}
		lines = plainLines(str(o, "text"), weight)
	case "button":
		lines = []Line{button(str(child(o, "action"), "label"), str(child(o, "action"), "uri"))}
	case "separator":
		lines = []Line{{Text: "────────", Weight: Faint}}
	}
	if colour := str(o, "backgroundColor"); colour != "" {
		for i := range lines {
			lines[i].Bar = colour
		}
	}
	return lines
}
