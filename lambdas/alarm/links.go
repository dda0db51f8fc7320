package alarm

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf16"

	"bongsu/shared/alert"
)

// arn is an Amazon resource name in its parts. The last may hold anything,
// colons too.
type arn struct{ partition, service, region, account, kind, name string }

// parseARN splits arn:partition:service:region:account:kind:name.
func parseARN(s string) (arn, bool) {
	p := strings.SplitN(s, ":", 7)
	if len(p) < 6 || p[0] != "arn" {
		return arn{}, false
	}
	a := arn{partition: p[1], service: p[2], account: p[4], kind: p[5]}
	if alert.IsRegion(p[3]) {
		a.region = p[3]
	}
	if len(p) == 7 {
		a.name = p[6]
	}
	return a, true
}

// console is the address of CloudWatch in the console of a partition; empty if
// the partition is not known.
func console(a arn) string { return alert.Console(a.partition, a.region, "cloudwatch") }

// alarmLink opens an alarm.
func alarmLink(a arn) (alert.Link, bool) {
	base := console(a)
	if base == "" || a.name == "" {
		return alert.Link{}, false
	}
	// QueryEscape leaves the fewest characters; only its + means nothing here.
	name := strings.ReplaceAll(url.QueryEscape(a.name), "+", "%20")
	return alert.Link{To: alert.ToAlarm, URL: base + "alarmsV2:alarm/" + name}, true
}

// metricLink opens the graph of what an alarm watches, around the time of its
// change. The console takes a metric widget in JSURL notation after graph=.
func metricLink(a arn, config node, m *alert.Measurement, at time.Time) (alert.Link, bool) {
	base := console(a)
	if base == "" || m == nil {
		return alert.Link{}, false
	}
	rows := graphRows(config, m)
	if len(rows) == 0 {
		return alert.Link{}, false
	}
	widget := object{{"metrics", rows}, {"view", "timeSeries"}, {"stacked", false}, {"region", a.region}}
	if m.Stat != "" {
		widget = append(widget, pair{"stat", m.Stat})
	}
	if m.Period > 0 {
		widget = append(widget, pair{"period", int(m.Period / time.Second)})
	}
	if !at.IsZero() {
		const layout = "2006-01-02T15:04:05.000Z"
		before := max(3*time.Hour, 12*m.Period)
		widget = append(widget,
			pair{"start", at.Add(-before).UTC().Format(layout)}, pair{"end", at.Add(time.Hour).UTC().Format(layout)})
	}
	var b strings.Builder
	jsurl(&b, widget)
	if b.Len() > maxAddress {
		return alert.Link{}, false
	}
	return alert.Link{To: alert.ToMetric, URL: base + "metricsV2:graph=" + b.String()}, true
}

// graphRows are the rows of the widget's metrics array: the one metric, or the
// alarm's own array with what it does not return hidden.
func graphRows(config node, m *alert.Measurement) []any {
	entries := config.get("metrics").list()
	if len(entries) == 0 {
		if m.Metric == "" {
			return nil
		}
		return []any{metricRow(*m)}
	}
	var rows []any
	for _, entry := range entries[:min(len(entries), maxInputs)] {
		s := series(entry)
		options := object{}
		if id := entry.get("id").text(); isID(id) {
			options = append(options, pair{"id", id})
		}
		if entry.get("returnData").scalar() == "false" {
			options = append(options, pair{"visible", false})
		}
		if s.Stat != "" && s.Stat != m.Stat {
			options = append(options, pair{"stat", s.Stat})
		}
		switch {
		case s.Expression != "":
			options = append(object{{"expression", s.Expression}}, options...)
			if s.Label != "" {
				options = append(options, pair{"label", s.Label})
			}
			rows = append(rows, []any{options})
		case s.Metric != "":
			row := metricRow(s)
			if len(options) > 0 {
				row = append(row, options)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func metricRow(m alert.Measurement) []any {
	row := []any{m.Namespace, m.Metric}
	for _, d := range m.Dimensions {
		row = append(row, d.Name, d.Value)
	}
	return row
}

// isID leaves out ids that a widget refuses: the UUIDs that CloudWatch gives to
// lone metrics, which do not begin with a lower-case letter or hold dashes.
func isID(id string) bool {
	return id != "" && id[0] >= 'a' && id[0] <= 'z' && !strings.Contains(id, "-")
}

// object is a JSON object that keeps its order.
type object []pair

type pair struct {
	name  string
	value any
}

// jsurl writes the console's notation: ~(…) for lists and objects, ~' before
// strings, *xx and **xxxx for other characters.
func jsurl(b *strings.Builder, v any) {
	switch v := v.(type) {
	case object:
		b.WriteString("~(")
		for i, p := range v {
			if i > 0 {
				b.WriteByte('~')
			}
			jsurlText(b, p.name)
			jsurl(b, p.value)
		}
		b.WriteByte(')')
	case []any:
		b.WriteString("~(")
		for _, element := range v {
			jsurl(b, element)
		}
		b.WriteByte(')')
	case string:
		b.WriteString("~'")
		jsurlText(b, v)
	default:
		fmt.Fprintf(b, "~%v", v)
	}
}

func jsurlText(b *strings.Builder, s string) {
	for _, unit := range utf16.Encode([]rune(s)) {
		switch {
		case unit < 0x80 && (unit >= '0' && unit <= '9' || unit >= 'a' && unit <= 'z' || unit >= 'A' && unit <= 'Z' ||
			unit == '_' || unit == '-' || unit == '.'):
			b.WriteByte(byte(unit))
		case unit == '$':
			b.WriteByte('!')
		case unit < 0x100:
			fmt.Fprintf(b, "*%02x", unit)
		default:
			fmt.Fprintf(b, "**%04x", unit)
		}
	}
}
