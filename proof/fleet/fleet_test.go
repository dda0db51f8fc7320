package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// A small fleet, whole: what must be zero is, and what is counted is there to
// be counted.
func TestFleet(t *testing.T) {
	for seed := range uint64(2) {
		o, err := play(t.Context(), 800, 24, seed)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range o.rows() {
			if r.zero && r.n != 0 {
				t.Errorf("seed %d: %s: %d, must be 0: %q", seed, r.name, r.n, o.first)
			}
		}
		for name, n := range map[string]int{
			"losses": o.Losses, "told": o.Told, "returns": o.Returns, "corrected": o.Corrected,
			"unstable": o.Unstable, "stable": o.Stable, "gone for good": o.ForGood, "faults": o.faults,
		} {
			if n == 0 {
				t.Errorf("seed %d: no %s, so nothing is proved", seed, name)
			}
		}
	}
}

func TestTheSameSeedPrintsTheSameBytes(t *testing.T) {
	var prints [3]bytes.Buffer
	for i, seed := range []string{"7", "7", "8"} {
		if err := run(t.Context(), []string{"-devices", "300", "-hours", "6", "-seed", seed}, &prints[i], io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(prints[0].Bytes(), prints[1].Bytes()) {
		t.Errorf("twice the same seed:\n%s\n%s", &prints[0], &prints[1])
	}
	if bytes.Equal(prints[0].Bytes(), prints[2].Bytes()) {
		t.Error("another seed makes no difference")
	}
}

func TestRunRefuses(t *testing.T) {
	for _, args := range [][]string{{"-devices", "0"}, {"-devices", "100001"}, {"-hours", "0"}, {"-hours", "1000"}, {"-devices", "many"}} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil {
			t.Errorf("%q was accepted", args)
		}
	}
}

// The judge must see each thing that must not be. Here the product is tampered
// with, from outside.
func TestTheJudgeSees(t *testing.T) {
	for name, tt := range map[string]struct {
		tamper func(w *world)
		sees   func(o verdicts) int
	}{
		"a hold too short": {
			func(w *world) { w.presence.Presence.Hold /= 3 },
			func(v verdicts) int { return v.ThoughBack },
		},
		"a hold much too short": {
			func(w *world) { w.presence.Presence.Hold = 0 },
			func(v verdicts) int { return v.Early },
		},
		"a hold too long": {
			func(w *world) { w.presence.Presence.Hold *= 3 },
			func(v verdicts) int { return v.Late },
		},
		"checks that get lost": {
			func(w *world) { w.presence.Hold = deadLetters },
			func(v verdicts) int { return v.Untold },
		},
		"nobody counts the losses": {
			func(w *world) { w.presence.Presence.Unstable = 0 },
			func(v verdicts) int { return v.Overlooked },
		},
		"returns that are not told": {
			func(w *world) {
				w.messages = keep(w.messages, func(a arrival) bool { return a.event%4 != 2 })
			},
			func(v verdicts) int { return v.StaleLast },
		},
	} {
		t.Run(name, func(t *testing.T) {
			fleet, messages := build(400, 12, 3)
			w, err := newWorld(fleet, messages, 3)
			if err != nil {
				t.Fatal(err)
			}
			tt.tamper(w)
			if err := w.run(t.Context(), 12*hour+aftermath); err != nil {
				t.Fatal(err)
			}
			w.judge.conclude(w.troubles, 12*hour+aftermath)
			if tt.sees(w.judge.verdicts) == 0 {
				t.Errorf("not seen: %+v", w.judge.verdicts)
			}
		})
	}
}

func keep(all []arrival, wanted func(arrival) bool) []arrival {
	var kept []arrival
	for _, a := range all {
		if wanted(a) {
			kept = append(kept, a)
		}
	}
	return kept
}

// Told without cause, twice and while unstable cannot come about by settings.
func TestTheJudgeSeesWhatIsTold(t *testing.T) {
	fleet := [][]event{{
		{at: 0, arrived: 0, handled: 0, up: true},
		{at: 10 * second, arrived: 10 * second, handled: 10 * second, toldAt: never},
		{at: hour, arrived: hour, handled: hour, up: true},
	}}
	w := &world{now: minute}
	j := newJudge(fleet)
	j.lost(0, 10*second, w)
	j.back(0, hour, false, nil)
	if n := (outcome{verdicts: j.verdicts}).wrong(); n != 0 {
		t.Fatalf("%d faults in what is right: %q", n, j.first)
	}
	j.lost(0, 10*second, w)
	j.lost(0, 11*second, w)
	j.back(0, hour, false, nil)
	j.back(0, hour, false, nil)
	j.unstable(0, hour)
	j.unstable(0, hour)
	j.lost(0, 10*second, w)
	if j.Twice != 2 || j.Unfounded != 1 || j.Needless != 1 || j.UnstableTwice != 1 || j.Early != 1 || j.Hasty != 1 {
		t.Errorf("%+v", j.verdicts)
	}
	var out strings.Builder
	outcome{verdicts: j.verdicts}.print(&out)
	if strings.Count(out.String(), "MUST BE 0") != 6 {
		t.Error(out.String())
	}
}
