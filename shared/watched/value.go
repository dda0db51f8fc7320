// Package watched judges values that are looked at again and again: what a
// document says of a field, when that is news, and what becomes of it when nobody
// watches any more. It asks nobody for a value, and chooses neither words nor
// channels.
package watched

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
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/clean"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/jsonpath"
)

// Reading is what a look says about one field, or, without a field, about itself.
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

// Alert tells of a reading what Judge has found to be news.
func (r Reading) Alert(known *incident.Watched, at time.Time, state alert.State, region string) alert.Alert {
	facts := r.Facts
	if r.Evaluated > 1 {
		facts.Needed, facts.Evaluated = r.Needed, r.Evaluated
	}
	a := alert.Alert{
		Key: r.Key, Kind: alert.KindOf(r.Key), State: state, Severity: r.Severity, Route: r.Route,
		Subject: alert.SubjectOf(r.Key), At: at, Poll: &facts, Region: region,
	}
	switch state {
	case alert.Recovered:
		facts.Was, facts.Worst = alert.PollFault(known.Fault), known.Worst
	case alert.Firing:
		a.Severity = cmp.Or(a.Severity, alert.Critical)
	default:
		a.Severity = cmp.Or(a.Severity, alert.Warning)
	}
	return a
}

// MaxSaid is how many characters of what is no number are shown.
const MaxSaid = 40

// Decode reads a document to its end. Numbers keep their digits.
func Decode(body []byte) (any, error) {
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

// Field judges one value against its bounds.
func Field(f config.PollField, document any, hidden []string) alert.Poll {
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
		return strconv.Quote(cmp.Or(clean.Cut(Hide(text, hidden), MaxSaid), ""))
	}
	return "" // a number beyond all numbers
}

// Hide leaves out of a text what only the request may hold: an answer may well
// quote it. What shows a part of a secret is not shown at all.
func Hide(text string, hidden []string) string {
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
