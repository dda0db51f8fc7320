package logpattern

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// maxWildcards is how many wildcard selectors a pattern may have.
// Source: the guide, "match terms in JSON log events", Quotas.
const maxWildcards = 3

// parseJSON reads a pattern for JSON log events.
func parseJSON(text string) (func(string) bool, error) {
	s := &scanner{text: text}
	s.take("{")
	wildcards := 0
	expr, err := parseExpression(s, func(s *scanner) (expression[any], error) {
		sel, err := s.selector()
		if err != nil {
			return nil, err
		}
		if sel.wild {
			if wildcards++; wildcards > maxWildcards {
				return nil, fmt.Errorf("a filter pattern has at most %d wildcard selectors", maxWildcards)
			}
		}
		return s.property(sel)
	})
	if err != nil {
		return nil, err
	}
	s.blanks()
	if !s.take("}") {
		return nil, s.unexpected("&&, || or the closing brace")
	}
	if !s.done() {
		return nil, fmt.Errorf("a JSON pattern ends with its brace, but is followed by %s", around(s.text, s.at))
	}
	return func(line string) bool {
		root, ok := decode(line)
		return ok && expr(root)
	}, nil
}

// decode reads a line that is one JSON object and nothing else.
func decode(line string) (any, bool) {
	d := json.NewDecoder(strings.NewReader(line))
	d.UseNumber()
	var root map[string]any
	if err := d.Decode(&root); err != nil || root == nil {
		return nil, false
	}
	_, err := d.Token()
	return root, err == io.EOF
}

// property reads what is asked of the property that was selected.
func (s *scanner) property(sel selector) (expression[any], error) {
	s.blanks()
	start := s.at
	word := s.word(plain)
	if word == "" {
		return s.propertyComparison(sel)
	}
	s.blanks()
	claim := word + " " + s.word(plain)
	switch claim {
	case "IS NULL":
		return isWord(sel, nil), nil
	case "IS TRUE":
		return isWord(sel, true), nil
	case "IS FALSE":
		return isWord(sel, false), nil
	case "NOT EXISTS":
		if sel.wild {
			return nil, fmt.Errorf("NOT EXISTS with the wildcard selector %s is not supported", sel.text)
		}
		return func(root any) bool { return !sel.any(root, func(any) bool { return true }) }, nil
	case "IS NOT":
		return nil, fmt.Errorf("IS NOT is not supported by CloudWatch Logs: %s", around(s.text, start))
	}
	if word == "EXISTS" {
		return nil, fmt.Errorf("EXISTS is not supported by CloudWatch Logs, write %s = *", sel.text)
	}
	return nil, fmt.Errorf("after %s stand IS NULL, IS TRUE, IS FALSE, NOT EXISTS or one of = != > < >= <=, not %s", sel.text, around(s.text, start))
}

// isWord says whether the property is there and is a word of JSON.
func isWord(sel selector, word any) expression[any] {
	return func(root any) bool {
		return sel.any(root, func(node any) bool {
			switch node.(type) {
			case nil, bool:
				return node == word
			}
			return false
		})
	}
}

// propertyComparison reads the comparison of a property with a value.
func (s *scanner) propertyComparison(sel selector) (expression[any], error) {
	start := s.at
	holds, err := s.comparison()
	if err != nil {
		return nil, err
	}
	written := strings.TrimLeft(s.text[start:s.at], "!=<> \t\r\n")
	if written == "true" || written == "false" || written == "null" {
		return nil, fmt.Errorf(`%s is no string and no number: write %s IS %s, or "%s" in quotes for the text`,
			written, sel.text, strings.ToUpper(written), written)
	}
	return func(root any) bool {
		return sel.any(root, func(node any) bool {
			switch v := node.(type) {
			case string:
				return holds(value{text: v})
			case json.Number:
				return holds(value{text: v.String(), number: number(v.String())})
			}
			return false
		})
	}, nil
}
