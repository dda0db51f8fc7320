package file

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// section is a mapping that is read strictly: what nobody asks for is unknown.
type section struct {
	r       *reader
	self    value
	entries []entry
	known   []string
}

type entry struct {
	key   string
	value value
}

// section reads a mapping. Of a key that is given twice the first counts.
func (r *reader) section(v value) (*section, bool) {
	n, ok := v.node.(*ast.MappingNode)
	if !ok {
		if v.readable() {
			r.fault(v, "must be a mapping (key: value), not "+kindOf(v.node), "")
		}
		return nil, false
	}
	s := &section{r: r, self: v}
	lines := map[string]int{}
	for _, e := range n.Values {
		switch e.Key.(type) {
		case *ast.MergeKeyNode, *ast.MappingKeyNode, *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
			continue
		}
		key, head := e.Key.GetToken().Value, start(e.Key)
		path := named(key)
		if v.path != "" {
			path = v.path + "." + path
		}
		if line, again := lines[key]; again {
			r.faultAt(head, path, fmt.Sprintf("is given twice, first in line %d", line), "remove one")
			continue
		}
		lines[key] = head.line
		s.entries = append(s.entries, entry{key, r.locate(e.Value, path, head)})
	}
	return s, true
}

// has reports whether a key is written at all.
func (s *section) has(key string) bool {
	_, ok := s.find(key)
	return ok
}

func (s *section) find(key string) (value, bool) {
	for _, e := range s.entries {
		if e.key == key {
			return e.value, true
		}
	}
	return value{}, false
}

// get gives the value of a key, false if there is none. A key with nothing
// behind it is a fault.
func (s *section) get(key string) (value, bool) {
	if !slices.Contains(s.known, key) {
		s.known = append(s.known, key)
	}
	v, ok := s.find(key)
	if !ok {
		return value{}, false
	}
	return v, s.r.given(v)
}

// need is get for a key that must be there.
func (s *section) need(key, hint string) (value, bool) {
	v, ok := s.get(key)
	if !s.has(key) {
		s.missing(key, hint)
	}
	return v, ok
}

func (s *section) missing(key, hint string) {
	path := key
	if s.self.path != "" {
		path = s.self.path + "." + key
	}
	s.r.faultAt(s.self.head, path, "is missing", hint)
}

// given reports a key with nothing behind it.
func (r *reader) given(v value) bool {
	if v.node.Type() != ast.NullType {
		return true
	}
	r.fault(v, "has no value", "give it one, or remove it")
	return false
}

// line reads an optional text of one line; empty if there is none.
func (s *section) line(key string) string {
	if v, ok := s.get(key); ok {
		text, _ := s.r.line(v)
		return text
	}
	return ""
}

// done reports the keys that nobody asked for.
func (s *section) done() {
	for _, e := range s.entries {
		if !slices.Contains(s.known, e.key) {
			s.r.faultAt(e.value.head, e.value.path, "is not a known key", suggest(e.key, s.known))
		}
	}
}
