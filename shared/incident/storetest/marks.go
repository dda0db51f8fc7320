package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"bongsu/shared/incident"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func claims(t *testing.T, open func() incident.Store) {
	held := incident.Mark{ID: "g/ops", Status: incident.Claimed, Owner: "other", Until: lease}
	told := incident.Mark{
		ID: "g/ops", Status: incident.Told, Except: []string{"a"}, Whole: []string{"b"}, Reference: "1234.5678",
	}
	dead := incident.Mark{ID: "g/ops", Status: incident.Dead}
	tests := []struct {
		name    string
		before  incident.Mark
		now     time.Time
		granted bool
	}{
		{name: "unclaimed", now: noon, granted: true},
		{name: "held by another", before: held, now: noon},
		{name: "held by another to the last moment", before: held, now: lease.Add(-time.Millisecond)},
		{name: "lease ended", before: held, now: lease, granted: true},
		{name: "lease ended long ago", before: held, now: lease.Add(time.Hour), granted: true},
		{
			name:   "own lease",
			before: incident.Mark{ID: "g/ops", Status: incident.Claimed, Owner: "me", Until: lease}, now: noon, granted: true,
		},
		{name: "told", before: told, now: lease.Add(time.Hour)},
		{name: "dead, and sent again by a person", before: dead, now: lease.Add(time.Hour), granted: true},
		{name: "withheld until now", before: incident.Mark{ID: "g/ops", Status: incident.Waiting, Except: []string{"a"}}, now: noon, granted: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := open()
			switch test.before.Status {
			case incident.Claimed:
				claim(t, s, test.before.Owner, noon, true, test.before)
			case incident.Told, incident.Dead, incident.Waiting:
				fatal(t, s.Settle(t.Context(), test.before))
			}
			want := test.before
			if test.granted {
				want = incident.Mark{ID: "g/ops", Status: incident.Claimed, Owner: "me", Until: test.now.Add(time.Minute)}
			}
			got, granted, err := s.Claim(t.Context(), "g/ops", "me", test.now, test.now.Add(time.Minute))
			fatal(t, err)
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || granted != test.granted {
				t.Fatalf("granted %v, want %v (-want +got):\n%s", granted, test.granted, diff)
			}
			wantMarks(t, s, map[string]incident.Mark{"g/ops": want}, "g/ops")
		})
	}
}

func marks(t *testing.T, s incident.Store) {
	wantMarks(t, s, map[string]incident.Mark{})
	want, ids := map[string]incident.Mark{}, []string{"absent"}
	for i := range 130 {
		m := incident.Mark{ID: fmt.Sprintf("g%d/ops", i), Status: incident.Told, Reference: fmt.Sprint(i)}
		if i%2 == 0 {
			m.Status, m.Except = incident.Dead, []string{"a", "나"}
		}
		fatal(t, s.Settle(t.Context(), m))
		want[m.ID] = m
		ids = append(ids, m.ID, m.ID)
	}
	wantMarks(t, s, want, ids...)
	wantMarks(t, s, map[string]incident.Mark{}, "absent")
}

func release(t *testing.T, s incident.Store) {
	fatal(t, s.Release(t.Context(), "g/ops", "me"))
	held := incident.Mark{ID: "g/ops", Status: incident.Claimed, Owner: "other", Until: lease}
	claim(t, s, "other", noon, true, held)
	fatal(t, s.Release(t.Context(), "g/ops", "me"))
	claim(t, s, "me", noon, false, held)
	fatal(t, s.Release(t.Context(), "g/ops", "other"))
	wantMarks(t, s, map[string]incident.Mark{}, "g/ops")
	mine := incident.Mark{ID: "g/ops", Status: incident.Claimed, Owner: "me", Until: lease}
	claim(t, s, "me", noon, true, mine)
	told := incident.Mark{ID: "g/ops", Status: incident.Told, Reference: "r"}
	fatal(t, s.Settle(t.Context(), told))
	fatal(t, s.Release(t.Context(), "g/ops", "me"))
	wantMarks(t, s, map[string]incident.Mark{"g/ops": told}, "g/ops")
}

// prepare keeps what is sent for whoever comes next, until it is known how it ended.
func prepare(t *testing.T, s incident.Store) {
	p := incident.Mark{ID: "g/ops", Owner: "me", Sent: []byte("exactly\x00this"), SentAt: noon, Except: []string{"a"}, Whole: []string{"나"}, Along: []string{"h/ops", "i/ops"}, Under: "j/ops"}
	if err := s.Prepare(t.Context(), p); !errors.Is(err, incident.ErrLost) {
		t.Fatalf("prepared without a lease: %v", err)
	}
	held := incident.Mark{ID: "g/ops", Status: incident.Claimed, Owner: "me", Until: lease}
	claim(t, s, "me", noon, true, held)
	fatal(t, s.Prepare(t.Context(), p))
	if err := s.Prepare(t.Context(), incident.Mark{ID: "g/ops", Owner: "other"}); !errors.Is(err, incident.ErrLost) {
		t.Fatalf("prepared under the lease of another: %v", err)
	}
	prepared := held
	prepared.Sent, prepared.SentAt, prepared.Except, prepared.Whole = p.Sent, p.SentAt, p.Except, p.Whole
	prepared.Along, prepared.Under = p.Along, p.Under
	wantMarks(t, s, map[string]incident.Mark{"g/ops": prepared}, "g/ops")

	fatal(t, s.Suspend(t.Context(), "g/ops", "other"))
	claim(t, s, "other", noon, false, prepared)
	fatal(t, s.Suspend(t.Context(), "g/ops", "me"))
	next := prepared
	next.Owner = "other"
	claim(t, s, "other", noon, true, next)
	// A lease that ended by itself leaves as much behind.
	next.Owner, next.Until = "third", lease.Add(time.Hour)
	got, granted, err := s.Claim(t.Context(), "g/ops", "third", lease, next.Until)
	fatal(t, err)
	if diff := cmp.Diff(next, got, cmpopts.EquateEmpty()); diff != "" || !granted {
		t.Fatalf("granted %v (-want +got):\n%s", granted, diff)
	}
	told := incident.Mark{
		ID: "g/ops", Status: incident.Told, Reference: "r", Missing: []string{"01012345678 3018"}, Along: []string{"h/ops"},
		Shown: []incident.Shown{{Reference: "r", Keys: []string{"a", "나"}}, {Reference: "s"}},
	}
	fatal(t, s.Settle(t.Context(), told))
	wantMarks(t, s, map[string]incident.Mark{"g/ops": told}, "g/ops")
	fatal(t, s.Suspend(t.Context(), "g/ops", "third"))
	wantMarks(t, s, map[string]incident.Mark{"g/ops": told}, "g/ops")
}

func settle(t *testing.T, s incident.Store) {
	for _, status := range []incident.Status{"", incident.Claimed} {
		if err := s.Settle(t.Context(), incident.Mark{ID: "g/ops", Status: status}); err == nil {
			t.Fatalf("status %q settled a mark", status)
		}
	}
	claim(t, s, "other", noon, true,
		incident.Mark{ID: "g/ops", Status: incident.Claimed, Owner: "other", Until: lease})
	// A claim is over once it is settled, so its owner and its end are not kept.
	fatal(t, s.Settle(t.Context(), incident.Mark{
		ID: "g/ops", Status: incident.Told, Owner: "me", Until: lease,
		Except: []string{"a"}, Whole: []string{"b", "다"}, Reference: "1234.5678",
	}))
	wantMarks(t, s, map[string]incident.Mark{"g/ops": {
		ID: "g/ops", Status: incident.Told, Except: []string{"a"}, Whole: []string{"b", "다"}, Reference: "1234.5678",
	}}, "g/ops")
}

func claimRaces(t *testing.T, s incident.Store) {
	const owners = 16
	won, errs := make([]bool, owners), make([]error, owners)
	var all sync.WaitGroup
	for i := range owners {
		all.Go(func() {
			_, won[i], errs[i] = s.Claim(t.Context(), "g/ops", fmt.Sprint("owner ", i), noon, lease)
		})
	}
	all.Wait()
	fatal(t, errors.Join(errs...))
	winners := 0
	for _, w := range won {
		if w {
			winners++
		}
	}
	if winners != 1 {
		t.Fatalf("%d owners got the lease, want 1", winners)
	}
}

func claim(t *testing.T, s incident.Store, owner string, now time.Time, granted bool, want incident.Mark) {
	t.Helper()
	got, ok, err := s.Claim(t.Context(), "g/ops", owner, now, lease)
	fatal(t, err)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || ok != granted {
		t.Fatalf("claim by %s: granted %v, want %v (-want +got):\n%s", owner, ok, granted, diff)
	}
}
