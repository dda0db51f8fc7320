package file

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"bongsu/shared/channel"
)

// settings reads what one kind of channel needs besides the common keys, and
// lets the kind check it.
func (r *reader) settings(kind channel.Kind, s *section) channel.Settings {
	settings := kind.New()
	r.fields(s, reflect.ValueOf(settings).Elem())
	r.object(settings.Check(), s)
	return settings
}

// fields reads the keys of a section into the fields that are tagged with them.
func (r *reader) fields(s *section, fields reflect.Value) {
	for i := range fields.NumField() {
		key, _, _ := strings.Cut(fields.Type().Field(i).Tag.Get("yaml"), ",")
		if key == "" || key == "-" {
			continue
		}
		v, ok := s.get(key)
		if !ok {
			continue
		}
		if key == "secret" && r.pasted(v) {
			continue
		}
		r.decode(v, fields.Field(i))
	}
}

// object takes over the faults of settings. A key that could not be read has its
// fault already.
func (r *reader) object(faults []channel.Fault, s *section) {
	var kept []channel.Fault
	for _, f := range faults {
		if v, there := within(s, f.Key); !there || v.readable() && !r.wrong(v.path) {
			kept = append(kept, f)
		}
	}
	for _, f := range kept {
		r.refused(f, s)
	}
}

// within finds the value of a settings key, the element of a list (to[1]) or a
// key within (template.text); false if it is not there. What could not be read
// on the way there stands for all within it.
func within(s *section, key string) (value, bool) {
	name, rest, more := strings.Cut(key, ".")
	name, index, indexed := strings.Cut(name, "[")
	v, ok := s.find(name)
	if !ok {
		return value{}, false
	}
	if list, is := v.node.(*ast.SequenceNode); is && indexed {
		for i, element := range list.Values {
			if index == fmt.Sprintf("%d]", i) {
				at := start(element)
				v = value{element, fmt.Sprintf("%s[%d]", v.path, i), at, at}
			}
		}
	}
	if !more {
		return v, true
	}
	if _, is := v.node.(*ast.MappingNode); !is {
		return v, true
	}
	// A reader of its own: the faults of this section are known.
	inner, _ := new(reader).section(v)
	return within(inner, rest)
}

// decode puts a value into a field of settings, with this file's own words for
// what does not fit. None of them shows the value.
func (r *reader) decode(v value, field reflect.Value) {
	switch to := field.Addr().Interface().(type) {
	case *string:
		*to, _ = r.line(v)
	case *channel.Lines:
		text, _ := r.text(v)
		*to = channel.Lines(strings.TrimRight(text, "\n"))
	case *[]string:
		elements, _ := r.list(v, "")
		for _, e := range elements {
			if text, ok := r.line(e); ok {
				*to = append(*to, text)
			}
		}
	case *bool:
		*to, _ = r.boolean(v)
	case *time.Duration:
		*to, _ = r.duration(v)
	case **int:
		*to = r.count(v)
	default:
		r.nested(v, field)
	}
}

// count reads a whole number; nil if it is none.
func (r *reader) count(v value) *int {
	text, ok := r.line(v)
	if !ok {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		r.fault(v, "must be a whole number", "")
		return nil
	}
	return &n
}

// nested reads settings within settings, and lists of them.
func (r *reader) nested(v value, field reflect.Value) {
	switch kind := field.Type(); {
	case kind.Kind() == reflect.Struct:
		if s, ok := r.section(v); ok {
			r.fields(s, field)
			s.done()
		}
	case kind.Kind() == reflect.Slice && kind.Elem().Kind() == reflect.Struct:
		elements, _ := r.list(v, "")
		for _, e := range elements {
			one := reflect.New(kind.Elem()).Elem()
			r.decode(e, one)
			field.Set(reflect.Append(field, one))
		}
	case v.readable() && yaml.NodeToValue(v.node, field.Addr().Interface(), yaml.Strict()) != nil:
		r.fault(v, "is not what this key takes", "")
	}
}

// refused puts a fault of the settings where its key stands, or what is there of
// the way to it.
func (r *reader) refused(f channel.Fault, s *section) {
	at, path := s.self.head, s.self.path
	if f.Key != "" {
		path += "." + f.Key
	}
	for key := f.Key; key != ""; {
		if v, ok := within(s, key); ok {
			at = v.at
			if len(key) < len(f.Key) {
				at = v.head // what is missing within
			}
			break
		}
		key = key[:max(0, strings.LastIndex(key, "."))]
	}
	r.faultAt(at, path, f.Problem, f.Hint)
}

const storeIt = "store the new one with `bongsu secret set /bongsu/NAME` and write that name here"

// retired are services that still get configured from old instructions, and
// accept or ignore what is sent to them.
var retired = []struct {
	host          *regexp.Regexp
	problem, hint string
}{
	{
		regexp.MustCompile(`outlook\.office(365)?\.com|\.webhook\.office\.com`),
		"is the URL of an Office 365 connector, which Microsoft switched off in May 2026",
		"make a webhook with the Workflows app in Teams, " + storeIt,
	},
	{
		regexp.MustCompile(`prod-[0-9]+\.[a-z0-9-]+\.logic\.azure\.com`),
		"is an old Workflows URL, which Microsoft stopped in November 2025",
		"copy the workflow's new URL (….api.powerplatform.com), " + storeIt,
	},
	{
		regexp.MustCompile(`notify-(api|bot)\.line\.me`),
		"is the URL of LINE Notify, which ended in March 2025",
		"use a channel of type line, with a channel access token of the Messaging API; " + storeIt,
	},
}

// bare are credentials that could pass for the name of a parameter.
var bare = regexp.MustCompile(`(?i)^xox[a-z]-|^xapp-|^ncp_iam_|hooks\.slack|/services/t[a-z0-9]+/b[a-z0-9]+/`)

// pasted reports a secret that stands in the file itself, without showing it.
func (r *reader) pasted(v value) bool {
	text, ok := r.text(v)
	if !ok {
		return true
	}
	for _, old := range retired {
		if old.host.MatchString(strings.ToLower(text)) {
			r.fault(v, old.problem, old.hint)
			return true
		}
	}
	if bare.MatchString(text) || strings.Contains(text, "://") {
		r.fault(v, "is the secret itself, not the name of an SSM parameter", "make a new secret, since this one was written to a file; "+storeIt)
		return true
	}
	return false
}
