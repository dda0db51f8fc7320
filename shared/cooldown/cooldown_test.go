package cooldown_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
	"bongsu/shared/cooldown"
	"bongsu/shared/incident"
	"bongsu/shared/source"
)

var start = time.Date(2026, 9, 25, 4, 12, 7, 86e6, time.UTC)

// told notes what is told, each alert once.
type told struct {
	alerts map[string]alert.Alert
	order  []string
	fail   func() error
}

func (s *told) Tell(_ context.Context, events []source.Event) []error {
	errs := make([]error, len(events))
	for i, e := range events {
		if s.fail != nil {
			if errs[i] = s.fail(); errs[i] != nil {
				continue
			}
		}
		if before, again := s.alerts[e.Alert.Key]; again {
			if diff := cmp.Diff(before, e.Alert); diff != "" {
				errs[i] = fmt.Errorf("%s is told with another content:\n%s", e.Alert.Key, diff)
			}
			continue
		}
		s.alerts[e.Alert.Key] = e.Alert
		s.order = append(s.order, e.Alert.Key)
	}
	return errs
}

// counted is how many lines what was told stands for.
func (s *told) counted() int {
	n := 0
	for _, a := range s.alerts {
		n += max(1, a.Line.Count)
	}
	return n
}

// world is a keeper on a clock of its own.
type world struct {
	t      *testing.T
	now    time.Time
	store  incident.Store
	told   *told
	keeper cooldown.Keeper
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, now: start, store: incident.NewMemory(), told: &told{alerts: map[string]alert.Alert{}}}
	w.keeper = cooldown.Keeper{Store: w.store, Teller: w.told, Now: func() time.Time { return w.now }}
	return w
}

func line(id int, after time.Duration) cooldown.Line {
	a := alert.Alert{
		Key: alert.LogKey("app", fmt.Sprint(id)), Kind: alert.Log, State: alert.Notice, At: start.Add(after),
		Line: &alert.Line{Watch: "app", Message: fmt.Sprint("line ", id)},
	}
	return cooldown.Line{ID: fmt.Sprint(id), At: a.At, Alert: func() alert.Alert { return a }}
}

func series(cool time.Duration, lines ...cooldown.Line) []cooldown.Series {
	return []cooldown.Series{{Key: "log/app", Cooldown: cool, Lines: lines}}
}

func (w *world) take(cool time.Duration, lines ...cooldown.Line) {
	w.t.Helper()
	if err := w.keeper.Take(w.t.Context(), series(cool, lines...)); err != nil {
		w.t.Fatal(err)
	}
}

// pass lets time pass, and does what falls due.
func (w *world) pass(d time.Duration) error {
	w.now = w.now.Add(d)
	due, err := w.store.Due(w.t.Context(), w.now, 100)
	if err != nil {
		return err
	}
	for _, d := range due {
		if !cooldown.IsDue(d) {
			w.t.Errorf("due %+v", d)
		}
		if err := w.keeper.Due(w.t.Context(), d); err != nil {
			return err
		}
		if err := w.store.DropDue(w.t.Context(), d.ID); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) wait(d time.Duration) {
	w.t.Helper()
	if err := w.pass(d); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) want(keys ...string) {
	w.t.Helper()
	if diff := cmp.Diff(keys, w.told.order); diff != "" {
		w.t.Errorf("told (-want +got):\n%s", diff)
	}
}

const cool = 5 * time.Minute

func TestTheFirstAtOnceTheRestAsOne(t *testing.T) {
	w := newWorld(t)
	w.take(cool, line(1, 0), line(2, 0))
	w.want("log/app/1")
	w.wait(time.Minute)
	w.take(cool, line(3, time.Minute))
	w.wait(3 * time.Minute)
	w.want("log/app/1")
	w.wait(time.Minute)
	w.want("log/app/1", "log/app/3/more")
	a := w.told.alerts["log/app/3/more"]
	if a.Line.Count != 2 || !a.Line.First.Equal(start) || !a.At.Equal(start.Add(time.Minute)) || a.Line.In != cool || a.Line.Message != "line 3" {
		t.Errorf("%+v", a.Line)
	}
	// Nothing more came, so that nothing more is told; the next line is a first one.
	w.wait(time.Hour)
	w.take(cool, line(4, time.Hour))
	w.want("log/app/1", "log/app/3/more", "log/app/4")
}

func TestALineEndsTheCooldownBeforeIt(t *testing.T) {
	w := newWorld(t)
	w.take(cool, line(1, 0), line(2, 0))
	w.now = w.now.Add(cool) // the tick is late
	w.take(cool, line(3, cool))
	w.want("log/app/1", "log/app/2/more", "log/app/3")
	w.wait(cool)
	w.want("log/app/1", "log/app/2/more", "log/app/3")
}

func TestAloneIsAlone(t *testing.T) {
	w := newWorld(t)
	w.take(cool, line(1, 0))
	w.wait(cool)
	w.wait(cool)
	w.want("log/app/1")
}

func TestWithoutACooldownEveryLineIsTold(t *testing.T) {
	w := newWorld(t)
	w.take(0, line(1, 0), line(2, 0), line(3, 0))
	w.want("log/app/1", "log/app/2", "log/app/3")
}

func TestRepeatsAreNotCounted(t *testing.T) {
	for _, size := range []int{3, 2000} {
		w := newWorld(t)
		var lines []cooldown.Line
		for i := range size {
			lines = append(lines, line(i, 0))
		}
		lines = append(lines, lines[0])
		w.take(cool, lines...)
		w.take(cool, lines...)
		w.wait(cool)
		w.take(cool, lines...) // when its cool-down is over
		w.wait(cool)
		if got := w.told.counted(); got != size || len(w.told.order) != 2 {
			t.Errorf("%d lines are told as %d by %v", size, got, w.told.order)
		}
	}
}

func TestOnlyWhatIsToldIsMadeAnAlert(t *testing.T) {
	w := newWorld(t)
	made := 0
	lines := make([]cooldown.Line, 1000)
	for i := range lines {
		lines[i] = line(i, time.Duration(i))
		whole := lines[i].Alert
		lines[i].Alert = func() alert.Alert {
			made++
			return whole()
		}
	}
	w.take(cool, lines...)
	if made != 2 {
		t.Errorf("%d alerts are made of 1000 lines", made)
	}
	w.wait(cool)
	w.want("log/app/0", "log/app/999/more")
}

func TestWatchesDoNotMix(t *testing.T) {
	w := newWorld(t)
	other := series(cool, line(2, 0))
	other[0].Key = "log/other"
	if err := w.keeper.Take(t.Context(), append(series(cool, line(1, 0)), other...)); err != nil {
		t.Fatal(err)
	}
	w.want("log/app/1", "log/app/2")
}

// While nothing can be told, lines are counted, however long it takes.
func TestWhatCannotBeToldIsCounted(t *testing.T) {
	w := newWorld(t)
	away := errors.New("the queue is away")
	w.told.fail = func() error { return away }
	const lines = 400
	for i := range lines {
		if err := w.keeper.Take(t.Context(), series(cool, line(i, 0))); !errors.Is(err, away) {
			t.Fatalf("line %d: %v", i, err)
		}
		w.now = w.now.Add(time.Minute)
	}
	read, err := w.store.Records(t.Context(), []string{"log/app"})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(read["log/app"].Repeats.Untold); n > 4 {
		t.Errorf("%d alerts wait on the record", n)
	}
	w.told.fail = nil
	w.wait(0)
	if got := w.told.counted(); got != lines {
		t.Errorf("%d of %d lines are told", got, lines)
	}
}

func TestDaysOldLinesAreNews(t *testing.T) {
	w := newWorld(t)
	var got []source.Event
	w.keeper.Teller = tellerFunc(func(events []source.Event) { got = append(got, events...) })
	w.take(cool, line(1, -48*time.Hour))
	if len(got) != 1 || !got[0].Redriven.Equal(w.now) || !got[0].Alert.At.Equal(start.Add(-48*time.Hour)) {
		t.Errorf("%+v", got)
	}
}

type tellerFunc func([]source.Event)

func (f tellerFunc) Tell(_ context.Context, events []source.Event) []error {
	f(events)
	return make([]error, len(events))
}
