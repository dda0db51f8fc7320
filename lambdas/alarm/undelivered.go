package alarm

import (
	"encoding/json"
	"slices"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// isUndelivered recognizes what deliver says that its channel could not tell.
func isUndelivered(n node) bool { return n.get(config.UndeliveredKey).isObject() }

// readUndelivered passes on what could not be told elsewhere. Whatever else has
// that key is a stranger's.
func readUndelivered(body string, c carrier) []Unit {
	var said map[string]alert.Alert
	err := json.Unmarshal([]byte(body), &said)
	a := said[config.UndeliveredKey]
	nested := func(a alert.Alert) bool { return a.Untold != nil }
	if err != nil || a.Kind != alert.Undelivered || a.Untold == nil || a.At.IsZero() || a.State != alert.Notice ||
		slices.ContainsFunc(a.Untold.Alerts, nested) {
		return plain(body, c)
	}
	return []Unit{{MessageID: c.messageID, Alerts: []alert.Alert{a}}}
}
