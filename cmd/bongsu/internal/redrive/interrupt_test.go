package redrive

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bongsu/shared/queue"
)

// TestNoInterruptionLosesALetter interrupts runs in every gap, at random.
func TestNoInterruptionLosesALetter(t *testing.T) {
	for seed := range uint64(300) {
		chance := rand.New(rand.NewPCG(seed, 1))
		now := later
		q := newQueues(t, &now)
		for i := range 30 {
			q.bury(t, body(t, "ops", fmt.Sprint(i)), "x", "ops")
		}
		var rows []string
		for try := 0; q.Depth(dead) > 0; try++ {
			if try == 200 {
				t.Fatalf("seed %d: never done", seed)
			}
			ctx, cancel := context.WithCancel(t.Context())
			q.fail = func(doing string) error {
				switch chance.IntN(12) {
				case 0:
					return errors.New("trouble: " + doing)
				case 1:
					cancel()
				}
				return nil
			}
			_, _ = look(t, q, &now, &rows).Do(ctx) // what was lost shows below
			cancel()
			now = now.Add(hidden)
		}
		var names []string
		for _, m := range q.Peek("bongsu-to-ops") {
			job, err := queue.Decode(m.Body)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, job.Group)
		}
		slices.Sort(names)
		if got := len(slices.Compact(names)); got != 30 {
			t.Fatalf("seed %d: %d of 30 arrived", seed, got)
		}
	}
}

func TestAfterAnInterruptionAllCanBeSeen(t *testing.T) {
	now := later
	q := newQueues(t, &now)
	for i := range 12 {
		q.bury(t, body(t, "ops", fmt.Sprint(i)), "x", "ops")
	}
	ctx, cancel := context.WithCancel(t.Context())
	var rows []string
	run := look(t, q, &now, &rows)
	run.Show = func(Letter, Outcome) error { cancel(); return nil }
	tally, err := run.Do(ctx)
	if err == nil || !strings.Contains(err.Error(), "interrupted") || tally.Shown[Replayed] != 1 {
		t.Errorf("%v, %+v", err, tally)
	}
	seen, err := q.Memory.Receive(dead, 100, 0)
	if err != nil || len(seen) != 11 || q.Depth("bongsu-to-ops") != 1 {
		t.Errorf("%v, %d can be seen, %d replayed", err, len(seen), q.Depth("bongsu-to-ops"))
	}
}

func TestTroubleEndsARun(t *testing.T) {
	now := later
	q := newQueues(t, &now)
	for i := range 30 {
		q.bury(t, body(t, "ops", fmt.Sprint(i)), "x", "ops")
	}
	q.fail = func(doing string) error {
		if strings.HasPrefix(doing, "send") {
			return errors.New("AccessDenied")
		}
		return nil
	}
	var rows []string
	tally, err := look(t, q, &now, &rows).Do(t.Context())
	if err == nil || tally.Shown[Failed] != trouble || q.Depth(dead) != 30 {
		t.Errorf("%v, %+v, %d dead", err, tally, q.Depth(dead))
	}
}
