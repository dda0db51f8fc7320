package proof

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/proof/cloud"
)

// Everything that the template wires is needed: taken out, something is not told,
// not kept or not logged any more.
func TestEverythingThatIsWiredIsMissed(t *testing.T) {
	t.Parallel()
	a, err := wired()
	if err != nil {
		t.Fatal(err)
	}
	inOrder := orders()
	var normal [len(inOrder)][][]string
	t.Run("whole", func(t *testing.T) {
		for i, steps := range inOrder {
			t.Run(steps[1].name+" first", func(t *testing.T) {
				t.Parallel()
				normal[i] = lives(t, a, steps)
			})
		}
	})
	if t.Failed() {
		return
	}
	todo := make(chan removal)
	var mu sync.Mutex
	var unnoticed []string
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			c, err := cloud.Start(t.Context(), a, options())
			if err != nil {
				t.Error(err)
				for range todo {
				}
				return
			}
			defer func() {
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			}()
			for r := range todo {
				order := 0
				if comesLate.MatchString(r.name) {
					order = 1
				}
				missed, err := without(c, a, r, inOrder[order], normal[order])
				mu.Lock()
				switch {
				case err != nil:
					t.Errorf("%s: %v", r.name, err)
				case missed == "":
					unnoticed = append(unnoticed, r.name)
				}
				mu.Unlock()
			}
		})
	}
	all := removals(a.Template)
	for _, r := range all {
		todo <- r
	}
	close(todo)
	workers.Wait()
	slices.Sort(unnoticed)
	for _, name := range unnoticed {
		t.Errorf("nothing misses %s", name)
	}
	t.Logf("%d removals", len(all))
}

// lives is what is seen after each step while nothing is missing.
func lives(t *testing.T, a cloud.Assembly, steps []step) [][]string {
	t.Helper()
	c := startAs(t, a, options())
	var first [][]string
	for range 2 {
		l, err := born(c, a)
		if err != nil {
			t.Fatal(err)
		}
		var seen [][]string
		for _, s := range steps {
			if err := s.do(l); err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			seen = append(seen, l.seen())
		}
		if denied := l.Stats().Denied; len(denied) > 0 {
			t.Fatalf("denied with all that is wired: %v", denied)
		}
		if first == nil {
			first = seen
			continue
		}
		// What differs by chance would count as missed.
		if diff := cmp.Diff(first, seen); diff != "" {
			t.Fatalf("two lives with all that is wired differ:\n%s", diff)
		}
	}
	return first
}

func born(c *cloud.Cloud, a cloud.Assembly) (life, error) {
	if err := c.Deploy(a); err != nil {
		return life{}, err
	}
	l := life{c, map[string]int{}, map[string]bool{}}
	for _, p := range providers {
		l.before[p] = len(c.Provider(p).Messages())
	}
	return l, nil
}

// without says what is missed once something is removed, empty if nothing is.
func without(c *cloud.Cloud, a cloud.Assembly, r removal, steps []step, normal [][]string) (string, error) {
	changed, err := a.Clone()
	if err != nil {
		return "", err
	}
	r.from(changed.Template)
	l, err := born(c, changed)
	if errors.Is(err, cloud.ErrRefused) {
		return err.Error(), nil
	}
	if err != nil {
		return "", err
	}
	for i, s := range steps {
		if err := s.do(l); err != nil {
			return "", fmt.Errorf("%s: %w", s.name, err)
		}
		if seen := l.seen(); !slices.Equal(seen, normal[i]) {
			return s.name + ": " + cmp.Diff(normal[i], seen), nil
		}
	}
	return "", nil
}
