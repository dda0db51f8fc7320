// Package poll asks addresses for values again and again, and tells when one
// leaves its bounds, is missing, or when what comes is no answer. It decides
// neither where nor in which words that is told.
package poll

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"bongsu/shared/alert"
	"bongsu/shared/clean"
	"bongsu/shared/config"
	"bongsu/shared/jsonpath"
)

// Reading is what an answer says about one field, or, without a field, of itself.
type Reading struct {
	Key string
	// Facts hold what is right or wrong with it.
	Facts alert.Poll
	// Needed of the Evaluated last readings have to be wrong before it is told.
	Needed, Evaluated int
	Route             string
	// Severity is empty where the configuration does not say.
	Severity alert.Severity
}

// maxSaid is how many characters of what is no number are shown.
const maxSaid = 40

// Read gives what an answer says: one reading of it as a whole, and, if it is one,
// one of each field. It is pure.
func Read(p config.Poll, a Answer) []Reading {
	whole := Reading{
		Key:   alert.PollKey(p.Name, ""),
		Facts: alert.Poll{Name: p.Name, Address: p.Address(), Fault: a.Fault, Detail: a.Detail},
		Route: p.Route, Severity: p.Severity,
	}
	whole.Needed, whole.Evaluated = p.Answers()
	var document any
	if a.Fault == "" {
		var err error
		if document, err = decode(a.Body); err != nil {
			whole.Facts.Fault = alert.PollNotJSON
			whole.Facts.Detail = clean.Cut(hide(clean.Text(a.Type), a.Hidden), maxSaid)
		}
	}
	readings := []Reading{whole}
	if whole.Facts.Fault != "" {
		return readings // of the values nothing is known
	}
	for _, f := range p.Fields {
		r := Reading{Key: alert.PollKey(p.Name, f.Name), Facts: field(f, document, a.Hidden), Route: p.Route, Severity: p.Severity}
		r.Facts.Name, r.Facts.Address = p.Name, whole.Facts.Address
		r.Needed, r.Evaluated = p.Values()
		readings = append(readings, r)
	}
	return readings
}

// decode reads a document to its end. Numbers keep their digits.
func decode(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	d.UseNumber()
	var document any
	if err := d.Decode(&document); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the document")
	}
	return document, nil
}

// field judges one value against its bounds.
func field(f config.PollField, document any, hidden []string) alert.Poll {
	facts := alert.Poll{Field: f.Name, Path: f.Path, Above: f.Above, Below: f.Below, Unit: f.Unit}
	path, err := jsonpath.Parse(f.Path)
	found, ok := path.Find(document)
	if err != nil || !ok || found == nil {
		facts.Fault = alert.PollMissing
		return facts
	}
	value, ok := numberOf(found)
	if !ok {
		facts.Fault, facts.Detail = alert.PollNotNumber, said(found, hidden)
		return facts
	}
	facts.Value = &value
	switch {
	case f.Above != nil && value > *f.Above:
		facts.Fault = alert.PollAbove
	case f.Below != nil && value < *f.Below:
		facts.Fault = alert.PollBelow
	}
	return facts
}

// number is how a number may be written, in JSON or as a text in it.
var number = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

func numberOf(found any) (float64, bool) {
	var text string
	switch v := found.(type) {
	case json.Number:
		text = v.String()
	case string:
		text = strings.TrimSpace(v)
	}
	value, err := strconv.ParseFloat(text, 64)
	return value, number.MatchString(text) && err == nil && !math.IsInf(value, 0)
}

// said is what stands in the place of a number: a short text, or what sort of
// thing it is.
func said(found any, hidden []string) string {
	switch v := found.(type) {
	case bool:
		return strconv.FormatBool(v)
	case []any:
		return "[…]"
	case map[string]any:
		return "{…}"
	case string:
		text := strings.ReplaceAll(clean.Text(v), "\n", " ")
		return strconv.Quote(cmp.Or(clean.Cut(hide(text, hidden), maxSaid), ""))
	}
	return "" // a number beyond all numbers
}

// hide leaves out of a text what only the request may hold: an answer may well
// quote it. What shows a part of a secret is not shown at all.
func hide(text string, hidden []string) string {
	for _, h := range hidden {
		for part := range strings.FieldsSeq(h) {
			if strings.Contains(text, part) || len(text) >= shortestPart && strings.Contains(part, text) {
				return "…"
			}
		}
	}
	return text
}

// shortestPart is how long a part of a secret must be to be worth hiding.
const shortestPart = 4
