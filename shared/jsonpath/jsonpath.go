// Package jsonpath finds one value in a JSON document by a path such as
// data.temp, items[0].x or ["a.b"].x; $ is the document itself. It has no wildcards:
// a path names one value.
package jsonpath

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Path is the way from the root of a document to a value.
type Path struct {
	steps []step
	root  bool
}

// step goes to a member, or, where name is empty, to an element.
type step struct {
	name    string
	element bool
	index   int
}

// Parse reads a path. A leading $ stands for the root and may be left out. The
// error says what is wrong, not which path it was.
func Parse(text string) (Path, error) {
	rest := strings.TrimPrefix(text, "$")
	if text == "" {
		return Path{}, errors.New("names no value: write the way to it, e.g. data.temp or items[0].x")
	}
	// A path begins with a name, or, behind a $, with its period.
	first := rest == text
	p := Path{root: true}
	for rest != "" {
		var next step
		var err error
		switch {
		case rest[0] == '[':
			next, rest, err = bracket(rest[1:])
		case rest[0] == '.' && !first:
			next, rest, err = member(rest[1:])
		case first:
			next, rest, err = member(rest)
		default:
			err = fmt.Errorf("has %q where a period or a bracket should stand", rest[:1])
		}
		if err != nil {
			return Path{}, err
		}
		first = false
		p.steps = append(p.steps, next)
	}
	return p, nil
}

// member reads a plain name.
func member(text string) (step, string, error) {
	end := strings.IndexAny(text, ".[")
	if end < 0 {
		end = len(text)
	}
	name := text[:end]
	if name == "" || strings.ContainsAny(name, "]\"'* ") {
		return step{}, "", errors.New(`has an empty or odd name in it: write a name with other characters as ["a.b"]`)
	}
	return step{name: name}, text[end:], nil
}

// bracket reads what stands behind an opening bracket: an index, or a name in
// quotes.
func bracket(text string) (step, string, error) {
	if text != "" && (text[0] == '"' || text[0] == '\'') {
		name, rest, found := strings.Cut(text[1:], text[:1]+"]")
		if !found {
			return step{}, "", errors.New(`has a name in brackets that does not end: write ["a.b"]`)
		}
		return step{name: name}, rest, nil
	}
	digits, rest, found := strings.Cut(text, "]")
	index, err := strconv.ParseUint(digits, 10, 31)
	if !found || err != nil {
		return step{}, "", errors.New(`has something in brackets that is neither a number nor a name in quotes: write [0] or ["a.b"]`)
	}
	return step{element: true, index: int(index)}, rest, nil
}

// Find gives the value in a document that encoding/json has read into an any; ok
// is false if the path leads nowhere.
func (p Path) Find(document any) (value any, ok bool) {
	for _, s := range p.steps {
		if s.element {
			array, _ := document.([]any)
			if s.index >= len(array) {
				return nil, false
			}
			document = array[s.index]
			continue
		}
		object, _ := document.(map[string]any)
		if document, ok = object[s.name]; !ok {
			return nil, false
		}
	}
	return document, p.root
}
