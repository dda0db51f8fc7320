package intake

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"bongsu/lambdas/logmatch"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// lines reads lines of CloudWatch Logs. Each is read as outside a cool-down.
func (p Part) lines(c config.Config, now time.Time) News {
	h, err := logmatch.New(c.LogSlice(), logmatch.World{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	if err != nil {
		return News{Silent: []string{err.Error()}}
	}
	b, err := logmatch.Parse(p.Body)
	if errors.Is(err, logmatch.ErrControl) {
		return News{Silent: []string{err.Error()}}
	}
	if err != nil {
		return News{Newest: now, Alerts: []alert.Alert{h.Strange(p.Body)}}
	}
	n := News{Alerts: h.Alerts(b)}
	for _, l := range b.Lines {
		n.seen(l.At)
	}
	if len(n.Alerts) == 0 {
		n.Silent = []string{fmt.Sprintf("no log watch is for %s", count(len(b.Lines), b.Group))}
	}
	return n
}

func count(lines int, group string) string {
	if lines == 1 {
		return "this line of " + group
	}
	return fmt.Sprintf("any of these %d lines of %s", lines, group)
}
