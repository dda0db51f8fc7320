package file

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/jsonpath"
)

// looks reads of how many of the last answers, or messages, how many must be wrong.
func (r *reader) looks(s *section, of, hint string) config.Looks {
	v, ok := s.get("datapoints")
	if !ok {
		return config.Looks{}
	}
	var l config.Looks
	if l.Needed, l.Evaluated = r.datapoints(v); l.Evaluated > maxLooks {
		r.fault(v, fmt.Sprintf("looks back over more than %d %s", maxLooks, of), hint)
	}
	return l
}

// values reads what is to be watched. in says in what they stand, optional whether
// they may be missing there.
func (r *reader) values(v value, in string, optional bool) []config.PollField {
	s, ok := r.section(v)
	if !ok {
		return nil
	}
	if n := len(s.entries); n == 0 || n > maxPollFields {
		r.fault(v, fmt.Sprintf("has %d fields, not 1 to %d", n, maxPollFields), "e.g. fields: {temp: {path: data.temp, above: 90}}")
	}
	var fields []config.PollField
	for _, e := range s.entries {
		if !pollName.MatchString(e.key) {
			r.faultAt(e.value.head, e.value.path, "is not a name for a field", pollNameHint)
		}
		if !r.given(e.value) {
			continue
		}
		if one, ok := r.section(e.value); ok {
			fields = append(fields, r.watchedValue(e.key, one, in, optional))
		}
	}
	return fields
}

func (r *reader) watchedValue(name string, s *section, in string, optional bool) config.PollField {
	f := config.PollField{Name: name}
	if v, ok := s.need("path", "where the value stands in "+in+", e.g. path: data.temp or items[0].x, or $ for all of it"); ok {
		if f.Path, ok = r.line(v); ok {
			if _, err := jsonpath.Parse(f.Path); err != nil {
				r.fault(v, err.Error(), "")
			}
		}
	}
	if optional {
		if v, ok := s.get("optional"); ok {
			f.Optional, _ = r.boolean(v)
		}
	}
	unsure := false
	if v, ok := s.get("unit"); ok {
		f.Unit, unsure = r.valueUnit(v)
	}
	bound := func(key string) *float64 {
		v, ok := s.get(key)
		if !ok {
			return nil
		}
		text, ok := r.line(v)
		if !ok || unsure {
			return nil
		}
		n, wrong := threshold(text, f.Unit, "the field")
		if wrong != nil {
			r.fault(v, wrong.problem, wrong.hint)
			return nil
		}
		return &n
	}
	f.Above, f.Below = bound("above"), bound("below")
	if f.Above != nil && f.Below != nil && *f.Below > *f.Above {
		low, _ := s.find("below")
		r.fault(low, "is more than above: no value would be right", "below: the least that is right, above: the most")
	}
	s.done()
	return f
}

// valueUnit reads what a value is in: CloudWatch's name, by which bounds may be
// written with a unit, or any short text.
func (r *reader) valueUnit(v value) (unit string, wrong bool) {
	text, ok := r.line(v)
	if !ok {
		return "", true
	}
	for _, c := range text {
		if !unicode.IsGraphic(c) {
			r.fault(v, "holds a character that cannot be seen", "e.g. unit: °C")
			return "", true
		}
	}
	if !alert.IsUnit(text) && utf8.RuneCountInString(text) > maxUnit {
		r.fault(v, fmt.Sprintf("is longer than %d characters", maxUnit), "a unit of CloudWatch (Milliseconds, Percent, Bytes), or a short one of your own, e.g. unit: °C")
		return "", true
	}
	return text, false
}
