package file

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// unit is what one of a unit is in the base of its sort: nanoseconds, bytes,
// bits, per cent, pieces.
type unit struct {
	sort string
	base float64
}

const (
	sortTime    = "a time"
	sortBytes   = "an amount of data"
	sortBits    = "a number of bits"
	sortRate    = "an amount of data a second"
	sortBitRate = "a number of bits a second"
	sortPercent = "a percentage"
	sortCount   = "a plain number"
)

// metricUnits are CloudWatch's units (see alert.IsUnit), the Days that some
// services document, and our shares. Prefixes are decimal.
func metricUnits() map[string]unit {
	units := map[string]unit{
		"Microseconds": {sortTime, float64(time.Microsecond)},
		"Milliseconds": {sortTime, float64(time.Millisecond)},
		"Seconds":      {sortTime, float64(time.Second)},
		"Days":         {sortTime, float64(24 * time.Hour)},
		"Percent":      {sortPercent, 1},
		"Count":        {sortCount, 1},
		"Count/Second": {sortCount, 1},
		"None":         {sortCount, 1},
		alert.Share:    {sortPercent, 100},
	}
	for prefix, factor := range map[string]float64{"": 1, "Kilo": 1e3, "Mega": 1e6, "Giga": 1e9, "Tera": 1e12} {
		data, bits := strings.ToLower(prefix+"bytes"), strings.ToLower(prefix+"bits")
		data, bits = strings.ToUpper(data[:1])+data[1:], strings.ToUpper(bits[:1])+bits[1:]
		units[data] = unit{sortBytes, factor}
		units[data+"/Second"] = unit{sortRate, factor}
		units[bits] = unit{sortBits, factor}
		units[bits+"/Second"] = unit{sortBitRate, factor}
	}
	return units
}

// suffixes are what may stand behind a threshold's number, times aside.
func suffixes() map[string]unit {
	all := map[string]unit{"%": {sortPercent, 1}}
	for name, factor := range map[string]float64{
		"B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
		"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
	} {
		all[name] = unit{sortBytes, factor}
		all[name+"/s"] = unit{sortRate, factor}
	}
	return all
}

var (
	number   = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	quantity = regexp.MustCompile(`^([+-]?[0-9]+(?:\.[0-9]+)?) ?([^0-9 ].*)$`)
)

// misfit is why a text is no threshold.
type misfit struct{ problem, hint string }

// threshold reads a number, or a number with a unit ("300ms", "80%", "10GiB"),
// and gives it in the metric's unit, which is empty if it is not known. metric
// is what a misfit calls the metric.
func threshold(text, unitName, metric string) (float64, *misfit) {
	if number.MatchString(text) {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return 0, &misfit{"is too large a number", ""}
		}
		if unitName == alert.Share && n > 1 {
			return 0, &misfit{"is more than all of them: the average of " + metric + " is a share from 0 to 1", "write it with %, e.g. 5%"}
		}
		return n, nil
	}
	n, written, ok := measure(text)
	if !ok {
		return 0, &misfit{quoted(text) + " is not a threshold", "a number, or one with a unit: 5, 0.5, 300ms, 10m, 80%, 10GB, 1GiB"}
	}
	if unitName == "" {
		return 0, &misfit{
			quoted(text) + " has a unit, but that of " + metric + " is not known here",
			"say what the metric is in, e.g. unit: " + example(written.sort) + ", or write a plain number",
		}
	}
	own := metricUnits()[unitName]
	if own.sort != written.sort && unitName == alert.Share {
		return 0, &misfit{fmt.Sprintf("%s is %s, but %s is a percentage", quoted(text), written.sort, metric), "e.g. 5%"}
	}
	if own.sort != written.sort {
		return 0, &misfit{
			fmt.Sprintf("%s is %s, but %s is measured in %s", quoted(text), written.sort, metric, unitName),
			"write it in " + unitName + ", as a plain number",
		}
	}
	in := n * written.base / own.base
	if math.IsInf(in, 0) {
		return 0, &misfit{"is too large a number", ""}
	}
	return in, nil
}

// measure reads a number with a unit, in the base of that unit's sort or as the
// number of those units.
func measure(text string) (float64, unit, bool) {
	if d, err := config.ParseDuration(strings.Replace(text, " ", "", 1)); err == nil {
		return float64(d), unit{sortTime, 1}, true
	}
	m := quantity.FindStringSubmatch(text)
	if m == nil {
		return 0, unit{}, false
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, unit{}, false
	}
	u, ok := suffixes()[m[2]]
	return n, u, ok
}

func example(sort string) string {
	switch sort {
	case sortBytes:
		return "Bytes"
	case sortRate:
		return "Bytes/Second"
	case sortPercent:
		return "Percent"
	}
	return "Milliseconds"
}
