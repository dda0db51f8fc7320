package wording

import (
	"math"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// unitOf is the unit of a measurement: what the alarm says, else what AWS says
// of the metric. A share is a percentage.
func unitOf(m alert.Measurement) string {
	if alert.IsShare(m.Namespace, m.Metric, m.Stat) {
		return alert.Share
	}
	if m.Unit != "" && m.Unit != "None" {
		return m.Unit
	}
	if m.Metric != "" && m.Stat != "SampleCount" {
		return alert.UnitOf(m.Namespace, m.Metric)
	}
	return ""
}

// number writes a value with its unit, in the size a person would say.
func (v Voice) number(value float64, unit string) string {
	switch unit {
	case "Milliseconds":
		return v.timeSpan(value / 1000)
	case "Microseconds":
		return v.timeSpan(value / 1e6)
	case "Seconds":
		return v.timeSpan(value)
	}
	scaled, suffix := scale(value, unit)
	return digits(scaled, significant) + v.suffix(suffix)
}

// numberLike writes a value in the unit that a threshold is written in, so that
// nobody has to convert at night: 1,250 ms against 300 ms, not 1.25 s.
func (v Voice) numberLike(value float64, threshold *float64, unit string) string {
	if threshold == nil {
		return v.number(value, unit)
	}
	seconds, limit := value, *threshold
	switch unit {
	case "Seconds":
	case "Milliseconds":
		seconds, limit = value/1000, limit/1000
	case "Microseconds":
		seconds, limit = value/1e6, limit/1e6
	default:
		return v.number(value, unit)
	}
	switch {
	case limit >= 1e-3 && limit < 1 && seconds >= 1 && seconds < 100:
		return digits(seconds*1000, significant) + " ms"
	case limit >= 1 && limit < 60 && seconds >= 60 && seconds < 600:
		return digits(seconds, significant) + v.second
	}
	return v.number(value, unit)
}

// exact writes a value with all its digits, where rounding would hide the point.
func (v Voice) exact(value float64, unit string) string {
	switch unit {
	case "Milliseconds":
		return digits(value, -1) + " ms"
	case "Microseconds":
		return digits(value, -1) + " µs"
	case "Seconds":
		return digits(value, -1) + v.second
	}
	if unit == alert.Share {
		value *= 100
		unit = "Percent"
	}
	if text := strings.TrimSpace(v.suffix(unit)); strings.HasPrefix(unit, "Bytes") {
		return digits(value, -1) + " " + text
	}
	return digits(value, -1) + v.suffix(unit)
}

// timeSpan writes seconds as a person would say them.
func (v Voice) timeSpan(seconds float64) string {
	size := math.Abs(seconds)
	switch {
	case size == 0:
		return "0" + v.second
	case size < 1e-3:
		return digits(seconds*1e6, significant) + " µs"
	case size < 1:
		return digits(seconds*1e3, significant) + " ms"
	case size < 60 || size > 100*365*24*3600:
		return digits(seconds, significant) + v.second
	case seconds < 0:
		return "-" + v.span(time.Duration(-seconds*float64(time.Second)))
	}
	return v.span(time.Duration(seconds * float64(time.Second)))
}

// sizes are the steps of amounts of data, as the console writes them.
var sizes = []string{"B", "kB", "MB", "GB", "TB", "PB"}

// powers are CloudWatch's own prefixes of units.
var powers = map[string]float64{
	"Kilobytes": 1e3, "Megabytes": 1e6, "Gigabytes": 1e9, "Terabytes": 1e12,
}

// scale brings a value and its unit to a readable size.
func scale(value float64, unit string) (float64, string) {
	if unit == alert.Share {
		return value * 100, "Percent"
	}
	base, rate := strings.CutSuffix(unit, "/Second")
	if power, known := powers[base]; known {
		value, base = value*power, "Bytes"
	}
	suffix := base
	if base == "Bytes" {
		step := 0
		for math.Abs(value) >= 1000 && step < len(sizes)-1 {
			value /= 1000
			step++
		}
		suffix = sizes[step]
	}
	if rate {
		suffix += "/s"
	}
	return value, suffix
}

// suffix writes a unit behind a number.
func (v Voice) suffix(unit string) string {
	switch base, rate := strings.CutSuffix(unit, "/s"); {
	case base == "Percent":
		return "%"
	case base == "Days":
		return v.day
	case base == "Count" || base == "None" || base == "":
		if rate {
			return "/s"
		}
		return ""
	}
	return " " + unit
}

// significant is how many digits matter to a reader.
const significant = 3

// digits writes a number with thousands separators: all of its integer part, and
// as many decimals as make up the significant digits. A negative count keeps
// every decimal.
func digits(value float64, count int) string {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return strconv.FormatFloat(value, 'g', -1, 64)
	}
	if size := math.Abs(value); size >= 1e15 || size != 0 && size < 1e-6 {
		return strconv.FormatFloat(value, 'g', max(count, -1), 64)
	}
	decimals := -1
	if count >= 0 {
		decimals = 0
		if value != 0 {
			decimals = max(0, count-1-int(math.Floor(math.Log10(math.Abs(value)))))
		}
	}
	text := strconv.FormatFloat(value, 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	if count >= 0 {
		fraction = strings.TrimRight(fraction, "0")
	}
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	var grouped strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			grouped.WriteByte(',')
		}
		grouped.WriteRune(r)
	}
	text = sign + grouped.String()
	if fraction != "" {
		text += "." + fraction
	}
	if strings.Trim(text, "-0") == "" {
		return "0"
	}
	return text
}
