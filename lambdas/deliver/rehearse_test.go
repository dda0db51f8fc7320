package deliver

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"bongsu/shared/channel"
	"bongsu/shared/config"
)

// A rehearsal goes all the way, at any hour, and leaves no trace in the log,
// however it ends.
func TestRehearse(t *testing.T) {
	for _, refusal := range []error{nil, errors.New("refused"), &channel.Error{Permanent: true, Err: errors.New("gone")}} {
		var log strings.Builder
		s := newStage(t)
		s.Log = slog.New(slog.NewTextHandler(&log, nil))
		s.Quiet = &config.Hours{From: 0, To: 24*60 - 1}
		tries := 0
		s.fail = func(channel.Delivery) error { tries++; return refusal }
		s.Rehearse(t.Context())
		if tries != 1 || log.Len() > 0 {
			t.Errorf("%v: told %d times, log %q", refusal, tries, log.String())
		}
	}
}
