package wording

import (
	"strings"

	"bongsu/shared/alert"
)

// measurement says in one sentence what was measured against what: "5분 평균 지연
// 812 ms, 기준 300 ms 초과". Without a value it says what the alarm
// is set to, and claims nothing.
func (v Voice) measurement(m alert.Measurement, a alert.Alert) string {
	m.Comparison = side(m, a.State)
	back := a.State == alert.Recovered
	if back && a.Old == "INSUFFICIENT_DATA" {
		m.Comparison = "" // it was never known to be on the wrong side
	}
	unit := unitOf(m)
	measured := len(m.Points) > 0 && a.State != alert.NoData
	against := v.against(m, unit, back)
	if !measured && against == "" {
		return ""
	}
	var parts []string
	what, windowed := v.what(m)
	switch {
	case measured:
		parts = append(parts, what+" "+v.valueAgainst(m, unit))
		if against != "" {
			parts = append(parts, against)
		}
	case back:
		parts = append(parts, what, against)
	default:
		parts = append(parts, v.condition(what, v.bound(m, unit), m.Comparison))
	}
	if m.Period > 0 && !windowed {
		parts = append(parts, v.window(v.span(m.Period), m.Stat))
	}
	if m.Needed > 0 && m.Evaluated > 1 && !back {
		parts = append(parts, v.needed(m.Needed, m.Evaluated))
	}
	text := strings.Join(parts, ", ")
	if !a.Until.IsZero() && measured {
		text = v.atTheTime(text)
	}
	return v.sentence(text)
}

// side is on which side of its threshold the value is: what the alarm says, or
// what a comparison of the figures shows.
func side(m alert.Measurement, state alert.State) alert.Comparison {
	if len(m.Points) == 0 || state == alert.Recovered {
		return m.Comparison
	}
	value := m.Points[0].Value
	switch {
	case m.Comparison == alert.OutsideBand && m.Upper != nil && value > *m.Upper:
		return alert.AboveBand
	case m.Comparison == alert.OutsideBand && m.Lower != nil && value < *m.Lower:
		return alert.BelowBand
	case m.Comparison == "" && m.Threshold != nil && state == alert.Firing && value > *m.Threshold:
		return alert.Above
	case m.Comparison == "" && m.Threshold != nil && state == alert.Firing && value < *m.Threshold:
		return alert.Below
	}
	return m.Comparison
}

// what names the measured thing: statistic and metric, or a label of the owner's.
// windowed tells whether that says over which time.
func (v Voice) what(m alert.Measurement) (text string, windowed bool) {
	switch {
	case m.Metric != "" && m.Period > 0:
		return v.namedOver(m, v.span(m.Period))
	case m.Metric != "":
		return v.named(m), false
	case m.Label != "":
		return m.Label, false
	case m.Expression != "":
		return v.expression, false
	}
	return v.value, false
}

// against says which side of what the value is on.
func (v Voice) against(m alert.Measurement, unit string, back bool) string {
	bound := v.bound(m, unit)
	words, known := v.comparisons[m.Comparison]
	switch {
	case !known && m.Threshold == nil:
		return ""
	case !known:
		words = v.plainThreshold
	}
	if back {
		return strings.ReplaceAll(words.right, "%", bound)
	}
	return strings.ReplaceAll(words.wrong, "%", bound)
}

// bound is the threshold, or the band as far as it is known.
func (v Voice) bound(m alert.Measurement, unit string) string {
	switch {
	case m.Threshold != nil:
		return v.number(*m.Threshold, unit)
	case m.Lower != nil && m.Upper != nil:
		low, high := v.number(*m.Lower, unit), v.number(*m.Upper, unit)
		if len(m.Points) > 0 {
			low, high = v.exactIfSame(*m.Lower, m.Points[0].Value, unit), v.exactIfSame(*m.Upper, m.Points[0].Value, unit)
		}
		return "(" + low + "–" + high + ")"
	case m.Upper != nil:
		return "(≤ " + v.number(*m.Upper, unit) + ")"
	case m.Lower != nil:
		return "(≥ " + v.number(*m.Lower, unit) + ")"
	}
	return v.noBand
}

// exactIfSame writes a number with all its digits where rounding would make it
// look the same as another.
func (v Voice) exactIfSame(value, other float64, unit string) string {
	text := v.number(value, unit)
	if value != other && text == v.number(other, unit) {
		return v.exact(value, unit)
	}
	return text
}

// valueAgainst is the newest value, in the unit of the threshold and exact enough
// to differ from it where it does.
func (v Voice) valueAgainst(m alert.Measurement, unit string) string {
	value := m.Points[0].Value
	for _, bound := range []*float64{m.Threshold, m.Lower, m.Upper} {
		if bound != nil && *bound != value && v.number(value, unit) == v.number(*bound, unit) {
			return v.exact(value, unit)
		}
	}
	return v.numberLike(value, m.Threshold, unit)
}
