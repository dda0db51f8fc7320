package fake

import (
	"fmt"
	"math"
	"regexp"
	"unicode/utf8"
)

// Limits of Block Kit and of attachments.
// https://docs.slack.dev/reference/block-kit/blocks
const (
	slackBlocks        = 50
	slackSectionText   = 3000
	slackFields        = 10
	slackField         = 2000
	slackHeader        = 150
	slackContext       = 10
	slackActions       = 25
	slackButton        = 75
	slackURL           = 3000
	slackButtonValue   = 2000
	slackID            = 255
	slackAlt           = 2000
	slackMarkdown      = 12000
	slackAttachments   = 100
	slackFooter        = 300
	slackVisibleText   = 40000 // longer ones are cut
	slackObjectText    = 3000  // not documented for context and image titles: our own caution
	slackNoLimitOfOurs = math.MaxInt
)

var slackColour = regexp.MustCompile(`^(good|warning|danger|#[0-9A-Fa-f]{6})$`)

// blockKit checks one message.
type blockKit struct {
	faults
	blocks   int
	markdown int
	ids      map[string]bool
}

// checkSlack returns Slack's word for what is wrong with a message, and more.
func checkSlack(o object) (reason, why string) {
	for _, key := range []string{"text", "thread_ts"} {
		if v, there := o[key]; there && v != nil {
			if _, ok := v.(string); !ok {
				return "invalid_payload", key + " is not a string"
			}
		}
	}
	attachments, isArray := o["attachments"].([]any)
	if o["attachments"] != nil && !isArray {
		return "invalid_payload", "attachments is not an array"
	}
	if n := len(attachments); n > slackAttachments {
		return "too_many_attachments", fmt.Sprintf("%d attachments, at most %d", n, slackAttachments)
	}
	k := blockKit{ids: map[string]bool{}}
	if o["blocks"] != nil {
		k.list(o, "", "blocks", 0, slackBlocks)
		k.blocksOf(o, "")
	}
	content := str(o, "text") != "" || len(children(o, "blocks")) > 0
	for i, v := range attachments {
		path := fmt.Sprintf("attachments[%d]", i)
		a, ok := v.(object)
		if !ok {
			k.add(path, "is not an object")
			continue
		}
		k.attachment(a, path)
		for _, key := range []string{"text", "title", "pretext", "fallback", "image_url"} {
			content = content || str(a, key) != ""
		}
		content = content || len(children(a, "blocks")) > 0 || len(children(a, "fields")) > 0
	}
	if k.blocks > slackBlocks {
		k.add("blocks", "%d in all, at most %d", k.blocks, slackBlocks)
	}
	if k.markdown > slackMarkdown {
		k.add("blocks", "markdown of %d characters in all, at most %d", k.markdown, slackMarkdown)
	}
	switch {
	case len(k.faults) > 0:
		return "invalid_blocks", k.String()
	case !content:
		return "no_text", "there is nothing to show"
	}
	return "", ""
}

func (k *blockKit) attachment(a object, path string) {
	if c := k.text(a, path, "color", slackNoLimitOfOurs); c != "" && !slackColour.MatchString(c) {
		k.add(path+".color", "%q is no colour", c)
	}
	k.text(a, path, "footer", slackFooter)
	for _, key := range []string{"fallback", "pretext", "title", "text"} {
		k.text(a, path, key, slackNoLimitOfOurs)
	}
	if a["title_link"] != nil {
		k.link(a, path, "title_link", slackURL)
	}
	if a["blocks"] != nil {
		k.list(a, path, "blocks", 0, slackBlocks)
		k.blocksOf(a, path+".")
	}
}

func (k *blockKit) blocksOf(o object, prefix string) {
	for i, b := range children(o, "blocks") {
		k.blocks++
		k.block(b, fmt.Sprintf("%sblocks[%d]", prefix, i))
	}
}

func (k *blockKit) block(b object, path string) {
	if id := k.text(b, path, "block_id", slackID); id != "" {
		if k.ids[id] {
			k.add(path+".block_id", "%q stands twice", id)
		}
		k.ids[id] = true
	}
	switch kind := str(b, "type"); kind {
	case "divider":
	case "header":
		k.textObject(b, path, "text", slackHeader, "plain_text")
	case "section":
		k.section(b, path)
	case "context":
		for i, e := range k.list(b, path, "elements", 1, slackContext) {
			at := fmt.Sprintf("%s.elements[%d]", path, i)
			if str(e, "type") == "image" {
				k.image(e, at)
			} else {
				k.textValue(e, at, slackObjectText, "plain_text", "mrkdwn")
			}
		}
	case "actions":
		ids := map[string]bool{}
		for i, e := range k.list(b, path, "elements", 1, slackActions) {
			at := fmt.Sprintf("%s.elements[%d]", path, i)
			k.button(e, at)
			if id := str(e, "action_id"); id != "" && ids[id] {
				k.add(at+".action_id", "%q stands twice", id)
			} else {
				ids[id] = true
			}
		}
	case "image":
		k.image(b, path)
		if b["title"] != nil {
			k.textObject(b, path, "title", slackAlt, "plain_text")
		}
	case "markdown":
		k.markdown += utf8.RuneCountInString(k.required(b, path, "text", slackMarkdown))
	case "":
		k.add(path+".type", "is missing")
	default:
		k.add(path+".type", "%q is not a block that this fake knows", kind)
	}
}

func (k *blockKit) section(b object, path string) {
	if b["text"] == nil && b["fields"] == nil {
		k.add(path, "has neither text nor fields")
	}
	if b["text"] != nil {
		k.textObject(b, path, "text", slackSectionText, "plain_text", "mrkdwn")
	}
	if b["fields"] != nil {
		for i, f := range k.list(b, path, "fields", 1, slackFields) {
			k.textValue(f, fmt.Sprintf("%s.fields[%d]", path, i), slackField, "plain_text", "mrkdwn")
		}
	}
	if a, there := b["accessory"]; there {
		switch o, _ := a.(object); str(o, "type") {
		case "button":
			k.button(o, path+".accessory")
		case "image":
			k.image(o, path+".accessory")
		default:
			k.add(path+".accessory", "is neither a button nor an image")
		}
	}
}

func (k *blockKit) button(b object, path string) {
	if kind := str(b, "type"); kind != "button" {
		k.add(path+".type", "%q is not an element that this fake knows", kind)
		return
	}
	k.textObject(b, path, "text", slackButton, "plain_text")
	if _, there := b["url"]; there {
		k.link(b, path, "url", slackURL)
	}
	k.text(b, path, "value", slackButtonValue)
	k.text(b, path, "action_id", slackID)
	k.oneOf(b, path, "style", "primary", "danger")
}

func (k *blockKit) image(b object, path string) {
	_, byURL := b["image_url"]
	file, byFile := b["slack_file"].(object)
	switch {
	case byURL == byFile:
		k.add(path, "needs either image_url or slack_file")
	case byURL:
		k.link(b, path, "image_url", slackURL)
	case str(file, "id") == "" && str(file, "url") == "":
		k.add(path+".slack_file", "has neither id nor url")
	}
	k.required(b, path, "alt_text", slackAlt)
}

func (k *blockKit) textObject(o object, path, key string, most int, kinds ...string) {
	t, ok := o[key].(object)
	if !ok {
		k.add(path+"."+key, "is not a text object")
		return
	}
	k.textValue(t, path+"."+key, most, kinds...)
}

func (k *blockKit) textValue(t object, path string, most int, kinds ...string) {
	known := false
	for _, kind := range kinds {
		known = known || str(t, "type") == kind
	}
	if !known {
		k.add(path+".type", "%q is not allowed here", str(t, "type"))
	}
	k.required(t, path, "text", most)
}
