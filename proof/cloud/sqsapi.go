package cloud

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// SQS's limits:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const (
	maxMessage    = 1 << 20
	maxDelay      = 900
	maxVisibility = 12 * 3600
	maxEntries    = 10
)

// refusal is an error answer of an AWS service.
type refusal struct {
	status        int
	code, message string
}

func invalid(format string, args ...any) *refusal {
	return &refusal{400, "InvalidParameterValue", fmt.Sprintf(format, args...)}
}

// entry is any request of SQS's, and any entry of its batches.
type entry struct {
	ID                  string `json:"Id"`
	QueueURL            string `json:"QueueUrl"`
	QueueName           string
	QueueNamePrefix     string
	MessageBody         string
	DelaySeconds        *int
	MessageAttributes   map[string]attribute
	ReceiptHandle       string
	VisibilityTimeout   *int
	MaxNumberOfMessages *int
	Entries             []entry
}

// sqs answers one request of SQS's JSON protocol.
func (c *Cloud) sqs(role *role, action string, body []byte) (any, *refusal) {
	var in entry
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, &refusal{400, "SerializationException", err.Error()}
	}
	if action == "ListQueues" {
		return c.listQueues(role, in.QueueNamePrefix)
	}
	single, batch := strings.CutSuffix(action, "Batch")
	q := c.stack.queueAt(in.QueueURL)
	if q == nil {
		return nil, &refusal{400, "com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist."}
	}
	if !c.may(call{role: role.name, action: "sqs:" + single, resource: q.arn}, role.policy, q.policy) {
		return nil, denied(role, "sqs:"+single, q.arn)
	}
	now := c.Now()
	if !batch {
		return c.sqsOne(q, now, action, in)
	}
	if n := len(in.Entries); n < 1 || n > maxEntries {
		return nil, &refusal{400, "com.amazonaws.sqs#TooManyEntriesInBatchRequest", "a batch has 1 to 10 entries"}
	}
	out := struct {
		Successful []map[string]any
		Failed     []map[string]any
	}{[]map[string]any{}, []map[string]any{}}
	for _, e := range in.Entries {
		made, no := c.sqsOne(q, now, single, e)
		if no != nil {
			out.Failed = append(out.Failed, map[string]any{"Id": e.ID, "Code": no.code, "Message": no.message, "SenderFault": true})
			continue
		}
		made["Id"] = e.ID
		out.Successful = append(out.Successful, made)
	}
	return out, nil
}

func (c *Cloud) sqsOne(q *queue, now time.Time, action string, in entry) (map[string]any, *refusal) {
	switch action {
	case "SendMessage":
		return c.sendMessage(q, now, in)
	case "ReceiveMessage":
		return receiveMessage(q, now, in)
	case "DeleteMessage":
		return map[string]any{}, receiptFault(q.remove(now, in.ReceiptHandle))
	case "ChangeMessageVisibility":
		if in.VisibilityTimeout == nil {
			// The client leaves out a zero.
			in.VisibilityTimeout = new(int)
		}
		if v := *in.VisibilityTimeout; v < 0 || v > maxVisibility {
			return nil, invalid("VisibilityTimeout %d", v)
		}
		return map[string]any{}, receiptFault(q.hide(now, in.ReceiptHandle, seconds(in.VisibilityTimeout, 0)))
	case "GetQueueAttributes":
		ready, delayed, flying := q.depth(now)
		attributes := map[string]string{
			"QueueArn":                              q.arn,
			"ApproximateNumberOfMessages":           strconv.Itoa(ready),
			"ApproximateNumberOfMessagesDelayed":    strconv.Itoa(delayed),
			"ApproximateNumberOfMessagesNotVisible": strconv.Itoa(flying),
			"VisibilityTimeout":                     strconv.Itoa(int(q.visibility / time.Second)),
			"DelaySeconds":                          strconv.Itoa(int(q.delay / time.Second)),
			"MessageRetentionPeriod":                strconv.Itoa(int(q.retention / time.Second)),
		}
		if q.dead != nil {
			attributes["RedrivePolicy"] = fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":%d}`, q.dead.arn, q.maxReceives)
		}
		return map[string]any{"Attributes": attributes}, nil
	case "ListDeadLetterSourceQueues":
		return map[string]any{"queueUrls": c.stack.urls(func(one *queue) bool { return one.dead == q })}, nil
	}
	return nil, &refusal{400, "InvalidAction", "this cloud does not know sqs:" + action}
}

func receiptFault(err error) *refusal {
	switch {
	case errors.Is(err, errBadReceipt):
		return &refusal{400, "com.amazonaws.sqs#ReceiptHandleIsInvalid", "The input receipt handle is invalid."}
	case errors.Is(err, errNotInFlight):
		return &refusal{400, "com.amazonaws.sqs#MessageNotInflight", "The message is not in flight."}
	}
	return nil
}

func (c *Cloud) sendMessage(q *queue, now time.Time, in entry) (map[string]any, *refusal) {
	size := len(in.MessageBody)
	for name, a := range in.MessageAttributes {
		size += len(name) + len(a.DataType) + len(a.StringValue) + len(a.BinaryValue)
		if a.DataType == "" || a.StringValue == "" && len(a.BinaryValue) == 0 {
			return nil, invalid("message attribute %s has no type or no value", name)
		}
	}
	delay := q.delay
	switch {
	case in.MessageBody == "":
		return nil, &refusal{400, "MissingParameter", "The request must contain the parameter MessageBody."}
	case size > maxMessage:
		return nil, invalid("message of %d bytes, at most %d", size, maxMessage)
	case len(in.MessageAttributes) > 10:
		return nil, invalid("%d message attributes, at most 10", len(in.MessageAttributes))
	case strings.ContainsFunc(in.MessageBody, forbidden):
		return nil, &refusal{400, "com.amazonaws.sqs#InvalidMessageContents", "a character that messages may not hold"}
	case in.DelaySeconds != nil && (*in.DelaySeconds < 0 || *in.DelaySeconds > maxDelay):
		return nil, invalid("DelaySeconds %d", *in.DelaySeconds)
	case in.DelaySeconds != nil:
		delay = seconds(in.DelaySeconds, 0)
	}
	id := c.newID()
	q.send(now, id, in.MessageBody, in.MessageAttributes, delay)
	made := map[string]any{"MessageId": id, "MD5OfMessageBody": md5Of(in.MessageBody)}
	if len(in.MessageAttributes) > 0 {
		made["MD5OfMessageAttributes"] = md5OfAttributes(in.MessageAttributes)
	}
	return made, nil
}

func receiveMessage(q *queue, now time.Time, in entry) (map[string]any, *refusal) {
	most := 1
	if in.MaxNumberOfMessages != nil {
		most = *in.MaxNumberOfMessages
	}
	if most < 1 || most > 10 {
		return nil, invalid("MaxNumberOfMessages %d", most)
	}
	visibility := q.visibility
	if in.VisibilityTimeout != nil {
		visibility = seconds(in.VisibilityTimeout, 0)
	}
	var messages []map[string]any
	for _, m := range q.receive(now, most, visibility, nil) {
		one := map[string]any{
			"MessageId": m.id, "ReceiptHandle": m.receipt, "Body": m.body, "MD5OfBody": md5Of(m.body),
			"Attributes": m.system(), "MessageAttributes": m.attributes,
		}
		if len(m.attributes) > 0 {
			one["MD5OfMessageAttributes"] = md5OfAttributes(m.attributes)
		}
		messages = append(messages, one)
	}
	return map[string]any{"Messages": messages}, nil
}

// system are the attributes that SQS itself gives to a received message.
func (m *message) system() map[string]string {
	made := map[string]string{
		"ApproximateReceiveCount":          strconv.Itoa(m.receives),
		"SentTimestamp":                    strconv.FormatInt(m.sent.UnixMilli(), 10),
		"ApproximateFirstReceiveTimestamp": strconv.FormatInt(m.first.UnixMilli(), 10),
		"SenderId":                         "AIDAEXAMPLE",
	}
	if m.from != "" {
		made["DeadLetterQueueSourceArn"] = m.from
	}
	return made
}

// forbidden finds what is not in XML 1.0's set of characters.
func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF || r > utf8.MaxRune
}

func md5Of(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}

// md5OfAttributes is the digest that clients check:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
func md5OfAttributes(attributes map[string]attribute) string {
	var all []byte
	put := func(text []byte) {
		all = append(binary.BigEndian.AppendUint32(all, uint32(len(text))), text...)
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		put([]byte(name))
		put([]byte(a.DataType))
		if strings.HasPrefix(a.DataType, "Binary") {
			all = append(all, 2)
			put(a.BinaryValue)
			continue
		}
		all = append(all, 1)
		put([]byte(a.StringValue))
	}
	return md5Of(string(all))
}

func seconds(n *int, otherwise int) time.Duration {
	if n != nil {
		otherwise = *n
	}
	return time.Duration(otherwise) * time.Second
}

// newID has the form of the ids that AWS gives.
func (c *Cloud) newID() string {
	a, b := c.chance.Uint64(), c.chance.Uint64()
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", a>>32, a>>16&0xffff, a&0xffff, b>>48, b&(1<<48-1))
}
