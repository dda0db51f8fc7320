package alert

import (
	"strings"
	"time"
)

// Prefixes of keys that are not ARNs.
const (
	presencePrefix = "iot/"
	rawPrefix      = "raw/"
	logPrefix      = "log/"
	pollPrefix     = "poll/"
	// telemetryPrefix is followed by the name of the entry, the field and the device.
	telemetryPrefix = "telemetry/"
	// heartbeatPrefix is followed by the time that the heartbeat is of.
	heartbeatPrefix = "heartbeat/"
	// undeliveredPrefix is followed by the channel and a name of what it could not
	// tell.
	undeliveredPrefix = "undelivered/"
	// digestPrefix is followed by the name of the digest and its slot.
	digestPrefix = "digest/"
	// alarmPrefix begins the key of an alarm whose message named no ARN:
	// alarm/ACCOUNT/NAME.
	alarmPrefix = "alarm/"
)

// PresenceKey is the key of a device, by its MQTT client id.
func PresenceKey(clientID string) string { return presencePrefix + clientID }

// NamedAlarmKey is the key of an alarm whose message named no ARN.
func NamedAlarmKey(account, name string) string { return alarmPrefix + account + "/" + name }

// WatchKey is the key of all that is known of a log watch.
func WatchKey(watch string) string { return logPrefix + watch }

// LogKey is the key of a line that a log watch found, by the line's id. Each line
// is an occurrence of its own: nothing recovers from it, and none says more than
// another. Neither part may hold a slash.
func LogKey(watch, id string) string { return WatchKey(watch) + "/" + id }

// PollKey is the key of a field of a poll, or, without one, of the poll's answer as
// a whole. Neither part may hold a slash.
func PollKey(poll, field string) string {
	if field == "" {
		return pollPrefix + poll
	}
	return pollPrefix + poll + "/" + field
}

// TelemetryKey is the key of a field in what a device sends, or, without one, of the
// device's messages as a whole. Only the device may hold a slash.
func TelemetryKey(name, field, device string) string {
	return telemetryPrefix + name + "/" + field + "/" + device
}

// RawKey is the key of a raw alert, by the id of the message that brought it.
func RawKey(id string) string { return rawPrefix + id }

// HeartbeatKey is the key of the heartbeat of a time, to the second: the same
// however often it is published.
func HeartbeatKey(at time.Time) string { return heartbeatPrefix + at.UTC().Format(time.RFC3339) }

// UndeliveredKey is the key of what a channel could not tell, by an id of it.
func UndeliveredKey(channel, id string) string { return undeliveredPrefix + channel + "/" + id }

// DigestKey is the key of a digest by its slot, the time that it was due at, to the
// second: the same however often it is made. The name may hold no slash.
func DigestKey(name string, slot time.Time) string {
	return digestPrefix + name + "/" + slot.UTC().Format(time.RFC3339)
}

// KindOf tells the kind of alert by its key.
func KindOf(key string) Kind {
	switch {
	case strings.HasPrefix(key, presencePrefix):
		return Presence
	case strings.HasPrefix(key, logPrefix):
		return Log
	case strings.HasPrefix(key, pollPrefix):
		return Polled
	case strings.HasPrefix(key, telemetryPrefix):
		return Telemetry
	case strings.HasPrefix(key, rawPrefix):
		return Raw
	case strings.HasPrefix(key, heartbeatPrefix):
		return Heartbeat
	case strings.HasPrefix(key, undeliveredPrefix):
		return Undelivered
	case strings.HasPrefix(key, digestPrefix):
		return Digested
	}
	return Alarm
}

// SubjectOf gives the name that a person knows a key by.
func SubjectOf(key string) string {
	if rest, ok := strings.CutPrefix(key, presencePrefix); ok {
		return rest
	}
	if rest, ok := strings.CutPrefix(key, logPrefix); ok {
		watch, _, _ := strings.Cut(rest, "/")
		return watch
	}
	if rest, ok := strings.CutPrefix(key, pollPrefix); ok {
		return strings.Replace(rest, "/", " ", 1)
	}
	if rest, ok := strings.CutPrefix(key, telemetryPrefix); ok {
		return deviceSubject(rest)
	}
	for _, prefix := range []string{undeliveredPrefix, digestPrefix} {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			name, _, _ := strings.Cut(rest, "/")
			return name
		}
	}
	if rest, ok := strings.CutPrefix(key, alarmPrefix); ok {
		_, name, _ := strings.Cut(rest, "/")
		return name
	}
	// arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME; the name may hold colons.
	if parts := strings.SplitN(key, ":", 7); len(parts) == 7 {
		return parts[6]
	}
	return key
}

// deviceSubject names a device and a field of it. The entry that it belongs to is
// left out where the device's own name begins with it.
func deviceSubject(rest string) string {
	name, rest, _ := strings.Cut(rest, "/")
	field, device, _ := strings.Cut(rest, "/")
	if !strings.HasPrefix(device, name) {
		device = strings.TrimSuffix(name+" "+device, " ")
	}
	return strings.TrimSuffix(device+" "+field, " ")
}
