package alert

import "strings"

// Prefixes of keys that are not ARNs.
const (
	presencePrefix = "iot/"
	rawPrefix      = "raw/"
)

// PresenceKey is the key of a device, by its MQTT client id.
func PresenceKey(clientID string) string { return presencePrefix + clientID }

// RawKey is the key of a raw alert, by the id of the message that brought it.
func RawKey(id string) string { return rawPrefix + id }

// KindOf tells the kind of alert by its key.
func KindOf(key string) Kind {
	switch {
	case strings.HasPrefix(key, presencePrefix):
		return Presence
	case strings.HasPrefix(key, rawPrefix):
		return Raw
	}
	return Alarm
}

// SubjectOf gives the name that a person knows a key by.
func SubjectOf(key string) string {
	if rest, ok := strings.CutPrefix(key, presencePrefix); ok {
		return rest
	}
	// arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME; the name may hold colons.
	if parts := strings.SplitN(key, ":", 7); len(parts) == 7 {
		return parts[6]
	}
	return key
}
