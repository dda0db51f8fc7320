package storetest

import (
	"fmt"
	"testing"
	"time"

	"bongsu/shared/incident"

	"github.com/google/go-cmp/cmp"
)

func dues(t *testing.T, s incident.Store) {
	var all []incident.Due
	for i := range 4 {
		d := incident.Due{ID: fmt.Sprintf("d%d", i), At: noon.Add(time.Duration(i) * time.Minute), Channel: "ops", Body: []byte(fmt.Sprintf(`{"n":%d}`, i))}
		all = append(all, d)
	}
	for _, i := range []int{2, 0, 3, 1} {
		fatal(t, s.SaveDue(t.Context(), all[i]))
	}
	want := func(now time.Time, limit int, want ...incident.Due) {
		t.Helper()
		got, err := s.Due(t.Context(), now, limit)
		fatal(t, err)
		if len(got)+len(want) == 0 {
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("due (-want +got):\n%s", diff)
		}
	}
	want(noon.Add(-time.Millisecond), 10)
	want(noon, 10, all[0])
	want(noon.Add(time.Hour), 2, all[0], all[1])
	want(noon.Add(time.Hour), 10, all...)
	fatal(t, s.DropDue(t.Context(), "d0"))
	fatal(t, s.DropDue(t.Context(), "d0"))
	all[1].Body = []byte(`{"n":"again"}`)
	fatal(t, s.SaveDue(t.Context(), all[1]))
	want(noon.Add(time.Hour), 10, all[1], all[2], all[3])
	all[2].At = noon.Add(2 * time.Hour)
	fatal(t, s.SaveDue(t.Context(), all[2]))
	want(noon.Add(time.Hour), 10, all[1], all[3])
	want(noon.Add(3*time.Hour), 10, all[1], all[3], all[2])
}
