package fake

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// checkTrigger says why a body does not fit the trigger's schema.
func checkTrigger(o object) string {
	var f faults
	if f.required(o, "", "type", math.MaxInt) != "message" && len(f) == 0 {
		f.add("type", "is not message")
	}
	if v := o["attachments"]; v != nil {
		all, ok := v.([]any)
		if !ok {
			f.add("attachments", "is not an array")
		}
		for i, e := range all {
			path := fmt.Sprintf("attachments[%d]", i)
			a, ok := e.(object)
			if !ok {
				f.add(path, "is not an object")
				continue
			}
			f.text(a, path, "contentType", math.MaxInt)
			if _, ok := a["content"].(object); !ok {
				f.add(path+".content", "is not an object")
			}
			// contentUrl is null in everybody's messages, and taken.
			a = copyWithout(a, "contentUrl")
			nulls(&f, a, path)
		}
	}
	nulls(&f, copyWithout(o, "attachments"), "")
	return f.String()
}

func copyWithout(o object, key string) object {
	c := object{}
	for k, v := range o {
		if k != key {
			c[k] = v
		}
	}
	return c
}

// nulls finds null: the schema says string, array or object wherever it stands.
func nulls(f *faults, v any, path string) {
	switch v := v.(type) {
	case nil:
		f.add(path, "is null")
	case []any:
		for i, e := range v {
			nulls(f, e, fmt.Sprintf("%s[%d]", path, i))
		}
	case object:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			nulls(f, v[k], path+"."+k)
		}
	}
}

// cardFaults checks adaptive cards as Teams takes them.
// https://adaptivecards.io/explorer/
type cardFaults struct{ faults }

func (f *cardFaults) card(c object, path string) {
	if t := str(c, "type"); t != "AdaptiveCard" {
		f.add(path+".type", "%q is not AdaptiveCard", t)
	}
	v := f.required(c, path, "version", math.MaxInt)
	major, minor, _ := strings.Cut(v, ".")
	if n, err := strconv.Atoi(minor); v != "" && (major != "1" || err != nil || n > 5) {
		f.add(path+".version", "%q is not one of 1.0 to 1.5", v)
	}
	f.items(c, path, "body", 0)
	f.actions(c, path, 0)
	f.oneOf(child(c, "msteams"), path+".msteams", "width", "Full")
	f.entities(c, path)
}

func (f *cardFaults) items(o object, path, key string, least int) {
	for i, e := range f.list(o, path, key, least, math.MaxInt) {
		f.element(e, fmt.Sprintf("%s.%s[%d]", path, key, i))
	}
}

func (f *cardFaults) actions(o object, path string, least int) {
	for i, a := range f.list(o, path, "actions", least, math.MaxInt) {
		f.action(a, fmt.Sprintf("%s.actions[%d]", path, i))
	}
}

func (f *cardFaults) action(a object, at string) {
	if t := str(a, "type"); t != "Action.OpenUrl" {
		f.add(at+".type", "%q is not an action that this fake knows", t)
		return
	}
	f.required(a, at, "title", math.MaxInt)
	f.link(a, at, "url", math.MaxInt)
}

func (f *cardFaults) element(e object, path string) {
	switch t := str(e, "type"); t {
	case "TextBlock":
		if _, ok := e["text"].(string); !ok {
			f.add(path+".text", "is missing or is not a string")
		}
		f.oneOf(e, path, "color", "default", "dark", "light", "accent", "good", "warning", "attention")
		f.oneOf(e, path, "weight", "lighter", "default", "bolder")
		f.oneOf(e, path, "size", "small", "default", "medium", "large", "extraLarge")
	case "FactSet":
		for i, fact := range f.list(e, path, "facts", 1, math.MaxInt) {
			for _, key := range []string{"title", "value"} {
				if _, ok := fact[key].(string); !ok {
					f.add(fmt.Sprintf("%s.facts[%d].%s", path, i, key), "is missing or is not a string")
				}
			}
		}
	case "Container", "Column":
		f.oneOf(e, path, "style", "default", "emphasis", "good", "attention", "warning", "accent")
		f.items(e, path, "items", 1)
	case "ColumnSet":
		for i, c := range f.list(e, path, "columns", 1, math.MaxInt) {
			at := fmt.Sprintf("%s.columns[%d]", path, i)
			// Inside columns the type may be left out.
			if kind := str(c, "type"); kind != "Column" && c["type"] != nil {
				f.add(at+".type", "%q is not Column", kind)
			}
			f.oneOf(c, at, "style", "default", "emphasis", "good", "attention", "warning", "accent")
			f.items(c, at, "items", 0)
		}
	case "Image":
		f.link(e, path, "url", math.MaxInt)
		f.text(e, path, "altText", math.MaxInt)
		f.oneOf(e, path, "size", "auto", "stretch", "small", "medium", "large")
		if action := child(e, "selectAction"); action != nil {
			f.action(action, path+".selectAction")
		}
	case "ActionSet":
		f.actions(e, path, 1)
	default:
		f.add(path+".type", "%q is not an element that this fake knows", t)
	}
}

// entities checks that every mention stands somewhere in the card.
func (f *cardFaults) entities(c object, path string) {
	texts := strings.Join(textsOf(c["body"]), "\n")
	for i, e := range f.list(child(c, "msteams"), path+".msteams", "entities", 0, math.MaxInt) {
		at := fmt.Sprintf("%s.msteams.entities[%d]", path, i)
		if t := str(e, "type"); t != "mention" {
			f.add(at+".type", "%q is not mention", t)
		}
		text := f.required(e, at, "text", math.MaxInt)
		if !strings.HasPrefix(text, "<at>") || !strings.HasSuffix(text, "</at>") {
			f.add(at+".text", "is not of the form <at>…</at>")
		}
		if text != "" && !strings.Contains(texts, text) {
			f.add(at+".text", "stands nowhere in the card")
		}
		f.required(child(e, "mentioned"), at+".mentioned", "id", math.MaxInt)
		f.required(child(e, "mentioned"), at+".mentioned", "name", math.MaxInt)
	}
}

// textsOf finds all that a card's elements say.
func textsOf(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, textsOf(e)...)
		}
	case object:
		for k, e := range v {
			if s, ok := e.(string); ok && (k == "text" || k == "title" || k == "value") {
				out = append(out, s)
			} else {
				out = append(out, textsOf(e)...)
			}
		}
	}
	return out
}
