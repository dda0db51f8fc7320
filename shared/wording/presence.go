package wording

import (
	"strings"
	"time"
	"unicode/utf8"

	"bongsu/shared/alert"
)

// lateBy is from when on an event counts as late: AWS IoT's events usually
// arrive within seconds.
const lateBy = time.Minute

func (v Voice) presence(a alert.Alert, it *Item) {
	d := alert.Device{}
	if a.Device != nil {
		d = *a.Device
	}
	var lead []string
	gone := d.Checked.Sub(a.At)
	if a.Still > 0 {
		gone = a.Still
	}
	switch {
	case d.Drops > 0 && !a.Until.IsZero():
		lead = append(lead, v.toldInOne)
	case d.Drops > 0 && over(a):
		lead = append(lead, v.stableLead)
	case d.Drops > 0:
		lead = append(lead, v.reason(d.Reason), v.unstableLead)
	case !a.Until.IsZero():
		lead = append(lead, v.backInOne, v.reason(d.Reason))
	case a.State == alert.Recovered:
		if d.Seen.Sub(a.At) >= lateBy {
			lead = append(lead, v.alreadyBack(v.clock(a.At, d.Seen)))
		}
	default:
		lead = append(lead, v.reason(d.Reason))
		if gone > 0 {
			lead = append(lead, v.goneFor(v.span(gone)))
		}
	}
	it.Lead = strings.Join(lead, "\n")
	v.when(a, it)
	if a.State.Open() {
		it.fact(v.labels.severity, v.severity[a.Severity])
	}
	if d.ClientID != a.Subject {
		it.fact(v.labels.client, d.ClientID)
	}
	it.fact(v.labels.awsReason, d.Reason)
	it.fact(v.labels.address, d.Address)
	it.fact(v.labels.session, d.Session)
}

// drops is how many losses made a device unstable; zero if it is not about that.
func drops(a alert.Alert) int {
	if a.Device == nil {
		return 0
	}
	return a.Device.Drops
}

// reason says a disconnectReason in human words; of one that we do not know,
// that we do not know it.
func (v Voice) reason(code string) string {
	if words, known := v.reasons[code]; known {
		return words
	}
	if code == "" {
		return v.reasons["UNKNOWN"]
	}
	return v.otherReason(code)
}

// wholeTitle is how many characters a subject may have that every channel shows
// whole.
const wholeTitle = 80

func (v Voice) raw(a alert.Alert, it *Item) {
	it.Lead = a.Reason
	// A text without a subject has its first line for one.
	if first, rest, _ := strings.Cut(it.Text, "\n"); first == a.Subject && utf8.RuneCountInString(first) <= wholeTitle {
		it.Text = strings.TrimSpace(rest)
	}
	if it.Lead == "" && strings.TrimSpace(a.Text) == "" && len(a.Fields) == 0 {
		it.Lead = v.empty
	}
	v.when(a, it)
	v.mattering(a, it)
	v.fields(a, it)
}

// statusOf finds what a raw alert says of its own outcome (a build that FAILED),
// for the title.
func statusOf(a alert.Alert) string {
	for _, f := range a.Fields {
		name := strings.ToLower(f.Name)
		if (strings.HasSuffix(name, "status") || strings.HasSuffix(name, "state")) && utf8.RuneCountInString(f.Value) <= 30 {
			return f.Value
		}
	}
	return ""
}
