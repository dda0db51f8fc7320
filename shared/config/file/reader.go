package file

import (
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"bongsu/shared/config"
)

// reader collects a configuration and everything that is wrong with it.
type reader struct {
	file   string
	config config.Config
	// zone is the configured time zone.
	zone *time.Location
	// destinations are the channels, faulty or not, in the order of the file.
	destinations []entry
	// fallbacks are where the channels' fallbacks stand.
	fallbacks map[string]value
	faults    Faults
	warnings  Faults
}

// place is a position in the file, both parts from 1.
type place struct{ line, column int }

// value is a node together with its name and where it stands: head is its key,
// or itself in a list.
type value struct {
	node     ast.Node
	path     string
	at, head place
}

func (r *reader) faultAt(at place, path, problem, hint string) {
	r.faults = append(r.faults, Fault{r.file, at.line, at.column, path, problem, hint})
}

func (r *reader) fault(v value, problem, hint string) { r.faultAt(v.at, v.path, problem, hint) }

func (r *reader) warn(v value, problem, hint string) {
	r.warnings = append(r.warnings, Fault{r.file, v.head.line, v.head.column, v.path, problem, hint})
}

// wrong reports whether a path, or a part of it, has a fault already.
func (r *reader) wrong(path string) bool {
	for _, f := range r.faults {
		if rest, ok := strings.CutPrefix(f.Path, path); ok && (rest == "" || rest[0] == '[' || rest[0] == '.') {
			return true
		}
	}
	return false
}

func (r *reader) locate(node ast.Node, path string, head place) value {
	at := start(node)
	if node.Type() == ast.NullType {
		at = head
	}
	return value{node, path, at, head}
}

// readable is false where refuse has already said what is wrong.
func (v value) readable() bool {
	switch v.node.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		return false
	}
	return true
}

// text reads a scalar as it is written, so that 012 or 1e5 stays what the
// author saw.
func (r *reader) text(v value) (string, bool) {
	switch n := v.node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	if v.readable() {
		r.fault(v, "must be a single value, not "+kindOf(v.node), "")
	}
	return "", false
}

// line reads a text that has something in it and fits one line.
func (r *reader) line(v value) (string, bool) {
	text, ok := r.text(v)
	switch {
	case !ok:
		return "", false
	case strings.TrimSpace(text) == "":
		r.fault(v, "is empty", "")
		return "", false
	case strings.ContainsAny(text, "\n\t\u0085\u2028\u2029"):
		r.fault(v, "must be one line without tabs", "")
		return "", false
	case strings.TrimSpace(text) != text:
		r.fault(v, "begins or ends with a space", "remove it")
		return "", false
	}
	return text, true
}

func (r *reader) boolean(v value) (bool, bool) {
	if n, ok := v.node.(*ast.BoolNode); ok {
		return n.Value, true
	}
	if v.readable() {
		r.fault(v, "must be true or false", "")
	}
	return false, false
}

// duration reads a duration, which may be zero.
func (r *reader) duration(v value) (time.Duration, bool) {
	text, ok := r.line(v)
	if !ok {
		return 0, false
	}
	d, err := config.ParseDuration(text)
	switch {
	case err != nil:
		r.fault(v, err.Error(), "")
		return 0, false
	case d < 0:
		r.fault(v, "is negative", "")
		return 0, false
	}
	return d, true
}

// list reads a sequence; the hint says what one looks like.
func (r *reader) list(v value, hint string) ([]value, bool) {
	n, ok := v.node.(*ast.SequenceNode)
	if !ok {
		if v.readable() {
			r.fault(v, "must be a list, not "+kindOf(v.node), hint)
		}
		return nil, false
	}
	var all []value
	for i, node := range n.Values {
		at := start(node)
		// Nothing has no place of its own; its dash has.
		if node.Type() == ast.NullType && i < len(n.Entries) && n.Entries[i].Start != nil {
			at = place{n.Entries[i].Start.Position.Line, n.Entries[i].Start.Position.Column}
		}
		element := r.locate(node, fmt.Sprintf("%s[%d]", v.path, i), at)
		if !r.given(element) {
			continue
		}
		all = append(all, element)
	}
	return all, true
}

// lines reads a list of distinct texts.
func (r *reader) lines(v value, hint string) (texts []string, at []value) {
	elements, ok := r.list(v, hint)
	if !ok {
		return nil, nil
	}
	first := map[string]int{}
	for _, e := range elements {
		text, ok := r.line(e)
		if !ok {
			continue
		}
		if line, again := first[text]; again {
			r.fault(e, fmt.Sprintf("stands here twice, first in line %d", line), "remove one")
			continue
		}
		first[text] = e.at.line
		texts, at = append(texts, text), append(at, e)
	}
	if len(elements) == 0 && !r.wrong(v.path) {
		r.fault(v, "is an empty list", hint)
	}
	return texts, at
}

// choice reads one of a few words.
func (r *reader) choice(v value, words ...string) (string, bool) {
	text, ok := r.line(v)
	if !ok {
		return "", false
	}
	for _, w := range words {
		if text == w {
			return w, true
		}
	}
	r.fault(v, quoted(text)+" is none of "+strings.Join(words, ", "), closest(text, words))
	return "", false
}

func kindOf(node ast.Node) string {
	switch node.Type() {
	case ast.MappingType, ast.MappingValueType:
		return "a mapping"
	case ast.SequenceType:
		return "a list"
	case ast.NullType:
		return "nothing"
	}
	return "a single value"
}
