// Package storetest holds every incident.Store to the sentences of its contract.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Times are whole milliseconds: a store may keep leases no finer.
var (
	noon  = time.Date(2026, 10, 1, 12, 0, 0, 123_000_000, time.UTC)
	lease = noon.Add(90 * time.Second)
)

// Run tests a store. open returns an empty one each time.
func Run(t *testing.T, open func() incident.Store) {
	tests := []struct {
		name string
		run  func(*testing.T, incident.Store)
	}{
		{"records", records},
		{"many records", manyRecords},
		{"long keys", longKeys},
		{"save only what was read", conflict},
		{"save races", saveRaces},
		{"copies", copies},
		{"groups", groups},
		{"marks", marks},
		{"release", release},
		{"prepare", prepare},
		{"due", dues},
		{"settle", settle},
		{"list", lists},
		{"claim races", claimRaces},
		{"names of one kind only", kinds},
		{"cancelled context", cancelled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, open()) })
	}
	t.Run("claim", func(t *testing.T) { claims(t, open) })
}

func full(key string) incident.Record {
	return incident.Record{
		Key: key,
		Phases: []incident.Phase{
			{State: alert.Firing, At: noon.Add(-time.Minute), Group: "g1"},
			{State: alert.Recovered, At: noon.Add(123456 * time.Nanosecond), Group: "g2"},
		},
		Presence: &incident.Presence{
			Connected: true, Session: "s-1", Version: 7, At: noon, Reason: "CONNECTION_LOST",
			Address: "192.0.2.7", Thing: "양수기",
		},
		Repeats: &incident.Repeats{
			Seen: []byte{0, 0xff, 7}, Begin: noon, End: noon.Add(time.Minute), Last: noon.Add(time.Second), Count: 3, First: noon,
			Newest: &alert.Alert{Key: "log/주문/1", Kind: alert.Log, State: alert.Notice, At: noon, Line: &alert.Line{Watch: "주문", Count: 3}},
			Untold: []alert.Alert{{Key: "log/주문/0", At: noon.Add(time.Nanosecond)}},
		},
		Watched: &incident.Watched{
			At: noon, Recent: "h.h", Fault: "above", Worst: new(91.5),
			Untold: []alert.Alert{{Key: "poll/boiler/temp", At: noon, Poll: &alert.Poll{Name: "boiler", Value: new(91.5)}}},
		},
		Heard: &incident.Heard{
			At: noon, Since: noon.Add(-time.Hour), Awaited: true, Values: map[string]incident.Watched{"": {At: noon, Fault: "unheard"}, "temp": {At: noon, Recent: "h"}},
			Untold: []alert.Alert{{Key: "telemetry/boiler/temp/boiler-1", At: noon, Poll: &alert.Poll{Name: "boiler", Device: "boiler-1"}}},
		},
	}
}

func records(t *testing.T, s incident.Store) {
	wantRecords(t, s, map[string]incident.Record{"a": {Key: "a"}}, "a")
	wantRecords(t, s, map[string]incident.Record{})
	want := full("iot/펌프 1")
	save(t, s, want)
	want.Revision = 1
	wantRecords(t, s, map[string]incident.Record{want.Key: want, "b": {Key: "b"}}, want.Key, "b", want.Key)

	want.Phases, want.Presence, want.Repeats, want.Watched = want.Phases[:1], nil, nil, nil
	save(t, s, want)
	want.Revision = 2
	wantRecords(t, s, map[string]incident.Record{want.Key: want}, want.Key)

	bare := incident.Record{Key: "bare"}
	save(t, s, bare)
	bare.Revision = 1
	wantRecords(t, s, map[string]incident.Record{"bare": bare}, "bare")
}

func manyRecords(t *testing.T, s incident.Store) {
	const n = 250
	want, keys := map[string]incident.Record{}, []string(nil)
	for i := range n {
		r := full(fmt.Sprintf("iot/sensor-%03d", i))
		if i%3 != 0 {
			save(t, s, r)
			r.Revision = 1
		} else {
			r = incident.Record{Key: r.Key}
		}
		want[r.Key] = r
		keys = append(keys, r.Key)
	}
	wantRecords(t, s, want, append(keys, keys[:7]...)...)
}

func longKeys(t *testing.T, s incident.Store) {
	long := "arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:" + strings.Repeat("주문 지연 ", 300)
	want := map[string]incident.Record{}
	for _, key := range []string{long + "a", long + "b", long[:2040], "broken \xff utf-8", "broken \xfe utf-8"} {
		r := full(key)
		save(t, s, r)
		r.Revision = 1
		want[key] = r
	}
	wantRecords(t, s, want, long+"a", long+"b", long[:2040], "broken \xff utf-8", "broken \xfe utf-8")
}

func conflict(t *testing.T, s incident.Store) {
	r := full("a")
	r.Revision = 1
	wantConflict(t, s, r)
	r.Revision = 0
	save(t, s, r)
	wantConflict(t, s, r)
	r.Revision = 1
	save(t, s, r)
	wantConflict(t, s, r)
	r.Revision = 2
	wantRecords(t, s, map[string]incident.Record{"a": r}, "a")
}

func saveRaces(t *testing.T, s incident.Store) {
	const writers = 5
	errs := make([]error, writers)
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			_, errs[i] = incident.Update(t.Context(), s, incident.Record{Key: "a"}, func(r *incident.Record) bool {
				r.Insert(incident.Phase{State: alert.Notice, At: noon.Add(time.Duration(i) * time.Second), Group: "g"})
				return true
			})
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	got, err := s.Records(t.Context(), []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	if r := got["a"]; len(r.Phases) != writers || r.Revision != writers {
		t.Fatalf("%d phases at revision %d, want %d of both: a write was lost", len(r.Phases), r.Revision, writers)
	}
}

func copies(t *testing.T, s incident.Store) {
	r, want := full("a"), full("a")
	save(t, s, r)
	r.Phases[0].Group, r.Presence.Session = "changed", "changed"
	want.Revision = 1
	wantRecords(t, s, map[string]incident.Record{"a": want}, "a")
	got, err := s.Records(t.Context(), []string{"a"})
	if err != nil {
		t.Fatal(err)
	}
	got["a"].Phases[0].Group, got["a"].Presence.Session = "changed", "changed"
	wantRecords(t, s, map[string]incident.Record{"a": want}, "a")

	m := incident.Mark{ID: "m", Status: incident.Told, Except: []string{"x"}, Whole: []string{"y"}}
	fatal(t, s.Settle(t.Context(), m))
	m.Except[0], m.Whole[0] = "changed", "changed"
	m.Except, m.Whole = []string{"x"}, []string{"y"}
	wantMarks(t, s, map[string]incident.Mark{"m": m}, "m")
	read, err := s.Marks(t.Context(), []string{"m"})
	if err != nil {
		t.Fatal(err)
	}
	read["m"].Except[0], read["m"].Whole[0] = "changed", "changed"
	wantMarks(t, s, map[string]incident.Mark{"m": m}, "m")
}

func groups(t *testing.T, s incident.Store) {
	wantGroup(t, s, "g", nil)
	small := []byte(`{"alerts":["주문"]}`)
	fatal(t, s.SaveGroup(t.Context(), "g", small))
	wantGroup(t, s, "g", []byte(`{"alerts":["주문"]}`))
	small[0] = 'X'
	wantGroup(t, s, "g", []byte(`{"alerts":["주문"]}`))
	large := []byte(strings.Repeat(`{"key":"iot/sensor-1","at":"2026-10-01T12:00:00Z"},`, 20_000))
	fatal(t, s.SaveGroup(t.Context(), "g", large))
	wantGroup(t, s, "g", large)
	wantGroup(t, s, "h", nil)
}

func kinds(t *testing.T, s incident.Store) {
	save(t, s, full("x"))
	fatal(t, s.SaveGroup(t.Context(), "x", []byte("content")))
	wantMarks(t, s, map[string]incident.Mark{}, "x")
	fatal(t, s.Settle(t.Context(), incident.Mark{ID: "x", Status: incident.Dead}))
	r := full("x")
	r.Revision = 1
	wantRecords(t, s, map[string]incident.Record{"x": r}, "x")
	wantGroup(t, s, "x", []byte("content"))
	wantMarks(t, s, map[string]incident.Mark{"x": {ID: "x", Status: incident.Dead}}, "x")
}

func cancelled(t *testing.T, s incident.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, records := s.Records(ctx, []string{"a"})
	_, group := s.Group(ctx, "a")
	_, _, claim := s.Claim(ctx, "a", "me", noon, lease)
	_, marks := s.Marks(ctx, []string{"a"})
	for name, err := range map[string]error{
		"Records": records, "Group": group, "Claim": claim, "Marks": marks,
		"Save":      s.Save(ctx, full("a")),
		"SaveGroup": s.SaveGroup(ctx, "a", []byte("x")),
		"Release":   s.Release(ctx, "a", "me"),
		"Settle":    s.Settle(ctx, incident.Mark{ID: "a", Status: incident.Told}),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", name, err)
		}
	}
	wantMarks(t, s, map[string]incident.Mark{}, "a")
	wantRecords(t, s, map[string]incident.Record{"a": {Key: "a"}}, "a")
}

func save(t *testing.T, s incident.Store, r incident.Record) {
	t.Helper()
	fatal(t, s.Save(t.Context(), r))
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantConflict(t *testing.T, s incident.Store, r incident.Record) {
	t.Helper()
	if err := s.Save(t.Context(), r); !errors.Is(err, incident.ErrConflict) {
		t.Fatalf("saving revision %d: %v, want ErrConflict", r.Revision, err)
	}
}

func wantRecords(t *testing.T, s incident.Store, want map[string]incident.Record, keys ...string) {
	t.Helper()
	got, err := s.Records(t.Context(), keys)
	fatal(t, err)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("records (-want +got):\n%s", diff)
	}
}

func wantGroup(t *testing.T, s incident.Store, id string, want []byte) {
	t.Helper()
	got, err := s.Group(t.Context(), id)
	fatal(t, err)
	if !bytes.Equal(want, got) || (want == nil) != (got == nil) {
		t.Fatalf("group %s: %d bytes %.80q, want %d bytes %.80q", id, len(got), got, len(want), want)
	}
}

func wantMarks(t *testing.T, s incident.Store, want map[string]incident.Mark, ids ...string) {
	t.Helper()
	got, err := s.Marks(t.Context(), ids)
	fatal(t, err)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("marks (-want +got):\n%s", diff)
	}
}
