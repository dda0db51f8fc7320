// Package alarm tells of CloudWatch alarms, however they arrive, and passes on
// whatever else is sent the same way. It does not watch devices, and it decides
// nothing about words or channels.
package alarm

import (
	"strings"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/queue"
)

// Result is what a payload holds.
type Result struct {
	// Batch is set for an SQS batch, of which single messages can be refused.
	Batch bool   `json:"batch,omitempty"`
	Units []Unit `json:"units"`
}

// Unit is one thing found in a payload.
type Unit struct {
	// MessageID is that of the SQS message it came in; several units may share it.
	MessageID string        `json:"messageId,omitempty"`
	Alerts    []alert.Alert `json:"alerts,omitempty"`
	// Silent says why there is nothing to tell; empty if there is.
	Silent string `json:"silent,omitempty"`
	// Source and DetailType are an EventBridge event's.
	Source     string `json:"source,omitempty"`
	DetailType string `json:"detailType,omitempty"`
	// Parent marks a multi-series alarm as a whole. On EventBridge each of its
	// contributors sends an event of its own besides; whoever listens to those
	// too would be told everything twice.
	Parent bool `json:"parent,omitempty"`
	// IfOpen marks a recovery that is news only where its beginning is on
	// record: data that are back, as with every new alarm, the end of what was
	// suppressed, and any end while muted. Silent then says why it is not told
	// otherwise.
	IfOpen bool `json:"ifOpen,omitempty"`
	// Redriven is when a person sent the message again from the dead letters.
	Redriven time.Time `json:"redriven,omitzero"`
}

// carrier is what the envelopes around a content said.
type carrier struct {
	messageID string    // SQS, for partial failures
	id        string    // names the content, the same on every redelivery
	at        time.Time // when it was published
	subject   string    // SNS
	origin    string    // a topic's, queue's or stream's name
	account   string
	region    string
}

// maxDepth bounds envelopes within envelopes.
const maxDepth = 6

// Parse finds the alerts in a payload. It takes SQS and SNS events, SNS
// envelopes, alarm messages, EventBridge events and direct alarm actions,
// nested in any way. It is pure, never fails and drops nothing: what it does not
// know it gives back as a raw alert. There is always at least one unit.
//
// An alert's At stays zero where the payload names no time at all.
func Parse(payload []byte) Result {
	n, ok := decode(payload)
	if !ok {
		return Result{Units: plain(string(payload), carrier{})}
	}
	records := n.get("Records").list()
	result := Result{
		Batch: len(records) > 0 && isSQS(records[0]),
		Units: read(n, string(payload), carrier{}, 0),
	}
	if len(payload) > suspicious {
		for _, u := range result.Units {
			for i := range u.Alerts {
				fit(&u.Alerts[i])
			}
		}
	}
	return result
}

// open reads a text that may be JSON.
func open(body string, c carrier, depth int) []Unit {
	n, ok := decode([]byte(body))
	if !ok || depth > maxDepth {
		return plain(body, c)
	}
	return read(n, body, c, depth)
}

// read recognizes what a document is. body is the document as it was written.
func read(n node, body string, c carrier, depth int) []Unit {
	switch {
	case len(n.get("Records").list()) > 0:
		return openRecords(n.get("Records").list(), c, depth)
	case n.text() != "":
		return open(n.text(), c, depth+1)
	case isEnvelope(n):
		return open(n.get("Message").text(), c.inEnvelope(n), depth+1)
	case isHeartbeat(n):
		return readHeartbeat(n, c)
	case isUndelivered(n):
		return readUndelivered(body, c)
	case isMessage(n):
		return tell(fromMessage(n), c, Unit{})
	case isAction(n):
		return tell(fromAction(n), c, Unit{})
	case isEvent(n):
		return readEvent(n, c)
	case n.get("awslogs", "data").text() != "":
		return readLogs(n, c)
	case n.isObject() && len(n.keys()) > 0, n.isList() && len(n.list()) > 0:
		return generic(n, body, c)
	}
	return plain(body, c)
}

// tell makes a unit of an alarm's change.
func tell(ch change, c carrier, u Unit) []Unit {
	if ch.at.IsZero() {
		ch.at = c.at
	}
	u.MessageID, u.Silent = c.messageID, ch.silence()
	// The end of what was told is told even while the alarm is muted: a chat
	// must not end on "down" when it is up.
	endsUnheard := ch.new == stateOK && (ch.muted != "" || ch.suppressed != "")
	if u.Silent == "" || endsUnheard {
		u.Alerts = []alert.Alert{ch.alert()}
		u.Parent = ch.announcesSelf
		u.IfOpen = endsUnheard || ch.new == stateOK && (ch.old == stateNoData || ch.wasSuppressed)
	}
	return []Unit{u}
}

// readEvent reads an EventBridge event.
func readEvent(n node, c carrier) []Unit {
	u := Unit{
		MessageID: c.messageID,
		Source:    line(n.get("source").text(), maxName), DetailType: line(n.get("detail-type").text(), maxName),
	}
	alarming := u.DetailType == stateChange || u.DetailType == configChange || u.DetailType == contributorChange
	switch {
	case alarming && u.Source == "aws.monitoring":
		u.Silent = "also sent as aws.cloudwatch"
	case u.DetailType == configChange:
		u.Silent = "an alarm's configuration was changed, not its state"
	case isAlarmEvent(n):
		return tell(fromEvent(n), c, u)
	default:
		u.Alerts = []alert.Alert{rawEvent(n, c)}
	}
	return []Unit{u}
}

// isEnvelope recognizes what SNS puts around a message on its way to SQS.
func isEnvelope(n node) bool {
	_, isText := n.get("Message").value.(string)
	return isText && n.get("TopicArn").text() != "" && n.get("Type").text() != ""
}

// inEnvelope is the carrier of an SNS message's content.
func (c carrier) inEnvelope(n node) carrier {
	if id := n.get("MessageId").text(); id != "" {
		c.id = id
	}
	if at := n.get("Timestamp").time(); !at.IsZero() {
		c.at = at
	}
	c.subject = n.get("Subject").text()
	return c.from(n.get("TopicArn").text())
}

// from notes the topic, queue or stream that a content came through.
func (c carrier) from(name string) carrier {
	a, ok := parseARN(name)
	if !ok {
		return c
	}
	c.account, c.region = first(a.account, c.account), first(a.region, c.region)
	c.origin = a.kind
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		c.origin = name[i+1:]
	}
	return c
}

// key is the key of a raw alert: what its carrier calls it, else its content.
func (c carrier) key(body string) string {
	return alert.RawKey(line(first(c.id, queue.Hash(body)), maxValue))
}
