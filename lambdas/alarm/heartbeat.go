package alarm

import (
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// isHeartbeat recognizes the sign of life that our own schedule publishes.
func isHeartbeat(n node) bool { return n.get(config.HeartbeatKey).text() == config.HeartbeatValue }

// readHeartbeat sends a sign of life to every channel. Its time is the one that
// it was scheduled for, so that one published twice is told once.
func readHeartbeat(n node, c carrier) []Unit {
	at := n.get(config.HeartbeatTime).time()
	if at.IsZero() {
		at = c.at
	}
	return []Unit{{MessageID: c.messageID, Alerts: []alert.Alert{{
		Key: alert.HeartbeatKey(at), Kind: alert.Heartbeat, State: alert.Notice, Severity: alert.Info,
		Route: config.HeartbeatRoute, Subject: config.HeartbeatValue, At: at, Account: c.account, Region: c.region,
	}}}}
}
