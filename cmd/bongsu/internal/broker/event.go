package broker

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/mochi-mqtt/server/v2/packets"
)

// event is a lifecycle event of AWS IoT Core. Fields of one sort of event only
// are pointers, left out of the other. thingName is never there: it comes only
// with the exclusive thing feature.
// https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
type event struct {
	ClientID                  string  `json:"clientId"`
	Timestamp                 int64   `json:"timestamp"` // milliseconds
	EventType                 string  `json:"eventType"`
	SessionIdentifier         string  `json:"sessionIdentifier"`
	PrincipalIdentifier       string  `json:"principalIdentifier"`
	IPAddress                 *string `json:"ipAddress,omitempty"`
	ClientInitiatedDisconnect *bool   `json:"clientInitiatedDisconnect,omitempty"`
	DisconnectReason          *string `json:"disconnectReason,omitempty"`
	VersionNumber             int     `json:"versionNumber"`
}

// topic is where AWS publishes the event.
func (e event) topic() string {
	return "$aws/events/presence/" + e.EventType + "/" + e.ClientID
}

const clientInitiated = "CLIENT_INITIATED_DISCONNECT"

// reason gives AWS's word for what ended a connection.
func reason(cause error) string {
	switch {
	case errors.Is(cause, packets.CodeDisconnect), errors.Is(cause, packets.CodeDisconnectWillMessage):
		return clientInitiated
	case errors.Is(cause, packets.ErrSessionTakenOver):
		return "DUPLICATE_CLIENTID"
	case errors.Is(cause, packets.ErrServerShuttingDown), errors.Is(cause, net.ErrClosed):
		return "SERVER_INITIATED_DISCONNECT"
	case errors.Is(cause, packets.ErrNotAuthorized):
		return "FORBIDDEN_ACCESS"
	case errors.Is(cause, os.ErrDeadlineExceeded):
		return "MQTT_KEEP_ALIVE_TIMEOUT"
	}
	if _, ok := errors.AsType[packets.Code](cause); ok {
		return "CLIENT_ERROR"
	}
	return "CONNECTION_LOST"
}

// principal stands in for the certificate's id: 64 hexadecimal digits, the same
// for a client whenever it comes.
func principal(clientID string) string {
	sum := sha256.Sum256([]byte(clientID))
	return hex.EncodeToString(sum[:])
}

// newSession returns a random (version 4) UUID.
func newSession() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // documented never to fail
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
