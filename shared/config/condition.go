package config

import (
	"fmt"
	"strconv"

	"bongsu/shared/alert"
)

// SumOfAll is an expression: all metrics of the alarm added up.
const SumOfAll = "SUM(METRICS())"

// ValueUnit is what the alarm's value is in, by CloudWatch's name or alert.Share;
// empty if that is not known.
func (a Alarm) ValueUnit() string {
	switch {
	case a.Math == SumOfAll && len(a.Inputs) > 0:
		return alert.UnitOf(a.Inputs[0].Namespace, a.Inputs[0].Metric)
	case a.Math == "" && a.Stat == "SampleCount":
		return "Count"
	case alert.IsShare(a.Namespace, a.Metric, a.Stat):
		return alert.Share
	case a.Unit != "":
		return a.Unit
	}
	return alert.UnitOf(a.Namespace, a.Metric)
}

// Condition says in English, in one line, when the alarm fires: "AWS/ApiGateway
// Latency p95 above 1000 Milliseconds, 3 of 3 periods of 5m". Of a composite alarm
// it is the rule.
func (a Alarm) Condition() string {
	if a.Rule != "" {
		return a.Rule
	}
	what := a.Math
	if what == "" {
		what = a.Namespace + " " + a.Metric + " " + a.Stat
	}
	return fmt.Sprintf("%s %s, %d of %d periods of %s", what, a.bound(), a.Needed, a.Evaluated, FormatDuration(a.Period))
}

func (a Alarm) bound() string {
	if a.Band > 0 {
		side := map[alert.Comparison]string{alert.AboveBand: "above", alert.BelowBand: "below", alert.OutsideBand: "outside"}[a.Comparison]
		return side + " the expected band of " + plain(a.Band) + " standard deviations"
	}
	value, unit := a.Threshold, a.ValueUnit()
	switch unit {
	case alert.Share:
		value, unit = value*100, "%"
	case "Percent":
		unit = "%"
	case "", "Count", "None":
		unit = ""
	default:
		unit = " " + unit
	}
	return string(a.Comparison) + " " + plain(value) + unit
}

func plain(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }
