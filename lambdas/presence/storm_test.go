package presence_test

import (
	"fmt"
	"testing"
	"time"

	"bongsu/lambdas/presence"
	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/queue"
)

func TestAStormIsOneJobAChannel(t *testing.T) {
	const devices = 1000
	w := newWorld(t, config.Presence{Hold: 30 * time.Second})
	var up, down, back []presence.Event
	for i := range devices {
		for _, list := range []struct {
			to *[]presence.Event
			e  presence.Event
		}{{&up, connect("a", 1, 0)}, {&down, disconnect("a", 1, s(60), lost)}, {&back, connect("b", 2, s(300))}} {
			list.e.ClientID = fmt.Sprintf("sensor-%04d", i)
			*list.to = append(*list.to, list.e)
		}
	}
	w.happen(0, up...)
	w.happen(s(61), down...)
	if n := w.queues.Depth(holdQueue); n != devices/100 {
		t.Errorf("%d check messages", n)
	}
	w.happen(s(301), back...)
	for _, channel := range []string{"chat", "mail"} {
		jobs := w.jobs(channel)
		if len(jobs) != 2 {
			t.Fatalf("%s: %d jobs", channel, len(jobs))
		}
		for i, state := range []alert.State{alert.Firing, alert.Recovered} {
			keys := make(map[string]bool)
			for _, a := range jobs[i].Alerts {
				keys[a.Key] = true
			}
			for _, r := range jobs[i].More {
				keys[r.Key] = true
			}
			if jobs[i].State != state || len(keys) != devices {
				t.Errorf("%s: job %d is %s of %d devices", channel, i, jobs[i].State, len(keys))
			}
		}
	}
}

func TestAStormTooLargeForOneCheck(t *testing.T) {
	const devices = 3000
	w := newWorld(t, config.Presence{Hold: 30 * time.Second})
	var down []presence.Event
	for i := range devices {
		e := disconnect("a", 1, s(60), lost)
		e.ClientID = fmt.Sprintf("%0128d", i)
		down = append(down, e)
	}
	w.happen(s(61), down...)
	checks := w.queues.Peek(holdQueue)
	for _, c := range checks {
		if len(c.Body) > queue.MaxBytes {
			t.Errorf("a check of %d bytes", len(c.Body))
		}
	}
	if len(checks) < 2 {
		t.Errorf("%d check messages", len(checks))
	}
	w.pass(time.Hour)
	told := 0
	for _, j := range w.jobs("chat") {
		told += len(j.Alerts) + len(j.More)
	}
	if told != devices {
		t.Errorf("%d devices told", told)
	}
}
