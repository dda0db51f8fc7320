package file

import (
	"fmt"
	"reflect"
	"regexp"
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
	fields := reflect.ValueOf(settings).Elem()
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
	// A key that could not be read has its fault already.
	var faults []channel.Fault
	for _, f := range settings.Check() {
		key, _, _ := strings.Cut(f.Key, "[")
		if v, ok := s.find(key); key == "" || !ok || v.readable() && !r.wrong(v.path) {
			faults = append(faults, f)
		}
	}
	for _, f := range faults {
		r.refused(f, s)
	}
	return settings
}

// decode puts a value into a field of settings, with this file's own words for
// what does not fit. None of them shows the value.
func (r *reader) decode(v value, field reflect.Value) {
	switch to := field.Addr().Interface().(type) {
	case *string:
		*to, _ = r.line(v)
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
	default:
		if v.readable() && yaml.NodeToValue(v.node, to, yaml.Strict()) != nil {
			r.fault(v, "is not what this key takes", "")
		}
	}
}

// refused puts a fault of the settings where its key, or the element of a list
// that it names (to[1]), stands.
func (r *reader) refused(f channel.Fault, s *section) {
	key, _, _ := strings.Cut(f.Key, "[")
	at, path := s.self.head, s.self.path
	if key != "" {
		path += "." + f.Key
	}
	if v, ok := s.find(key); ok {
		at = v.at
		if list, ok := v.node.(*ast.SequenceNode); ok {
			for i, element := range list.Values {
				if path == fmt.Sprintf("%s[%d]", v.path, i) {
					at = start(element)
				}
			}
		}
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
var bare = regexp.MustCompile(`(?i)^xox[a-z]-|^xapp-|hooks\.slack|/services/t[a-z0-9]+/b[a-z0-9]+/`)

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
