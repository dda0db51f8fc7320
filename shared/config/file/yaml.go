package file

import (
	"bytes"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Deeper files than these are refused before they are parsed, since the parser
// recurses. A configuration needs six levels.
const (
	maxFlowDepth   = 16
	maxBlockColumn = 200
)

// parse turns bytes into the root of the configuration. What is allowed by YAML
// but not here (anchors, aliases, tags) is a fault of its own.
func (r *reader) parse(data []byte) (value, bool) {
	data, ok := r.plain(data)
	if !ok {
		return value{}, false
	}
	body, ok := r.document(string(data))
	if !ok {
		return value{}, false
	}
	root := r.locate(body, "", place{1, 1})
	r.refuse(root.node)
	return root, true
}

// plain checks the encoding and evens out the ends of lines.
func (r *reader) plain(data []byte) ([]byte, bool) {
	refuse := func(problem, hint string) ([]byte, bool) {
		r.faultAt(place{1, 1}, "", problem, hint)
		return nil, false
	}
	switch {
	case len(data) > MaxBytes:
		return refuse("is larger than 256 KiB", "is it the right file?")
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return refuse("is UTF-16", "save it as UTF-8")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	at := place{1, 1}
	for rest := data; len(rest) > 0; {
		c, size := utf8.DecodeRune(rest)
		switch {
		case c == utf8.RuneError && size == 1:
			r.faultAt(at, "", "is not UTF-8", "save the file as UTF-8")
			return nil, false
		case c == '\n':
			at = place{at.line + 1, 0}
		case unicode.IsControl(c) && c != '\t':
			r.faultAt(at, "", "holds a control character", "remove it")
			return nil, false
		}
		at.column++
		rest = rest[size:]
	}
	return data, true
}

// document parses exactly one YAML document that holds a mapping.
func (r *reader) document(text string) (body ast.Node, ok bool) {
	defer func() {
		// The parser is not ours; whatever it trips over is no YAML that a
		// person meant to write.
		if recover() != nil {
			r.faultAt(place{1, 1}, "", "is not YAML that can be read", "check indentation, brackets and quotes")
			body, ok = nil, false
		}
	}()
	tokens := lexer.Tokenize(text)
	if !r.shallow(tokens) {
		return nil, false
	}
	parsed, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err, text)
		return nil, false
	}
	for _, doc := range parsed.Docs {
		switch {
		case doc.Body == nil || doc.Body.Type() == ast.CommentType || doc.Body.Type() == ast.CommentGroupType:
		case body != nil:
			r.faultAt(start(doc.Body), "", "holds a second YAML document", "put everything in one, without ---")
			return nil, false
		default:
			body = doc.Body
		}
	}
	if body == nil || body.Type() == ast.NullType {
		r.faultAt(place{1, 1}, "", "is empty", "begin with the bongsu.yaml of the repository")
		return nil, false
	}
	return body, true
}

// shallow reports a file that nests deeper than the parser should be asked to go.
func (r *reader) shallow(tokens token.Tokens) bool {
	depth := 0
	for _, t := range tokens {
		deep := false
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			depth++
			deep = depth > maxFlowDepth
		case token.MappingEndType, token.SequenceEndType:
			depth--
		case token.MappingValueType, token.MappingKeyType, token.SequenceEntryType:
			deep = depth <= 0 && t.Position.Column > maxBlockColumn
		}
		if deep {
			r.faultAt(place{t.Position.Line, t.Position.Column}, "", "is nested too deeply", "check indentation, brackets and quotes")
			return false
		}
	}
	return true
}

// syntax reports what the parser refused. Its own text would show the line.
func (r *reader) syntax(err error, text string) {
	problem, hint := "is not YAML that can be read", "check indentation, brackets and quotes around here"
	at := place{1, 1}
	if e, ok := errors.AsType[yaml.Error](err); ok {
		problem = "is not valid YAML: " + e.GetMessage()
		if t := e.GetToken(); t != nil && t.Position != nil {
			at = place{max(1, t.Position.Line), max(1, t.Position.Column)}
		}
	}
	lines := strings.Split(text, "\n")
	line := ""
	if at.line <= len(lines) {
		line = lines[at.line-1]
	}
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	switch {
	case strings.Contains(indent, "\t"):
		problem, hint = "is indented with a tab", "YAML is indented with spaces"
	case strings.Contains(problem, "reserved character"), strings.Contains(problem, "unexpected scalar value type"), strings.Contains(problem, "escape character"):
		hint = "put texts with special characters in 'single quotes'"
	case strings.Contains(line, "*"):
		hint = `put a text with * in quotes, e.g. "sensor-*"`
	case strings.Contains(problem, "mapping value is not allowed"):
		hint = "check the indentation, and put a text that holds a colon in quotes"
	}
	r.faultAt(at, "", problem, hint)
}

// refuse reports the parts of YAML that a configuration does without: whoever
// reads it at night should see each value where it counts.
func (r *reader) refuse(node ast.Node) {
	const hint = "write the value out where it is needed"
	switch n := node.(type) {
	case *ast.AnchorNode:
		r.faultAt(start(n), "", "is a YAML anchor, which is not supported here", hint)
	case *ast.AliasNode:
		r.faultAt(start(n), "", "is a YAML alias, which is not supported here", hint+", or put a text that begins with * in quotes")
	case *ast.TagNode:
		r.faultAt(start(n), "", "is a YAML tag, which is not supported here", "write the plain value, or put a text that begins with ! in quotes")
	case *ast.MappingNode:
		for _, entry := range n.Values {
			switch entry.Key.(type) {
			case *ast.MergeKeyNode:
				r.faultAt(start(entry.Key), "", "is a YAML merge key, which is not supported here", hint)
				continue
			case *ast.MappingKeyNode, *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
				r.faultAt(start(entry.Key), "", "is not a plain key", "write key: value")
				continue
			}
			r.refuse(entry.Value)
		}
	case *ast.SequenceNode:
		for _, entry := range n.Values {
			r.refuse(entry)
		}
	}
}

// start is where a node begins. A block mapping's own token is its first colon.
func start(node ast.Node) place {
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return start(m.Values[0].Key)
	}
	if t := node.GetToken(); t != nil && t.Position != nil {
		return place{max(1, t.Position.Line), max(1, t.Position.Column)}
	}
	return place{1, 1}
}
