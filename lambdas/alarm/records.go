package alarm

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"bongsu/shared/queue"
)

func isSQS(r node) bool {
	_, hasBody := r.get("body").value.(string)
	return hasBody && (r.get("eventSource").text() == "aws:sqs" || r.get("messageId").text() != "")
}

// openRecords reads the records of a Lambda event.
func openRecords(records []node, c carrier, depth int) []Unit {
	var units []Unit
	for i, r := range records {
		units = append(units, openRecord(r, c.record(i), depth+1)...)
	}
	return units
}

// record is the carrier of one record of several in the same message.
func (c carrier) record(i int) carrier {
	if c.id != "" && i > 0 {
		c.id = fmt.Sprintf("%s/%d", c.id, i)
	}
	return c
}

func openRecord(r node, c carrier, depth int) []Unit {
	switch {
	case isSQS(r):
		c.messageID, c.id = r.get("messageId").text(), r.get("messageId").text()
		c.at = r.get("attributes", "SentTimestamp").time()
		units := open(r.get("body").text(), c.from(r.get("eventSourceARN").text()), depth)
		for i := range units {
			units[i].Redriven = r.get("messageAttributes", queue.AttributeRedriven, "stringValue").time()
		}
		return units
	case r.get("Sns").isObject():
		sns := r.get("Sns")
		return open(sns.get("Message").text(), c.inEnvelope(sns), depth)
	case r.get("kinesis").isObject():
		if text, ok := kinesisText(r); ok {
			c.id = first(r.get("eventID").text(), c.id)
			c.at = r.get("kinesis", "approximateArrivalTimestamp").time()
			return open(text, c.from(r.get("eventSourceARN").text()), depth)
		}
	}
	body := canonical(r)
	if !r.isObject() {
		return open(body, c, depth)
	}
	if c.id == "" {
		c.id = queue.Hash(body)
	}
	return generic(r, body, c)
}

// kinesisText is a record's data, if it is text.
func kinesisText(r node) (string, bool) {
	data, err := base64.StdEncoding.DecodeString(r.get("kinesis", "data").text())
	return string(data), err == nil && len(data) > 0 && utf8.Valid(data)
}

// canonical writes a node with its names in order.
func canonical(n node) string {
	// What came out of a JSON document goes into one.
	data, _ := json.Marshal(n.value)
	return string(data)
}
