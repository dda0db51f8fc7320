package presence_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/presence"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// flap is a device that is lost at each of these seconds, five minutes apart or
// as given, and back ten seconds later. Each connection is session sN, version N.
func flap(w *world, losses ...int) {
	w.t.Helper()
	for n, at := range losses {
		w.happen(s(at), disconnect(fmt.Sprintf("s%d", n), int64(n), s(at), lost))
		w.happen(s(at+10), connect(fmt.Sprintf("s%d", n+1), int64(n+1), s(at+10)))
	}
}

const sixLosses = "firing sensor-07@45m0.000001s"

// every gives n seconds, this far apart.
func every(apart, n int) []int {
	var all []int
	for i := range n {
		all = append(all, (i+1)*apart)
	}
	return all
}

func TestUnstable(t *testing.T) {
	for name, tt := range map[string]struct {
		play func(w *world)
		told []string
	}{
		"fewer than the limit": {
			func(w *world) { flap(w, every(450, 5)...) }, []string{},
		},
		"as many, but not within an hour": {
			func(w *world) { flap(w, every(720, 20)...) }, []string{},
		},
		"lost too often, then stable": {
			func(w *world) { flap(w, every(450, 6)...) },
			[]string{sixLosses, "recovered sensor-07@1h45m10.000001s"},
		},
		"once, however long it lasts": {
			func(w *world) { flap(w, every(450, 40)...) },
			[]string{sixLosses, "recovered sensor-07@6h0m10.000001s"},
		},
		"losses beyond the hold stay silent too": {
			func(w *world) {
				flap(w, every(450, 6)...)
				w.happen(s(3000), disconnect("s6", 6, s(3000), lost))
				w.happen(s(3600), connect("s7", 7, s(3600)))
			},
			[]string{sixLosses, "recovered sensor-07@2h0m0.000001s"},
		},
		"gone for good": {
			func(w *world) {
				flap(w, every(450, 6)...)
				w.happen(s(3000), disconnect("s6", 6, s(3000), lost))
				w.happen(s(9000), connect("s7", 7, s(9000)))
			},
			[]string{sixLosses, "firing sensor-07@50m0s", "recovered sensor-07@2h30m0s"},
		},
		"gone for good by the loss that made it unstable": {
			func(w *world) {
				flap(w, every(450, 5)...)
				w.happen(s(2700), disconnect("s5", 5, s(2700), lost))
			},
			[]string{sixLosses, "firing sensor-07@45m0s"},
		},
		"gone for good, back, and lost once more": {
			func(w *world) {
				flap(w, every(450, 6)...)
				w.happen(s(3000), disconnect("s6", 6, s(3000), lost))
				w.happen(s(4000), connect("s7", 7, s(4000)))
				w.happen(s(4100), disconnect("s7", 7, s(4100), lost))
			},
			[]string{sixLosses, "firing sensor-07@50m0s", "recovered sensor-07@1h6m40s", "firing sensor-07@1h8m20s"},
		},
		"stable, and unstable again": {
			func(w *world) {
				flap(w, every(450, 6)...)
				for n := range 6 {
					after := 10000 + 60*n
					w.happen(s(after), disconnect(fmt.Sprintf("s%d", 6+n), int64(6+n), s(after), lost))
					w.happen(s(after+10), connect(fmt.Sprintf("s%d", 7+n), int64(7+n), s(after+10)))
				}
			},
			[]string{
				sixLosses, "recovered sensor-07@1h45m10.000001s",
				"firing sensor-07@2h51m40.000001s", "recovered sensor-07@3h51m50.000001s",
			},
		},
		"a goodbye is no loss": {
			func(w *world) {
				for n := range 10 {
					w.happen(s(60*n), disconnect(fmt.Sprintf("s%d", n), int64(n), s(60*n), "CLIENT_INITIATED_DISCONNECT"))
				}
			},
			[]string{},
		},
		"two that fight for a client id": {
			func(w *world) {
				for n := range 8 {
					w.happen(s(60*n), connect(fmt.Sprintf("s%d", n+1), int64(n+1), s(60*n)))
					w.happen(s(60*n+1), disconnect(fmt.Sprintf("s%d", n), int64(n), s(60*n+1), takenOver))
				}
			},
			[]string{"firing sensor-07@5m1.000001s", "recovered sensor-07@1h7m0.000001s"},
		},
		"a takeover that makes it unstable, and nothing after it": {
			func(w *world) {
				flap(w, every(450, 5)...)
				w.happen(s(2700), connect("t", 6, s(2699)), disconnect("s5", 5, s(2700), takenOver))
			},
			[]string{sixLosses, "recovered sensor-07@1h44m59.000001s"},
		},
		"everything twice, and once more much later": {
			func(w *world) {
				var all []presence.Event
				for n := range 6 {
					at := 450 * (n + 1)
					down := disconnect(fmt.Sprintf("s%d", n), int64(n), s(at), lost)
					up := connect(fmt.Sprintf("s%d", n+1), int64(n+1), s(at+10))
					w.happen(s(at), down, down)
					w.happen(s(at+10), up, up)
					all = append(all, down, up)
				}
				w.happen(s(3000), all...)
				w.happen(s(20000), all...)
				slices.Reverse(all)
				w.happen(s(30000), all...)
			},
			[]string{sixLosses, "recovered sensor-07@1h45m10.000001s"},
		},
		"told as lost, then back, then unstable": {
			func(w *world) {
				w.happen(s(100), disconnect("s0", 0, s(100), lost))
				w.happen(s(450), connect("s1", 1, s(450)))
				for n := 1; n < 6; n++ {
					w.happen(s(450*(n+1)), disconnect(fmt.Sprintf("s%d", n), int64(n), s(450*(n+1)), lost))
					w.happen(s(450*(n+1)+10), connect(fmt.Sprintf("s%d", n+1), int64(n+1), s(450*(n+1)+10)))
				}
			},
			[]string{"firing sensor-07@1m40s", "recovered sensor-07@7m30s", sixLosses, "recovered sensor-07@1h45m10.000001s"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, config.Presence{Hold: 30 * time.Second, Unstable: 6})
			w.happen(0, connect("s0", 0, 0))
			tt.play(w)
			w.pass(100 * time.Hour)
			if diff := cmp.Diff(tt.told, w.told()); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if n := w.queues.Depth(presenceQueue) + w.queues.Depth(holdQueue); n > 0 {
				t.Errorf("%d messages left", n)
			}
		})
	}
}

func TestTheAlertsOfAnUnstableDevice(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second, Unstable: 2})
	flap(w, 60, 120)
	w.pass(3 * time.Hour)
	var got []alert.Alert
	for _, j := range w.jobs("mail") {
		got = append(got, j.Alerts...)
	}
	common := alert.Alert{
		Key: "iot/sensor-07", Kind: alert.Presence, Severity: alert.Warning, Route: "devices", Subject: "sensor-07",
		Links:   []alert.Link{{To: alert.ToDevice, URL: "https://ap-northeast-2.console.aws.amazon.com/iot/home?region=ap-northeast-2#/thinghub"}},
		Account: "123456789012", Region: "ap-northeast-2",
	}
	unstable, stable := common, common
	unstable.State, unstable.At = alert.Firing, origin.Add(s(120)+time.Microsecond)
	unstable.Device = &alert.Device{ClientID: "sensor-07", Session: "s1", Reason: lost, Drops: 2}
	stable.State, stable.At = alert.Recovered, origin.Add(s(130)+time.Hour+time.Microsecond)
	stable.Device = &alert.Device{ClientID: "sensor-07", Session: "s2", Drops: 2}
	if diff := cmp.Diff([]alert.Alert{unstable, stable}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The connection of an unstable device is looked at a bounded number of times.
func TestAnUnstableDeviceIsLookedAtFourTimes(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second, Unstable: 2})
	flap(w, 60, 120)
	w.log.Reset()
	w.pass(100 * time.Hour)
	// The two checks of the losses, and one look every 15 minutes.
	if n := strings.Count(w.log.String(), `"checked":1`); n != 1+4 {
		t.Errorf("%d looks: %s", n, w.log.String())
	}
}

func TestNoLongerCounted(t *testing.T) {
	w := newWorld(t, config.Presence{Hold: 30 * time.Second, Unstable: 2})
	flap(w, 60, 120)
	w.handler.Presence.Unstable = 0
	w.happen(s(300), disconnect("s2", 2, s(300), lost))
	w.happen(s(400), connect("s3", 3, s(400)))
	w.pass(100 * time.Hour)
	want := []string{"firing sensor-07@2m0.000001s", "firing sensor-07@5m0s", "recovered sensor-07@6m40s"}
	if diff := cmp.Diff(want, w.told()); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if r := w.record("sensor-07"); r.Presence.Flaps != nil {
		t.Errorf("still counted: %+v", r.Presence.Flaps)
	}
}

// A queue that stood still brings everything at once, in any order.
func TestEveryOrderOfLossesIsUnstableOnce(t *testing.T) {
	var losses []presence.Event
	for n := range 4 {
		losses = append(losses, disconnect(fmt.Sprintf("s%d", n), int64(n), s(600*n), lost))
	}
	orders(losses, 1, func(order []presence.Event) {
		w := newWorld(t, config.Presence{Hold: 30 * time.Second, Unstable: 4})
		for n, e := range order {
			w.happen(s(2000+n), e, e)
		}
		// The last connection, then nothing more.
		w.happen(s(2010), connect("s4", 4, s(2009)))
		w.pass(100 * time.Hour)
		told := w.told()
		if len(told) != 2 || !strings.HasPrefix(told[0], "firing") || told[1] != "recovered sensor-07@1h33m29.000001s" {
			t.Fatalf("%q by the order%s", told, describe(order))
		}
	})
}
