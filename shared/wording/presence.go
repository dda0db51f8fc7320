package wording

import (
	"time"

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
	if over(a) {
		if a.State == alert.Recovered && d.Seen.Sub(a.At) >= lateBy {
			it.Lead = v.alreadyBack(v.clock(a.At, d.Seen))
		} else {
			it.Lead = v.back
		}
	} else {
		it.Lead = v.reason(d.Reason)
		if gone := d.Checked.Sub(a.At); gone > 0 {
			it.Lead = v.goneFor(v.span(gone)) + " " + it.Lead
		}
	}
	v.when(a, it)
	if !over(a) {
		it.fact(v.labels.severity, v.severity[a.Severity])
	}
	if d.ClientID != a.Subject {
		it.fact(v.labels.client, d.ClientID)
	}
	it.fact(v.labels.reason, d.Reason)
	it.fact(v.labels.address, d.Address)
	it.fact(v.labels.session, d.Session)
}

// reason says a disconnectReason in human words; one that we do not know, as it is.
func (v Voice) reason(code string) string {
	if words, known := v.reasons[code]; known {
		return words
	}
	if code == "" {
		return v.reasons["UNKNOWN"]
	}
	return v.otherReason(code)
}

func (v Voice) raw(a alert.Alert, it *Item) {
	it.Lead = a.Reason
	v.when(a, it)
	if a.Severity == alert.Critical || a.Severity == alert.Warning {
		it.fact(v.labels.severity, v.severity[a.Severity])
	}
	for _, f := range a.Fields {
		it.fact(f.Name, f.Value)
	}
}
