package wording

import (
	"math"
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// digestTitle says by itself whether anything is wrong now.
func (v Voice) digestTitle(a alert.Alert) string {
	title := v.digest.name + ": " + a.Subject
	if d := a.Digest; d != nil {
		if text := v.digest.summary(*d); text != "" {
			title += " – " + text
		}
	}
	return title
}

// summed tells a digest: what is wrong now, how metrics went, what was wrong.
func (v Voice) summed(a alert.Alert, it *Item) {
	d := a.Digest
	if d == nil {
		return
	}
	it.Lead, it.Table = v.stretch(*d), true
	if d.Partial {
		it.Lead += "\n" + v.digest.partial
	}
	for _, m := range d.Metrics {
		it.Facts = append(it.Facts, v.course(*d, m))
	}
	it.Text = strings.Join(v.troubles(*d), "\n")
}

// stretch is the time that a digest is of.
func (v Voice) stretch(d alert.Digest) string {
	from, to := d.From.In(v.zone), d.To.In(v.zone)
	until := to.Format("15:04")
	if from.Format(time.DateOnly) != to.Format(time.DateOnly) {
		until = to.Format("01-02 15:04")
	}
	return from.Format("01-02 15:04") + " – " + until + " " + zoneName(to) + " (" + v.span(d.To.Sub(d.From)) + ")"
}

// course is how a metric went.
func (v Voice) course(d alert.Digest, m alert.DigestMetric) Fact {
	switch {
	case m.Failed:
		return Fact{Label: m.Title, Value: v.digest.failed}
	case !m.Known():
		return Fact{Label: m.Title, Value: v.noData}
	}
	number := v.numbers(m)
	change := v.change(m, number)
	whole := v.wholeOf(m) + " " + number(*m.Whole)
	text, short := whole, whole
	if change != "" {
		text, short = text+" ("+change+")", short+"("+change+")"
	}
	var ends []string
	for _, f := range v.ends(m, number) {
		ends = append(ends, f.Name+" "+f.Value)
	}
	last := v.digest.last + " " + number(*m.Last)
	if alert.Adds(m.Measurement.Stat) {
		// A sum of the whole time is no neighbour of those of its parts.
		ends[0] = v.digest.per(v.span(d.Step)) + " " + ends[0]
	} else {
		short += ", " + ends[len(ends)-1]
	}
	return Fact{Label: m.Title, Value: joinDots(append([]string{text}, append(ends, last)...)), Short: short}
}

// numbers writes values of a metric, alike where its bound says how.
func (v Voice) numbers(m alert.DigestMetric) func(float64) string {
	unit := unitOf(m.Measurement)
	return func(value float64) string { return v.numberLike(value, m.Measurement.Threshold, unit) }
}

// wholeOf names what the whole time comes to.
func (v Voice) wholeOf(m alert.DigestMetric) string {
	if m.Measurement.Stat == "" {
		return v.digest.overall
	}
	return v.digest.brief(v.stat(m.Measurement.Stat))
}

// ends are the least and the greatest value, but for one that the whole already is.
func (v Voice) ends(m alert.DigestMetric, number func(float64) string) []alert.Field {
	all := []alert.Field{{Name: v.digest.least, Value: number(*m.Min)}, {Name: v.digest.most, Value: number(*m.Max)}}
	switch m.Measurement.Stat {
	case "Minimum":
		return all[1:]
	case "Maximum":
		return all[:1]
	}
	return all
}

// farApart is from how many percent on a change is said by both values.
const farApart = 999

// change compares the whole with as much time before; empty where nothing is known
// of that. Of a percentage nobody would know what a percentage of it means.
func (v Voice) change(m alert.DigestMetric, number func(float64) string) string {
	if m.Before == nil {
		return ""
	}
	before, percent := *m.Before, 0.0
	if before != 0 {
		percent = math.Round(100 * (*m.Whole - before) / math.Abs(before))
	}
	unit := unitOf(m.Measurement)
	switch share := unit == alert.Share || unit == "Percent"; {
	case number(before) == number(*m.Whole):
		return v.digest.same
	case share || before == 0 || math.Abs(percent) > farApart || percent == 0:
		return v.digest.before(number(before))
	case percent > 0:
		return v.digest.against("+" + digits(percent, 0))
	}
	return v.digest.against(digits(percent, 0))
}

// troubles lists what was wrong, what still is first.
func (v Voice) troubles(d alert.Digest) []string {
	var lines []string
	for _, sort := range []struct {
		word  string
		count int
		over  bool
		kind  alert.Kind
	}{
		{v.digest.wrong, d.Wrong, false, alert.Alarm}, {v.digest.gone, d.Gone, false, alert.Presence},
		{v.digest.ended, d.Ended, true, alert.Alarm}, {v.digest.back, d.Back, true, alert.Presence},
	} {
		if sort.count == 0 {
			continue
		}
		lines = append(lines, sort.word+" ("+digits(float64(sort.count), 0)+")")
		named := 0
		for _, t := range d.Troubles {
			if t.Over() == sort.over && t.Device == (sort.kind == alert.Presence) {
				lines = append(lines, "• "+t.Subject()+" – "+v.lasting(d, t))
				named++
			}
		}
		if more := sort.count - named; more > 0 {
			lines = append(lines, v.more(more, sort.kind))
		}
	}
	return lines
}

// lasting says since when something is wrong, or for how long it was.
func (v Voice) lasting(d alert.Digest, t alert.Trouble) string {
	if !t.Over() {
		return v.digest.since(v.clock(t.Since, d.To), v.span(d.To.Sub(t.Since)))
	}
	text := v.span(t.Lasted)
	if t.Times > 1 {
		return v.digest.times(t.Times, text)
	}
	return v.clock(t.Since, d.To) + "–" + v.clock(t.Until, t.Since) + " (" + text + ")"
}

// Digest are the words of a digest's picture.
func (v Voice) Digest(a alert.Alert) (title, subtitle string) {
	return v.digest.name + ": " + a.Subject, v.stretch(*a.Digest)
}

// Figures are what a picture says of a metric in numbers.
func (v Voice) Figures(m alert.DigestMetric) []alert.Field {
	if !m.Known() {
		return nil
	}
	number := v.numbers(m)
	whole := alert.Field{Name: v.wholeOf(m), Value: number(*m.Whole)}
	if change := v.change(m, number); change != "" {
		whole.Value += " (" + change + ")"
	}
	all := append([]alert.Field{whole}, v.ends(m, number)...)
	return append(all, alert.Field{Name: v.digest.last, Value: number(*m.Last)})
}

// withoutDigests leaves the digests out of a story, and gives them.
func withoutDigests(s Story) (Story, []alert.Alert) {
	var digests []alert.Alert
	is := func(a alert.Alert) bool { return a.Kind == alert.Digested && a.Digest != nil }
	for _, a := range s.Alerts {
		if is(a) {
			digests = append(digests, a)
		}
	}
	if len(digests) > 0 {
		s.Alerts = slices.DeleteFunc(slices.Clone(s.Alerts), is)
	}
	return s, digests
}

// digested puts digests below what else is told in a message, whole: of a summary
// nothing can be summed up again.
func (v Voice) digested(m Message, digests []alert.Alert) Message {
	for _, a := range digests {
		it := v.item(a)
		it.Headline = v.digestTitle(a)
		m.Items = append(slices.Clone(m.Items), it)
		v.illustrate(&m, a)
	}
	return m
}
