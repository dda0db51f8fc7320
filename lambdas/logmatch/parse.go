// Package logmatch tells of log lines that somebody watches for. It is given
// them by subscription filters of CloudWatch Logs, and decides which watch each
// is for and what of it is shown; shared/cooldown decides when.
package logmatch

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"time"

	"bongsu/shared/queue"
)

// maxUnzipped bounds, in bytes, what an event may grow to. Lambda takes 1 MB of
// an asynchronous event; lines made to be packed well could fill any memory.
const maxUnzipped = 16 << 20

// Batch is a part of a log: lines of one stream that came together.
type Batch struct {
	Group, Stream string
	// Account is that of the log.
	Account string
	Lines   []Line
	// Cut says that there were more lines, which could not be read.
	Cut bool
}

// Line is one log event.
type Line struct {
	// ID is the log's own for it; two lines of a log never share one.
	ID string
	// At is in the log's time, in milliseconds; zero if it does not say.
	At   time.Time
	Text string
}

var (
	// ErrControl says that an event only asks whether we are here.
	ErrControl = errors.New("a control message of CloudWatch Logs")
	// ErrStrange says that an event is none of CloudWatch Logs.
	ErrStrange = errors.New("not a subscription event of CloudWatch Logs: base64 of gzip of JSON with a logGroup and logEvents")
)

// Parse reads a subscription event of CloudWatch Logs:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
// What is too large is read as far as it may be. It is pure; the error is
// ErrControl or ErrStrange.
func Parse(payload []byte) (Batch, error) {
	content, ok := unpack(payload)
	if !ok {
		return Batch{}, ErrStrange
	}
	return read(content)
}

// unpack gives the content of an event, as much of it as may be read.
func unpack(payload []byte) (content io.Reader, ok bool) {
	var event struct {
		Logs struct {
			Data string `json:"data"`
		} `json:"awslogs"`
	}
	if json.Unmarshal(payload, &event) != nil || event.Logs.Data == "" {
		return nil, false
	}
	packed, err := base64.StdEncoding.DecodeString(event.Logs.Data)
	if err != nil {
		return nil, false
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, false
	}
	return io.LimitReader(unzipped, maxUnzipped), true
}

// read reads the content member by member, so that of one which breaks off all
// is known that came before.
func read(from io.Reader) (Batch, error) {
	var b Batch
	d := json.NewDecoder(from)
	kind := ""
	err := object(d, func(name string) error {
		switch name {
		case "messageType":
			return d.Decode(&kind)
		case "owner":
			return d.Decode(&b.Account)
		case "logGroup":
			return d.Decode(&b.Group)
		case "logStream":
			return d.Decode(&b.Stream)
		case "logEvents":
			return b.events(d)
		}
		return d.Decode(new(json.RawMessage))
	})
	switch {
	case kind == "CONTROL_MESSAGE":
		return Batch{}, ErrControl
	case b.Group == "" || b.Lines == nil:
		return Batch{}, ErrStrange
	}
	b.Cut = err != nil
	return b, nil
}

// object calls member for the name of each member of the object that comes next.
// member has to read its value.
func object(d *json.Decoder, member func(name string) error) error {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.Join(ErrStrange, err)
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string) // an object's names are strings
		if err := member(name); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func (b *Batch) events(d *json.Decoder) error {
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return errors.Join(ErrStrange, err)
	}
	b.Lines = []Line{} // there is a list
	for d.More() {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		b.Lines = append(b.Lines, lineOf(raw))
	}
	_, err := d.Token()
	return err
}

// lineOf reads one event. One of a strange shape is a line as it stands.
func lineOf(raw json.RawMessage) Line {
	var e struct {
		ID      string `json:"id"`
		At      int64  `json:"timestamp"`
		Message *string
	}
	if json.Unmarshal(raw, &e) != nil || e.Message == nil {
		return Line{ID: queue.Hash(string(raw)), Text: string(raw)}
	}
	l := Line{ID: e.ID, Text: *e.Message}
	if l.ID == "" {
		l.ID = queue.Hash(string(raw))
	}
	if e.At > 0 && e.At <= lastTime {
		l.At = time.UnixMilli(e.At).UTC()
	}
	return l
}

// lastTime is the end of the year 9999 in milliseconds; later times have no JSON
// form.
const lastTime = 253402300799999
