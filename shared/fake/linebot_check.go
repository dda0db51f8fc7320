package fake

import (
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

// Limits of message objects, of texts in UTF-16 code units.
// https://developers.line.biz/en/reference/messaging-api/#message-objects
const (
	lineMessages = 5
	lineText     = 5000
	// lineAlt is that of older documents; newer ones are said to allow 1500.
	lineAlt        = 400
	linePictureURL = 2000
	lineURI        = 1000
	lineLabel      = 20
	// lineBubble and lineCarousel are bytes of JSON, lineBubbles are those of a
	// carousel. The first is not documented in public.
	lineBubble, lineCarousel, lineBubbles = 30_000, 50_000, 12
)

// lineCheck collects what is wrong with a request, as LINE tells it.
type lineCheck struct {
	details       []lineDetail
	plainPictures bool
}

func (c *lineCheck) add(property, format string, args ...any) {
	c.details = append(c.details, lineDetail{fmt.Sprintf(format, args...), property})
}

// known refuses keys that an object does not have.
func (c *lineCheck) known(o object, path string, keys ...string) {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		if !slices.Contains(keys, key) {
			c.add(path+"."+key, "unknown field")
		}
	}
}

// units counts as LINE does: https://developers.line.biz/en/docs/messaging-api/text-character-count/
func units(s string) int { return len(utf16.Encode([]rune(s))) }

// text checks a text that has to be there.
func (c *lineCheck) text(o object, path, key string, most int) string {
	s, ok := o[key].(string)
	switch {
	case o[key] != nil && !ok:
		c.add(path+"."+key, "must be a string")
	case strings.TrimSpace(s) == "":
		c.add(path+"."+key, "May not be empty")
	case units(s) > most:
		c.add(path+"."+key, "Length must be between 0 and %d", most)
	}
	return s
}

// request checks a body's messages, which come also as they were written.
func (c *lineCheck) request(o object, raw []json.RawMessage) {
	c.knownAtTop(o)
	all, _ := o["messages"].([]any)
	if len(all) == 0 || len(all) > lineMessages || len(raw) != len(all) {
		c.add("messages", "Size must be between 1 and %d", lineMessages)
		return
	}
	for i, v := range all {
		path := fmt.Sprintf("messages[%d]", i)
		m, ok := v.(object)
		if !ok {
			c.add(path, "must be an object")
			continue
		}
		switch kind := str(m, "type"); kind {
		case "text":
			c.known(m, path, "type", "text")
			c.text(m, path, "text", lineText)
		case "image":
			c.known(m, path, "type", "originalContentUrl", "previewImageUrl")
			c.picture(m, path, "originalContentUrl")
			c.picture(m, path, "previewImageUrl")
		case "flex":
			c.known(m, path, "type", "altText", "contents")
			c.text(m, path, "altText", lineAlt)
			var written struct {
				Contents json.RawMessage `json:"contents"`
			}
			_ = json.Unmarshal(raw[i], &written) // it has been read once already
			c.container(child(m, "contents"), path+".contents", written.Contents)
		default:
			c.add(path+".type", "%q is not a message that this fake knows", kind)
		}
	}
}

func (c *lineCheck) knownAtTop(o object) {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		switch _, isBool := o[key].(bool); {
		case !slices.Contains([]string{"to", "messages", "notificationDisabled", "customAggregationUnits"}, key):
			c.add(key, "unknown field")
		case key == "notificationDisabled" && !isBool:
			c.add(key, "must be a boolean")
		}
	}
}

// picture checks the URL of a picture, which LINE's servers fetch.
func (c *lineCheck) picture(o object, path, key string) {
	s := c.text(o, path, key, linePictureURL)
	u, err := url.Parse(s)
	if s == "" {
		return
	}
	ip := net.IP(nil)
	if err == nil {
		ip = net.ParseIP(u.Hostname())
	}
	plain := c.plainPictures && err == nil && u.Scheme == "http" && ip != nil && ip.IsLoopback()
	if err != nil || u.Host == "" || u.Scheme != "https" && !plain || strings.ContainsFunc(s, unencoded) {
		c.add(path+"."+key, "must be an HTTPS URL")
	}
}

// unencoded are characters that must not stand in a URL.
func unencoded(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", r) }

// uri checks what a button opens.
func (c *lineCheck) uri(o object, path string) {
	s := c.text(o, path, "uri", lineURI)
	u, err := url.Parse(s)
	switch {
	case s == "":
	case err != nil || strings.ContainsFunc(s, unencoded):
		c.add(path+".uri", "invalid uri")
	case !slices.Contains([]string{"http", "https", "line", "tel"}, u.Scheme):
		c.add(path+".uri", "invalid uri scheme")
	}
}
