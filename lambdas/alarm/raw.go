package alarm

import (
	"slices"
	"strings"

	"bongsu/shared/alert"
)

// plain passes on a text.
func plain(body string, c carrier) []Unit {
	text, left := long(body)
	head, _, _ := strings.Cut(text, "\n")
	a := c.raw(body)
	a.Subject = line(first(c.subject, head, c.origin, "(empty)"), maxTitle)
	a.Text, a.Cut = text, left
	if strings.HasPrefix(c.subject, `ALARM: "`) {
		// CloudWatch's own subject on a message that we cannot read.
		a.Severity = alert.Critical
	}
	return []Unit{{MessageID: c.messageID, Alerts: []alert.Alert{a}}}
}

// raw is a raw alert with what its carrier knows.
func (c carrier) raw(body string) alert.Alert {
	return alert.Alert{
		Key: c.key(body), Kind: alert.Raw, State: alert.Notice, Severity: alert.Info, At: c.at,
		Origin: line(c.origin, maxName), Account: line(c.account, maxName), Region: c.region,
	}
}

// rawEvent passes on an EventBridge event that is no alarm.
func rawEvent(n node, c carrier) alert.Alert {
	a := c.raw(canonical(n))
	if id := n.get("id").scalar(); id != "" {
		a.Key = alert.RawKey(line(id, maxValue))
	}
	a.Subject = line(n.get("detail-type").text(), maxName)
	a.Origin = line(n.get("source").text(), maxName)
	a.Account = line(first(n.get("account").scalar(), c.account), maxName)
	if region := n.get("region").text(); alert.IsRegion(region) {
		a.Region = region
	}
	if at := n.get("time").time(); !at.IsZero() {
		a.At = at
	}
	d := digest{n: n.get("detail"), skip: []string{"account", "account-id", "accountId", "region"}}
	d.write(&a)
	for i, r := range n.get("resources").list() {
		if i == maxFields {
			a.Fields = append(a.Fields, alert.Field{Name: "resource", Value: cutMark})
			break
		}
		if text := line(r.scalar(), maxValue); text != "" && !slices.ContainsFunc(a.Fields, func(f alert.Field) bool { return f.Value == text }) {
			a.Fields = append(a.Fields, alert.Field{Name: "resource", Value: text})
		}
	}
	if failed(a.Subject) {
		a.Severity = alert.Warning
	}
	return a
}

// generic passes on a JSON document of a form that we do not know.
func generic(n node, body string, c carrier) []Unit {
	a := c.raw(body)
	// A lone wrapper ({"Message": {…}}) says nothing itself.
	for len(n.keys()) == 1 && n.get(n.keys()[0]).isObject() {
		n = n.get(n.keys()[0])
	}
	d := digest{n: n}
	title := d.take(
		"title", "subject", "alarmName", "alertName", "eventName", "configRuleName", "event", "error", "name",
		"ses.mail.commonHeaders.subject")
	a.Subject = line(first(c.subject, title), maxName)
	a.Origin = line(first(d.take("eventSource", "source", "service"), c.origin), maxName)
	a.Account = line(first(d.take("accountId", "awsAccountId", "account"), c.account), maxName)
	if region := d.take("awsRegion", "region"); alert.IsRegion(region) {
		a.Region = region
	}
	for _, name := range n.keys() {
		resource, ok := parseARN(n.get(name).text())
		if ok {
			a.Account, a.Region = first(a.Account, resource.account), first(a.Region, resource.region)
		}
	}
	d.write(&a)
	if a.Subject == "" {
		a.Subject = untitled(a)
	}
	if failed(title) || n.get("error").text() != "" {
		a.Severity = alert.Warning
	}
	return []Unit{{MessageID: c.messageID, Alerts: []alert.Alert{a}}}
}

// untitled names a document that has no title by the first thing it says.
func untitled(a alert.Alert) string {
	head, _, _ := strings.Cut(a.Text, "\n")
	if head == "" && len(a.Fields) > 0 && a.Fields[0].Name != cutMark {
		head = a.Fields[0].Name + ": " + a.Fields[0].Value
	}
	return line(first(head, a.Origin, "JSON"), maxTitle)
}
