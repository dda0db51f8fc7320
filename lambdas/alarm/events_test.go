package alarm_test

import (
	"flag"
	"testing"

	"bongsu/events/eventstest"
	"bongsu/lambdas/alarm"
)

var update = flag.Bool("update", false, "write the golden files")

// samples are the events on file.
const samples eventstest.Folder = "../../events"

func payload(t testing.TB, file string) []byte {
	t.Helper()
	return samples.Read(t, file)
}

func TestEventsAreUnderstood(t *testing.T) {
	for _, s := range samples.Of(t, "alarm") {
		t.Run(s.File, func(t *testing.T) {
			result := alarm.Parse(payload(t, s.File))
			told := false
			for _, u := range result.Units {
				told = told || len(u.Alerts) > 0
			}
			samples.Compare(t, s, result, told, *update)
		})
	}
}
