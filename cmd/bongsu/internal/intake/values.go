package intake

import (
	"fmt"
	"time"

	"bongsu/lambdas/telemetry"
	"bongsu/shared/config"
)

// isSent reports whether a payload is what a rule makes of a message of a device.
func isSent(payload []byte) bool {
	m, err := telemetry.Parse(payload)
	return err == nil && m.Telemetry != "" && m.Data != nil
}

// values reads what a device published, as if one message were enough to be told.
func (p Part) values(c config.Config) News {
	m, err := telemetry.Parse(p.Body)
	if err != nil {
		return News{Silent: []string{err.Error()}}
	}
	n := News{Newest: time.UnixMilli(m.At).UTC()}
	taken := false
	for _, t := range c.Telemetry {
		if !t.Takes(m) {
			continue
		}
		taken = true
		for _, r := range telemetry.Read(t, m) {
			if r.Facts.Fault != "" {
				n.Alerts = append(n.Alerts, r.Alert(nil, n.Newest, r.Facts.Fault.State(), p.place.Region))
			}
		}
	}
	switch {
	case !taken:
		n.Silent = []string{fmt.Sprintf("%s: no telemetry of the configuration has this name", m.Telemetry)}
	case len(n.Alerts) == 0:
		n.Silent = []string{fmt.Sprintf("%s: all values are right", m.Topic)}
	}
	return n
}
