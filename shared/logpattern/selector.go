package logpattern

import (
	"fmt"
	"strconv"
)

// selector is the way from the root of a JSON log event to a property.
type selector struct {
	text  string
	steps []step
	wild  bool
}

// step goes from a node to some below it.
type step struct {
	kind  stepKind
	name  string
	index int
}

type stepKind int

const (
	member stepKind = iota
	element
	anyMember
	anyElement
)

// selector reads $.a.b[0]['c.d'] and the like.
func (s *scanner) selector() (selector, error) {
	s.blanks()
	start := s.at
	if !s.take("$") {
		return selector{}, s.unexpected("a property selector as $.name")
	}
	var sel selector
	for {
		var next step
		var err error
		switch {
		case s.take(".["):
			next, err = s.key()
		case s.take("."):
			next, err = s.member()
		case len(sel.steps) > 0 && s.take("["):
			next, err = s.element()
		case len(sel.steps) == 0:
			return selector{}, s.unexpected("a property as .name or .['name']")
		default:
			sel.text = s.text[start:s.at]
			return sel, nil
		}
		if err != nil {
			return selector{}, err
		}
		if next.kind == anyMember || next.kind == anyElement {
			if sel.wild {
				return selector{}, fmt.Errorf("a property selector has at most one wildcard: %s", around(s.text, start))
			}
			sel.wild = true
		}
		sel.steps = append(sel.steps, next)
	}
}

// member reads the name after a period.
func (s *scanner) member() (step, error) {
	if s.take("*") {
		return step{kind: anyMember}, nil
	}
	name := s.word(func(r rune) bool { return plain(r) || r == '-' })
	if name == "" {
		return step{}, s.unexpected("a property's name (with other characters than A-Z, a-z, 0-9, - and _ as .['name'])")
	}
	return step{name: name}, nil
}

// key reads the quoted name after an opening bracket.
func (s *scanner) key() (step, error) {
	if s.done() || s.text[s.at] != '"' && s.text[s.at] != '\'' {
		return step{}, s.unexpected("a property's name in quotes")
	}
	name, err := s.quoted(s.text[s.at])
	if err != nil {
		return step{}, err
	}
	if !s.take("]") {
		return step{}, s.unexpected("the closing bracket")
	}
	return step{name: name}, nil
}

// element reads what stands after the opening bracket of an array.
func (s *scanner) element() (step, error) {
	start := s.at
	if s.take("*]") {
		return step{kind: anyElement}, nil
	}
	digits := s.word(func(r rune) bool { return r >= '0' && r <= '9' })
	index, err := strconv.Atoi(digits)
	if err != nil || !s.take("]") {
		return step{}, fmt.Errorf("an element of an array is a number in brackets, a name in brackets follows a period: %s", around(s.text, start-1))
	}
	return step{kind: element, index: index}, nil
}

// any says whether some node that is selected fulfils a wish.
func (sel selector) any(root any, wish func(node any) bool) bool {
	return walk(root, sel.steps, wish)
}

func walk(node any, steps []step, wish func(any) bool) bool {
	if len(steps) == 0 {
		return wish(node)
	}
	object, _ := node.(map[string]any)
	array, _ := node.([]any)
	switch s := steps[0]; s.kind {
	case member:
		below, ok := object[s.name]
		return ok && walk(below, steps[1:], wish)
	case element:
		return s.index < len(array) && walk(array[s.index], steps[1:], wish)
	case anyMember:
		for _, below := range object {
			if walk(below, steps[1:], wish) {
				return true
			}
		}
	case anyElement:
		for _, below := range array {
			if walk(below, steps[1:], wish) {
				return true
			}
		}
	}
	return false
}
