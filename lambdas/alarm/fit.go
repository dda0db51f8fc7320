package alarm

import (
	"encoding/json"

	"bongsu/shared/alert"
)

// suspicious is the size of a payload, in bytes, from which its alerts are
// measured at all.
const suspicious = 16 << 10

// maxBytes is how large one alert's JSON may get: half a job, see queue.MaxBytes.
const maxBytes = 100 << 10

// fit shortens an alert that would not fit a job, the least useful first. Only
// a message made to be large comes to this.
func fit(a *alert.Alert) {
	for _, shorten := range []func(*alert.Alert){shortenMeasurement, shortenLists, shortenTexts} {
		// An alert holds nothing that cannot be encoded.
		if data, _ := json.Marshal(a); len(data) <= maxBytes {
			return
		}
		shorten(a)
	}
}

const few = 5

func shortenMeasurement(a *alert.Alert) {
	if m := a.Measurement; m != nil {
		if len(m.Inputs) > 0 {
			m.Inputs = []alert.Measurement{{Label: cutMark, Expression: cutMark}}
		}
		m.Dimensions = shortenFields(m.Dimensions)
	}
}

func shortenLists(a *alert.Alert) {
	a.Contributor, a.Fields = shortenFields(a.Contributor), shortenFields(a.Fields)
	if len(a.Children) > few {
		a.Children = append(a.Children[:few:few], alert.Child{Name: cutMark})
	}
}

func shortenFields(f []alert.Field) []alert.Field {
	if len(f) <= few {
		return f
	}
	return append(f[:few:few], alert.Field{Name: cutMark, Value: cutMark})
}

func shortenTexts(a *alert.Alert) {
	const short = 1000
	a.Text, a.Rule, a.Reason = cut(a.Text, short), cut(a.Rule, short), cut(a.Reason, short)
}
