package cooldown_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/cooldown"
	"bongsu/shared/incident"
	"bongsu/shared/source"
)

var errAway = errors.New("the table is away")

// shaky is a store of which calls fail, some after they were done.
type shaky struct {
	incident.Store
	chance *rand.Rand
	rate   float64
}

func (s *shaky) try(do func() error) error {
	switch x := s.chance.Float64(); {
	case x < s.rate:
		return errAway
	case x < 2*s.rate:
		return errors.Join(do(), errAway)
	}
	return do()
}

func (s *shaky) Records(ctx context.Context, keys []string) (found map[string]incident.Record, err error) {
	err = s.try(func() error {
		found, err = s.Store.Records(ctx, keys)
		return err
	})
	return found, err
}

func (s *shaky) Save(ctx context.Context, r incident.Record) error {
	return s.try(func() error { return s.Store.Save(ctx, r) })
}

func (s *shaky) SaveDue(ctx context.Context, d incident.Due) error {
	return s.try(func() error { return s.Store.SaveDue(ctx, d) })
}

// Whatever fails, and whoever comes twice: every line is told or counted once.
func TestNoLineIsLostOrCountedTwice(t *testing.T) {
	for seed := range uint64(200) {
		chance := rand.New(rand.NewPCG(seed, 1))
		w := newWorld(t)
		store := &shaky{Store: incident.NewMemory(), chance: chance, rate: 0.15}
		w.store = store
		w.keeper.Store = store
		w.told.fail = func() error {
			if chance.Float64() < 0.2 {
				return errAway
			}
			return nil
		}
		var undone [][]cooldown.Line
		lines := 0
		for range 60 {
			batch := make([]cooldown.Line, 1+chance.IntN(4))
			for i := range batch {
				batch[i] = line(lines, w.now.Sub(start))
				lines++
			}
			undone = append(undone, batch)
			// The platform tries again what failed, in any order, and sometimes
			// what did not.
			for range chance.IntN(4) {
				if len(undone) == 0 {
					break
				}
				i := chance.IntN(len(undone))
				if w.keeper.Take(t.Context(), series(cool, undone[i]...)) == nil && chance.IntN(4) > 0 {
					undone = slices.Delete(undone, i, i+1)
				}
			}
			_ = w.pass(time.Duration(chance.IntN(120)) * time.Second) // what fails stays due
		}
		store.rate, w.told.fail = 0, nil
		for _, batch := range undone {
			w.take(cool, batch...)
		}
		w.wait(2 * cool)
		w.wait(2 * cool)
		if got := w.told.counted(); got != lines {
			t.Fatalf("seed %d: %d lines are told as %d", seed, lines, got)
		}
	}
}

// Many functions at once, as for a group in a storm.
func TestManyAtOnce(t *testing.T) {
	const workers, batches, size = 8, 20, 5
	store := incident.NewMemory()
	var mu sync.Mutex
	all := map[string]alert.Alert{}
	k := cooldown.Keeper{Store: store, Now: time.Now, Teller: tellerFunc(func(events []source.Event) {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range events {
			all[e.Alert.Key] = e.Alert
		}
	})}
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for b := range batches {
				var lines []cooldown.Line
				for i := range size {
					lines = append(lines, line((w*batches+b)*size+i, 0))
				}
				for k.Take(t.Context(), series(time.Millisecond, lines...)) != nil {
					continue // as the platform would
				}
			}
		})
	}
	wait.Wait()
	time.Sleep(2 * time.Millisecond)
	due, err := store.Due(t.Context(), time.Now(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range due {
		if err := k.Due(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	got := 0
	for _, a := range all {
		got += max(1, a.Line.Count)
	}
	if want := workers * batches * size; got != want {
		t.Errorf("%d lines are told as %d", want, got)
	}
}
