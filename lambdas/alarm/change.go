package alarm

import (
	"fmt"
	"strings"
	"time"

	"bongsu/shared/alert"
)

// change is one alarm changing its state, whatever shape told of it.
type change struct {
	arn, name     string
	account       string
	regionName    string // the display name of SNS messages
	description   string
	old, new      string
	reason        string
	oldReason     string
	at, oldAt     time.Time
	data          node // the platform's reasonData
	config        node // the Trigger, or the event's configuration
	rule          string
	children      []alert.Child
	contributor   string
	attributes    []alert.Field
	suppressed    string
	muted         string
	wasSuppressed bool // in its old state
	announcesSelf bool // its contributors send events of their own
}

// states of CloudWatch.
const (
	stateOK     = "OK"
	stateAlarm  = "ALARM"
	stateNoData = "INSUFFICIENT_DATA"
)

func isState(s string) bool { return s == stateOK || s == stateAlarm || s == stateNoData }

// initial is CloudWatch's explanation of the state that every alarm is born in.
const initial = "Unchecked: Initial alarm creation"

// silence says why nobody is told of the change; empty if it is to be told.
func (c change) silence() string {
	switch {
	case c.muted != "":
		return "muted by " + c.muted
	case c.suppressed != "":
		return "its actions are suppressed by " + c.suppressed
	case c.new != stateAlarm && strings.HasPrefix(c.reason, initial),
		c.new == stateOK && strings.HasSuffix(c.reason, "was created and its alarm rule evaluates to OK"),
		c.new == stateOK && c.old == stateNoData && strings.HasPrefix(c.oldReason, initial):
		return "the alarm was newly created"
	case c.new == stateOK && c.old == stateOK:
		return "it was OK before"
	}
	return ""
}

// alert puts the change into our words.
func (c change) alert() alert.Alert {
	resource, known := parseARN(c.arn)
	name := first(c.name, resource.name)
	description, left := long(c.description)
	text, told := readDescription(description)
	a := alert.Alert{
		Key: line(c.arn, 2*maxValue), Kind: alert.Alarm,
		Severity: told.severity, Route: told.route, Text: text, Cut: left,
		Subject: line(name, maxName), At: c.at, Old: c.old, New: c.new,
		Rule: block(c.rule, maxLong), Children: c.children, Contributor: c.attributes,
		Account: line(first(c.account, resource.account), maxName), Region: resource.region,
	}
	if !known {
		a.Key = line(alert.NamedAlarmKey(c.account, name), 2*maxValue)
	}
	if c.contributor != "" {
		a.Key += "#" + line(c.contributor, maxName)
	}
	if a.Subject == "" {
		// Neither a name nor an ARN that holds one.
		a.Subject = line(first(alert.SubjectOf(a.Key), "CloudWatch"), maxName)
	}
	if code := regionOf(c.regionName); !known && code != "" {
		a.Region = code
		resource = arn{partition: "aws", region: code, name: name}
	}
	if a.Region == "" && c.regionName != "" {
		a.Fields = append(a.Fields, alert.Field{Name: "Region", Value: line(c.regionName, maxName)})
	}
	c.state(&a)
	r := readReason(c.reason)
	if c.rule == "" {
		a.Measurement = measure(c.config, c.data, r)
	}
	if a.Measurement != nil && strings.Contains(c.reason, "treated as [Breaching]") {
		a.Measurement.Missing = true
	}
	if m := a.Measurement; m != nil && m.Unit == "" && (m.Metric == "" || alert.UnitOf(m.Namespace, m.Metric) == "") {
		m.Unit = told.unit
	}
	a.Series = readSeries(c.reason)
	a.Test = c.isTest()
	if a.Test || !c.understood(r) {
		a.Reason = block(c.reason, maxLong)
	}
	a.Links = c.links(resource, a, told.runbook)
	return a
}

// linkedChildren is how many children of a composite can be opened.
const linkedChildren = 3

// links are what to click, the most useful first.
func (c change) links(resource arn, a alert.Alert, runbook string) []alert.Link {
	var links []alert.Link
	if runbook != "" {
		links = append(links, alert.Link{To: alert.ToRunbook, URL: runbook})
	}
	if link, ok := alarmLink(resource); ok {
		links = append(links, link)
	}
	for _, child := range a.Children[:min(len(a.Children), linkedChildren)] {
		resource.name = child.Name
		if link, ok := alarmLink(resource); ok && child.Name != cutMark {
			link.Name = child.Name
			links = append(links, link)
		}
	}
	if link, ok := metricLink(resource, c.config, a.Measurement, c.at); ok {
		links = append(links, link)
	}
	return links
}

// state sets what depends on the new state. Without a severity an alarm is
// critical and missing data a warning.
func (c change) state(a *alert.Alert) {
	fallback := alert.Severity("")
	switch c.new {
	case stateAlarm:
		a.State, fallback = alert.Firing, alert.Critical
	case stateNoData:
		a.State, fallback = alert.NoData, alert.Warning
	default:
		a.State = alert.Recovered
		if c.old != stateOK && c.oldAt.Before(c.at) {
			a.Since = c.oldAt
		}
	}
	if a.Severity == "" {
		a.Severity = fallback
	}
}

// isTest reports whether a person set the state by hand. It is claimed only
// for the alarms of which we know how CloudWatch explains their states, and
// never where it gave its data along: a real alarm taken for a test is ignored.
func (c change) isTest() bool {
	if c.contributor != "" || c.data.isObject() || !byHand(c.reason) {
		return false
	}
	for _, entry := range c.config.get("metrics").list() {
		if entry.get("metricStat").isObject() {
			return true
		}
	}
	return c.rule != "" || c.config.get("metricName").text() != ""
}

// understood reports whether the alert says all that the explanation says.
func (c change) understood(r reading) bool {
	if r.complete {
		return true
	}
	if c.rule != "" {
		return len(c.children) > 0 && strings.Contains(c.reason, " transitioned to ")
	}
	if a := readSeries(c.reason); a != nil || strings.Contains(c.reason, "treated as [Breaching]") && c.rule == "" {
		return true
	}
	return c.new == stateNoData && strings.HasPrefix(c.reason, "Insufficient Data: ")
}

// children are the alarms that made a composite change: TriggeringChildren of
// SNS, triggeringAlarms of reasonData, else the one that the explanation names.
func children(listed node, reason string) []alert.Child {
	var out []alert.Child
	for _, entry := range listed.list() {
		if len(out) == maxChildren {
			out = append(out, alert.Child{Name: cutMark})
			break
		}
		name := entry.get("arn").text()
		if a, ok := parseARN(name); ok && a.name != "" {
			name = a.name
		}
		out = append(out, alert.Child{
			Name:  line(name, maxName),
			State: line(entry.get("state", "value").text(), maxName),
			At:    entry.get("state", "timestamp").time(),
		})
	}
	if len(out) > 0 {
		return out
	}
	const verb = " transitioned to "
	i := strings.LastIndex(reason, verb)
	if i < 0 {
		return nil
	}
	a, ok := parseARN(reason[:i])
	state, when, timed := strings.Cut(reason[i+len(verb):], " at ")
	if !ok || a.name == "" || !timed {
		return nil
	}
	at, err := time.Parse("Monday 2 January, 2006 15:04:05 MST", strings.TrimSuffix(when, "."))
	if err != nil {
		return nil
	}
	return []alert.Child{{Name: line(a.name, maxName), State: line(state, maxName), At: plausible(at)}}
}

func mutedBy(mute node) string {
	if !mute.isObject() {
		return ""
	}
	by := mute.get("mutedByArn").text()
	if a, ok := parseARN(by); ok && a.name != "" {
		by = a.name
	}
	if until := mute.get("muteWindowEnd").time(); !until.IsZero() {
		return fmt.Sprintf("%s until %s", line(first(by, "a mute rule"), maxName), until.Format(time.RFC3339))
	}
	return line(first(by, "a mute rule"), maxName)
}
