package alarm

import (
	"slices"
	"strings"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
)

// Bounds on lists, far above what CloudWatch allows; they keep a hostile
// message from growing a job beyond its limit.
const (
	maxDimensions = 30
	maxInputs     = 10
	maxPoints     = 60
	maxChildren   = 50
)

// measure puts together what an alarm measured and what it measured against.
// config is the Trigger of an SNS message or the configuration of an event,
// data the platform's reasonData. Nil if nothing is known.
func measure(config, data node, r reading) *alert.Measurement {
	m, band := watched(config)
	m.Evaluated = config.get("evaluationPeriods").count()
	m.Needed = config.get("datapointsToAlarm").count()
	if m.Period == 0 {
		m.Period = data.get("period").seconds()
	}
	if m.Stat == "" && m.Metric != "" {
		m.Stat = statistic(data.get("statistic").text())
	}
	m.Comparison = alert.ComparisonOf(config.get("comparisonOperator").text())
	if m.Comparison == "" {
		m.Comparison = r.comparison
	}
	m.Lower, m.Upper = edge(r.lower, data.get("recentLowerThresholds")), edge(r.upper, data.get("recentUpperThresholds"))
	if !band && m.Lower == nil && m.Upper == nil {
		m.Threshold = firstNumber(config.get("threshold").number(), data.get("threshold").number(), r.threshold)
	}
	m.Points = points(r.points, data)
	if m.Metric == "" && m.Expression == "" && m.Threshold == nil && len(m.Points) == 0 {
		return nil
	}
	return &m
}

// watched finds the series that the alarm compares, and whether it compares it
// with a band.
func watched(config node) (alert.Measurement, bool) {
	band := config.get("thresholdMetricId").text() != ""
	var others []node
	main, expected := -1, ""
	for _, entry := range config.get("metrics").list() {
		if metric.IsBand(entry.get("expression").text()) {
			band, expected = true, block(entry.get("expression").text(), maxLong)
			continue
		}
		if main < 0 && entry.get("returnData").scalar() != "false" {
			main = len(others)
		}
		others = append(others, entry)
	}
	if len(others) == 0 {
		m := single(config)
		if m.Metric == "" {
			// PromQLCriteria.Query is the CloudWatch API's name for it.
			m.Expression = block(config.get("evaluationCriteria", "promQLCriteria", "query").text(), maxLong)
		}
		return m, band
	}
	main = max(main, 0)
	m := series(others[main])
	m.Band = expected
	if m.Expression == "" {
		m.Label = ""
		return m, band
	}
	for _, entry := range slices.Delete(others, main, main+1) {
		if len(m.Inputs) == maxInputs {
			m.Inputs = append(m.Inputs, alert.Measurement{Label: cutMark, Expression: cutMark})
			break
		}
		in := series(entry)
		in.Label = first(in.Label, line(entry.get("id").text(), maxName))
		m.Inputs = append(m.Inputs, in)
		if m.Period == 0 {
			m.Period = in.Period
		}
	}
	return m, band
}

// single reads the Trigger of an alarm on one metric.
func single(trigger node) alert.Measurement {
	return alert.Measurement{
		Namespace:  line(trigger.get("namespace").text(), maxName),
		Metric:     line(trigger.get("metricName").text(), maxName),
		Stat:       statistic(first(trigger.get("extendedStatistic").text(), trigger.get("statistic").text())),
		Unit:       unit(trigger.get("unit")),
		Dimensions: fields(trigger.get("dimensions")),
		Period:     trigger.get("period").seconds(),
	}
}

// series reads one entry of a metrics array.
func series(entry node) alert.Measurement {
	stat := entry.get("metricStat")
	metric := stat.get("metric")
	m := alert.Measurement{
		Namespace:  line(metric.get("namespace").text(), maxName),
		Metric:     line(first(metric.get("metricName").text(), metric.get("name").text()), maxName),
		Stat:       statistic(stat.get("stat").text()),
		Unit:       unit(stat.get("unit")),
		Dimensions: fields(metric.get("dimensions")),
		Period:     stat.get("period").seconds(),
		Label:      line(entry.get("label").text(), maxName),
		Expression: block(entry.get("expression").text(), maxLong),
	}
	if m.Period == 0 {
		m.Period = entry.get("period").seconds()
	}
	if id := entry.get("id").text(); isID(id) {
		m.ID = line(id, maxName)
	}
	m.Account = line(entry.get("accountId").scalar(), maxName)
	return m
}

// statistic gives CloudWatch's own spelling; alarm messages shout (AVERAGE).
func statistic(s string) string {
	for _, name := range []string{"Average", "Sum", "Minimum", "Maximum", "SampleCount"} {
		if strings.EqualFold(s, name) {
			return name
		}
	}
	return line(s, maxName)
}

func unit(n node) string {
	if u := n.text(); u != "None" {
		return line(u, maxName)
	}
	return ""
}

// fields reads names and values, from a list (SNS) or an object (EventBridge).
// An object's come sorted by name, so that they are always in the same order.
func fields(n node) []alert.Field {
	var out []alert.Field
	for _, entry := range n.list() {
		out = append(out, alert.Field{
			Name:  line(entry.get("name").scalar(), maxName),
			Value: line(entry.get("value").scalar(), maxValue),
		})
	}
	for _, name := range n.keys() {
		out = append(out, alert.Field{Name: line(name, maxName), Value: line(n.get(name).scalar(), maxValue)})
	}
	if len(out) > maxDimensions {
		out = append(out[:maxDimensions], alert.Field{Name: cutMark, Value: cutMark})
	}
	return out
}

// edge is a band's edge at the newest point: as the text gives it, or the last
// of reasonData's, which are oldest first.
func edge(read *float64, recent node) *float64 {
	values := recent.list()
	if read != nil || len(values) == 0 {
		return read
	}
	return values[len(values)-1].number()
}

func firstNumber(candidates ...*float64) *float64 {
	for _, c := range candidates {
		if c != nil {
			return c
		}
	}
	return nil
}

// points are what was decided by, newest first. The text is asked first: it
// gives each point its time, while reasonData's recentDatapoints leave out
// periods without data, so that their times can only be counted up from
// startDate.
func points(read []alert.Point, data node) []alert.Point {
	for _, candidate := range [][]alert.Point{
		read, timed(data.get("evaluatedDatapoints")), timed(data.get("results")), counted(data),
	} {
		if len(candidate) > 0 && !candidate[0].At.IsZero() {
			return candidate[:min(len(candidate), maxPoints)]
		}
	}
	return read[:min(len(read), maxPoints)]
}

// timed reads data that carry their own times.
func timed(n node) []alert.Point {
	var out []alert.Point
	for _, entry := range n.list() {
		if v := entry.get("value").number(); v != nil {
			out = append(out, alert.Point{Value: *v, At: entry.get("timestamp").time()})
		}
	}
	slices.SortStableFunc(out, func(a, b alert.Point) int { return b.At.Compare(a.At) })
	return out
}

// counted reads recentDatapoints, oldest first from startDate on.
func counted(data node) []alert.Point {
	start, period := data.get("startDate").time(), data.get("period").seconds()
	if start.IsZero() || period == 0 {
		return nil
	}
	var out []alert.Point
	for i, entry := range data.get("recentDatapoints").list() {
		if v := entry.number(); v != nil {
			out = append(out, alert.Point{Value: *v, At: plausible(start.Add(time.Duration(i) * period))})
		}
	}
	slices.Reverse(out)
	return out
}
