package alarm

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"strconv"
	"strings"

	"bongsu/shared/alert"
)

// maxLogs bounds what a compressed subscription event may grow to, in bytes.
const maxLogs = 4 << 20

// readLogs passes on the lines of a CloudWatch Logs subscription event:
// base64 of gzip of JSON.
func readLogs(n node, c carrier) []Unit {
	logs, ok := unpack(n.get("awslogs", "data").text())
	if !ok {
		return generic(n, canonical(n), c)
	}
	if logs.get("messageType").text() == "CONTROL_MESSAGE" {
		return []Unit{{MessageID: c.messageID, Silent: "a control message of CloudWatch Logs"}}
	}
	var lines []string
	events := logs.get("logEvents").list()
	for _, e := range events {
		lines = append(lines, block(e.get("message").text(), maxText))
	}
	a := alert.Alert{
		Kind: alert.Raw, State: alert.Notice, Severity: alert.Info, At: c.at,
		Subject: line(first(logs.get("logGroup").text(), "CloudWatch Logs"), maxName),
		Origin:  "aws.logs",
		Account: line(first(logs.get("owner").text(), c.account), maxName), Region: c.region,
		Fields: []alert.Field{
			{Name: "logStream", Value: line(logs.get("logStream").text(), maxValue)},
			{Name: "logEvents", Value: strconv.Itoa(len(events))},
		},
	}
	a.Text, a.Cut = long(strings.Join(lines, "\n"))
	for _, filter := range logs.get("subscriptionFilters").list() {
		a.Fields = append(a.Fields, alert.Field{Name: "subscriptionFilter", Value: line(filter.text(), maxValue)})
	}
	if len(events) > 0 {
		c.id = first(c.id, events[0].get("id").scalar())
		if at := events[0].get("timestamp").time(); !at.IsZero() {
			a.At = at
		}
	}
	a.Key = c.key(canonical(logs))
	return []Unit{{MessageID: c.messageID, Alerts: []alert.Alert{a}}}
}

// unpack reads JSON from gzip from base64; false if it is not that.
func unpack(data string) (node, bool) {
	packed, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return node{}, false
	}
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return node{}, false
	}
	text, err := io.ReadAll(io.LimitReader(zip, maxLogs))
	if err != nil {
		return node{}, false
	}
	n, ok := decode(text)
	return n, ok && n.isObject()
}
