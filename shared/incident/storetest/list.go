package storetest

import (
	"fmt"
	"testing"
	"time"

	"bongsu/shared/incident"

	"github.com/google/go-cmp/cmp"
)

// lists: every record is given once, as it was saved, and nothing else is.
func lists(t *testing.T, s incident.Store) {
	lister, ok := s.(incident.Lister)
	if !ok {
		t.Fatal("it does not list")
	}
	all := func() map[string]incident.Record {
		t.Helper()
		got := map[string]incident.Record{}
		complete, err := lister.List(t.Context(), func(r incident.Record) {
			if _, twice := got[r.Key]; twice {
				t.Errorf("%s is given twice", r.Key)
			}
			got[r.Key] = r
		})
		if err != nil || !complete {
			t.Fatalf("complete %t: %v", complete, err)
		}
		return got
	}
	if got := all(); len(got) > 0 {
		t.Errorf("an empty store gives %v", got)
	}
	want := map[string]incident.Record{}
	for i := range 30 {
		r := full(fmt.Sprintf("iot/양수기 #%d", i))
		fatal(t, s.Save(t.Context(), r))
		r.Revision = 1
		want[r.Key] = r
	}
	fatal(t, s.SaveGroup(t.Context(), "iot/group", []byte(`{"p":[]}`)))
	fatal(t, s.SaveDue(t.Context(), incident.Due{ID: "iot/due", At: noon, Channel: "ops", Body: []byte(`{}`)}))
	_, _, err := s.Claim(t.Context(), "iot/mark", "me", noon, noon.Add(time.Minute))
	fatal(t, err)
	if diff := cmp.Diff(want, all()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
