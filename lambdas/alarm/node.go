package alarm

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// node is a piece of JSON read without demands: what is missing or of another
// type reads as empty, because one odd field must not lose an alarm. Names are
// found whatever their case: SNS writes MetricStat where EventBridge writes
// metricStat.
type node struct{ value any }

// decode reads one JSON document; false if it is none.
func decode(data []byte) (node, bool) {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return node{}, false
	}
	if _, err := d.Token(); err != io.EOF {
		return node{}, false
	}
	return node{v}, true
}

// get follows a path of names, or of numbers into lists.
func (n node) get(path ...string) node {
	for _, name := range path {
		if elements, ok := n.value.([]any); ok {
			n = node{}
			if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(elements) {
				n = node{elements[i]}
			}
			continue
		}
		object, _ := n.value.(map[string]any)
		value, exact := object[name]
		if !exact {
			found := ""
			for key := range object {
				if strings.EqualFold(key, name) && (found == "" || key < found) {
					value, found = object[key], key
				}
			}
		}
		n = node{value}
	}
	return n
}

// keys are the names of an object, sorted.
func (n node) keys() []string {
	object, _ := n.value.(map[string]any)
	return slices.Sorted(maps.Keys(object))
}

func (n node) isObject() bool { _, ok := n.value.(map[string]any); return ok }

func (n node) isList() bool { _, ok := n.value.([]any); return ok }

// list gives the elements of a list.
func (n node) list() []node {
	values, _ := n.value.([]any)
	nodes := make([]node, len(values))
	for i, v := range values {
		nodes[i] = node{v}
	}
	return nodes
}

// text is a string's value; empty for all else.
func (n node) text() string {
	s, _ := n.value.(string)
	return s
}

// scalar is a string, number or boolean as it is written.
func (n node) scalar() string {
	switch v := n.value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// number is a finite number, also one written as a string; nil if it is none.
func (n node) number() *float64 { return number(n.scalar()) }

func number(text string) *float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return &f
}

// count is a whole number from 0 to a million; 0 if it is none.
func (n node) count() int {
	if f := n.number(); f != nil && *f >= 0 && *f <= 1e6 {
		return int(*f)
	}
	return 0
}

// seconds is a duration given in seconds, at most a year.
func (n node) seconds() time.Duration {
	const year = 366 * 24 * 3600
	if f := n.number(); f != nil && *f > 0 && *f <= year {
		return time.Duration(*f * float64(time.Second))
	}
	return 0
}

// time is a moment as AWS writes it: CloudWatch's "+0000", RFC 3339, or epoch
// seconds or milliseconds. Zero if it is none of these.
func (n node) time() time.Time {
	text := strings.TrimSpace(n.text())
	for _, layout := range []string{"2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return plausible(at)
		}
	}
	f := n.number()
	if f == nil || *f < 0 {
		return time.Time{}
	}
	const latestSecond = 1e11 // larger numbers are milliseconds
	if *f < latestSecond {
		*f *= 1000
	}
	if *f > latestSecond*1000 {
		return time.Time{}
	}
	return plausible(time.UnixMilli(int64(*f)))
}

// plausible leaves out times that JSON could not carry on.
func plausible(at time.Time) time.Time {
	at = at.UTC()
	if at.Year() < 1970 || at.Year() > 9000 {
		return time.Time{}
	}
	return at
}

// embedded is the JSON inside a string, or the node itself if it is no string.
func (n node) embedded() node {
	if text := n.text(); text != "" {
		inner, _ := decode([]byte(text))
		return inner
	}
	return n
}

// first is the first of the texts that is not blank.
func first(texts ...string) string {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			return t
		}
	}
	return ""
}
