// Package presence turns AWS IoT lifecycle events into alerts of devices that
// left and came back. It waits for a device before it tells of a loss; it does
// not decide where and in which words it is told.
package presence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"bongsu/shared/queue"
)

// Type is the eventType of a lifecycle event.
type Type string

// The lifecycle events of AWS IoT:
// https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
const (
	Connected     Type = "connected"
	Disconnected  Type = "disconnected"
	ConnectFailed Type = "connect_failed"
	Subscribed    Type = "subscribed"
	Unsubscribed  Type = "unsubscribed"
)

// UnknownVersion stands for a version number that the event does not carry.
const UnknownVersion = -1

// cleanReason is the disconnectReason of a device that said goodbye.
const cleanReason = "CLIENT_INITIATED_DISCONNECT"

// Event is one lifecycle event.
type Event struct {
	Type     Type
	ClientID string
	// Thing is the registry's name, said only of exclusive things.
	Thing string
	// Session names the connection; empty if the event does not say.
	Session string
	// Version is the same for a connect and its disconnect and grows from one
	// connection to the next, until it starts over at 0 after about an hour
	// offline. UnknownVersion if the event does not say.
	Version int64
	// At is AWS IoT's time, to the millisecond; zero if the event does not say.
	At time.Time
	// Reason is the disconnectReason or connectFailureReason as it came.
	Reason string
	// Address is the IP address of a connect.
	Address string
	// Clean is set on a disconnect that the device itself asked for.
	Clean bool
	// Silent says why this type of event is never told; empty if it may be.
	Silent string
}

// ErrNotLifecycle says that a payload is not a lifecycle event of AWS IoT.
var ErrNotLifecycle = errors.New("not an AWS IoT lifecycle event: it needs an eventType and a clientId")

// Is reports whether the payload is a lifecycle event of AWS IoT, of whatever type.
func Is(payload []byte) bool {
	_, err := decode(payload)
	return err == nil
}

// Parse reads a lifecycle event. Fields of a strange type count as absent. An
// error says that it is none, or one of a type that is not known.
func Parse(payload []byte) (Event, error) {
	f, err := decode(payload)
	if err != nil {
		return Event{}, err
	}
	e := Event{
		Type:     Type(f.text("eventType")),
		ClientID: f.text("clientId"),
		Thing:    f.text("thingName"),
		Session:  f.text("sessionIdentifier"),
		Version:  UnknownVersion,
		At:       f.time("timestamp"),
		Address:  f.text("ipAddress"),
	}
	if v, ok := f.integer("versionNumber"); ok && v >= 0 {
		e.Version = v
	}
	switch e.Type {
	case Connected:
	case Disconnected:
		e.Reason = f.text("disconnectReason")
		// The reason outranks the flag: a loss must not pass for a goodbye.
		e.Clean = e.Reason == cleanReason || e.Reason == "" && f.flag("clientInitiatedDisconnect")
	case ConnectFailed:
		e.Reason = f.text("connectFailureReason")
		e.Silent = "a refused connection changes nothing about whether the device is connected"
	case Subscribed, Unsubscribed:
		e.Silent = "a subscription changes nothing about whether the device is connected"
	default:
		return Event{}, fmt.Errorf("an AWS IoT lifecycle event of the unknown type %q", e.Type)
	}
	return e, nil
}

// fields are the members of a JSON object, read one by one so that a strange
// type in one of them does not lose the others.
type fields map[string]json.RawMessage

func decode(payload []byte) (fields, error) {
	var f fields
	if err := json.Unmarshal(payload, &f); err != nil {
		return nil, ErrNotLifecycle
	}
	if f.text("eventType") == "" || f.text("clientId") == "" {
		return nil, ErrNotLifecycle
	}
	return f, nil
}

// text gives a string, or the digits of a number.
func (f fields) text(name string) string {
	raw := bytes.TrimSpace(f[name])
	if len(raw) == 0 {
		return ""
	}
	switch raw[0] {
	case '"':
		var s string
		// A member of a document that was read is valid JSON itself.
		_ = json.Unmarshal(raw, &s)
		return s
	case '{', '[', 'n', 't', 'f':
		return ""
	}
	return string(raw)
}

func (f fields) flag(name string) bool {
	return string(bytes.TrimSpace(f[name])) == "true" || f.text(name) == "true"
}

func (f fields) integer(name string) (int64, bool) {
	s := f.text(name)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	x, err := strconv.ParseFloat(s, 64)
	// 2^53: above it a float does not hold every integer. NaN fails it too.
	if err != nil || !(math.Abs(x) <= 1<<53) {
		return 0, false
	}
	return int64(x), true
}

func (f fields) time(name string) time.Time {
	ms, ok := f.integer(name)
	if !ok || ms <= 0 || ms > queue.LastTime {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
