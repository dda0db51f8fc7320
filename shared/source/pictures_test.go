package source_test

import (
	"testing"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/source"
)

// A picture goes to who shows it, and to nobody else; the jobs are the same
// otherwise.
func TestPicturesGoToWhoShowsThem(t *testing.T) {
	to, out := teller()
	to.Routes = config.Routes{"default": {Targets: []config.Target{{Channel: "teams", Pictures: true}, {Channel: "sms"}, {Channel: "line", Pictures: true}}}}
	shown := &alert.Picture{URL: "https://example.com/a.png"}
	one, two := event("a", alert.Firing, 0), event("b", alert.Firing, 1)
	one.Alert.Picture = shown
	inner := event("c", alert.Notice, 2)
	inner.Alert.Kind = alert.Undelivered
	inner.Alert.Untold = &alert.Untold{Channel: "x", Alerts: []alert.Alert{one.Alert}}
	tell(t, to, []source.Event{one, two, inner}...)
	for channel, want := range map[string]int{"teams": 2, "line": 2, "sms": 0} {
		pictures, ids := 0, map[string]bool{}
		for _, job := range out.jobs(t, channel) {
			ids[job.Group] = true
			for _, a := range job.Alerts {
				if a.Picture != nil {
					pictures++
				}
				if a.Untold != nil && a.Untold.Alerts[0].Picture != nil {
					pictures++
				}
			}
		}
		if pictures != want || len(ids) != 2 {
			t.Errorf("%s has %d pictures in %d groups", channel, pictures, len(ids))
		}
	}
	if one.Alert.Picture != shown || inner.Alert.Untold.Alerts[0].Picture != shown {
		t.Error("an alert itself was changed")
	}
}
