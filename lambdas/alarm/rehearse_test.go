package alarm

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/source"
)

type noting struct{ told []source.Event }

func (n *noting) Tell(_ context.Context, events []source.Event) []error {
	n.told = append(n.told, events...)
	return make([]error, len(events))
}

// A rehearsal is understood as an alarm is, and leaves no trace in the log.
func TestRehearse(t *testing.T) {
	var log strings.Builder
	n := &noting{}
	Handler{Teller: n, Log: slog.New(slog.NewTextHandler(&log, nil)), Now: time.Now}.Rehearse(t.Context())
	if len(n.told) != 1 || n.told[0].Alert.Kind != alert.Alarm || n.told[0].Alert.Measurement == nil || log.Len() > 0 {
		t.Errorf("told %+v, log %q", n.told, log.String())
	}
}
