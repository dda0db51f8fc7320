package alarm

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// reading is what CloudWatch's explanation of a state says in figures.
type reading struct {
	// complete says that nothing of the text is left unsaid by the figures.
	complete     bool
	points       []alert.Point
	comparison   alert.Comparison
	threshold    *float64
	lower, upper *float64
}

// readReason reads the texts that CloudWatch writes for metric alarms, such as
// "Threshold Crossed: 1 out of the last 1 datapoints [12.0 (25/09/26
// 04:11:00)] was greater than the threshold (5.0) (minimum 1 datapoint for OK
// -> ALARM transition)." Times in it are dd/mm/yy in UTC. A text of another
// form gives an empty reading.
func readReason(text string) reading {
	var r reading
	s := scanner{strings.TrimSpace(text)}
	if !s.eat("Threshold Crossed: ") && !s.eat("Thresholds Crossed: ") {
		return r
	}
	if !s.skipCount() {
		return r
	}
	points, whole := s.points()
	r.points = points
	if !s.eat("was ") && !s.eat("were ") {
		return r
	}
	if !s.comparisons(&r) {
		return r
	}
	if at := strings.Index(s.rest, "crossed the threshold: "); at >= 0 && len(r.points) == 0 {
		s.rest = s.rest[at+len("crossed the threshold: "):]
		r.points, whole = s.points()
	}
	s.eat(" ")
	if s.eat("(minimum ") {
		_, s.rest, _ = strings.Cut(s.rest, ")")
	}
	r.complete = whole && len(r.points) > 0 && strings.Trim(s.rest, ". ") == ""
	return r
}

// scanner reads a text from its beginning.
type scanner struct{ rest string }

func (s *scanner) eat(prefix string) bool {
	rest, ok := strings.CutPrefix(s.rest, prefix)
	s.rest = rest
	return ok
}

// skipCount goes past "3 out of the last 5 datapoints " or "1 datapoint ".
func (s *scanner) skipCount() bool {
	head, rest, ok := strings.Cut(s.rest, " datapoint")
	if !ok || strings.Trim(head, "0123456789 outfhelas") != "" {
		return false
	}
	s.rest = strings.TrimPrefix(rest, "s")
	return s.eat(" ")
}

// points reads "[12.0 (25/09/26 04:11:00), 11.0 (…)] " or, in old texts, "(12.0) ".
func (s *scanner) points() (points []alert.Point, whole bool) {
	end := "]"
	if !s.eat("[") {
		if !s.eat("(") {
			return nil, true
		}
		end = ")"
	}
	inside, rest, ok := strings.Cut(s.rest, end)
	if !ok {
		return nil, false
	}
	s.rest = strings.TrimPrefix(rest, " ")
	whole = true
	for part := range strings.SplitSeq(inside, ",") {
		value, at, timed := strings.Cut(strings.TrimSpace(part), " (")
		v := number(value)
		if v == nil {
			whole = false
			continue
		}
		p := alert.Point{Value: *v}
		if timed {
			t, err := time.Parse("02/01/06 15:04:05", strings.TrimSuffix(at, ")"))
			if err == nil {
				p.At = t
			}
			whole = whole && err == nil
		}
		points = append(points, p)
	}
	return points, whole
}

// comparisons reads "not greater than the threshold (5.0)" and the forms with a
// band: "less than the lower thresholds [0.1] or greater than the upper
// thresholds [0.3]".
func (s *scanner) comparisons(r *reading) bool {
	for again := true; again; again = s.eat("or ") {
		s.eat("not ")
		var above, orEqual bool
		switch {
		case s.eat("greater than "):
			above = true
		case s.eat("less than "):
		default:
			return false
		}
		orEqual = s.eat("or equal to ")
		switch {
		case s.eat("the threshold ("):
			inside, rest, ok := strings.Cut(s.rest, ")")
			if r.threshold = number(inside); !ok || r.threshold == nil {
				return false
			}
			r.comparison, s.rest = comparison(above, orEqual), rest
			return true
		case s.eat("the lower threshold"):
			if !s.edge(&r.lower) {
				return false
			}
		case s.eat("the upper threshold"):
			if !s.edge(&r.upper) {
				return false
			}
		default:
			return false
		}
	}
	switch {
	case r.lower != nil && r.upper != nil:
		r.comparison = alert.OutsideBand
	case r.upper != nil:
		r.comparison = alert.AboveBand
	default:
		r.comparison = alert.BelowBand
	}
	return true
}

// edge reads "s [0.1, 0.2] " and keeps the first, which is the newest.
func (s *scanner) edge(to **float64) bool {
	s.eat("s")
	s.eat(" ")
	values, _ := s.points()
	if len(values) == 0 {
		return false
	}
	*to = &values[0].Value
	return true
}

func comparison(above, orEqual bool) alert.Comparison {
	switch {
	case above && orEqual:
		return alert.AtLeast
	case above:
		return alert.Above
	case orEqual:
		return alert.AtMost
	}
	return alert.Below
}

// ownWords are the words that CloudWatch's explanations are made of. A text
// without any was written by whoever set the state by hand. A person's text may
// hold one too; better a test that looks real than the reverse.
func ownWords() []string {
	return []string{
		"unchecked:", "threshold", "datapoint", "insufficient data", "missing data", "evaluat", "time series",
		"contributor", "transitioned to", "alarm rule", "alarm creation", "expression", "permission", "metric",
	}
}

// byHand reports whether a person wrote the explanation.
func byHand(reason string) bool {
	lower := strings.ToLower(reason)
	for _, word := range ownWords() {
		if strings.Contains(lower, word) {
			return false
		}
	}
	return strings.TrimSpace(reason) != ""
}

var seriesCount = regexp.MustCompile(`^(\d{1,9}) out of (\d{1,9}) (?:contributors|time series) evaluated to (\w+)\.?$`)

// readSeries reads the text that counts the series of a multi-series alarm: "6
// out of 6 time series evaluated to ALARM". Nil for any other text.
func readSeries(reason string) *alert.Series {
	m := seriesCount.FindStringSubmatch(strings.TrimSpace(reason))
	if m == nil || !isState(m[3]) {
		return nil
	}
	in, _ := strconv.Atoi(m[1]) // the expression lets only numbers through
	of, _ := strconv.Atoi(m[2])
	return &alert.Series{In: in, Of: of, State: m[3]}
}
