package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/proof/cloud"
	"bongsu/shared/fake"
)

const ms = time.Millisecond

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		of   []int
		want int
	}{{nil, 0}, {[]int{7}, 7}, {[]int{9, 1, 5}, 5}, {[]int{4, 1, 3, 2}, 3}} {
		if got := median(test.of); got != test.want {
			t.Errorf("median of %v is %d, want %d", test.of, got, test.want)
		}
	}
}

// At 128 MB a function has 128/1769 of a CPU. What it waits for is not slowed.
func TestModel(t *testing.T) {
	for _, test := range []struct {
		first cost
		want  time.Duration
	}{
		{cost{}, 20 * ms},
		{cost{wall: 100 * ms}, 120 * ms},
		{cost{wall: 128 * ms, cpu: 128 * ms}, 1789 * ms},
		{cost{wall: 138 * ms, cpu: 128 * ms}, 1799 * ms},
		// Two CPUs at once.
		{cost{wall: 64 * ms, cpu: 128 * ms}, 1789 * ms},
	} {
		if got := cold(cost{wall: 20 * ms, cpu: 30 * ms}, test.first); got != test.want {
			t.Errorf("%v is %v, want %v", test.first, got, test.want)
		}
	}
}

func TestLife(t *testing.T) {
	began := time.Date(2026, 9, 25, 4, 0, 0, 0, time.UTC)
	l := life{}
	for _, m := range []struct {
		moment  cloud.Moment
		at, cpu time.Duration
	}{
		{cloud.Starts, 0, 0}, {cloud.Asks, 10, 12}, {cloud.Gets, 11, 12}, {cloud.Answers, 19, 15},
		{cloud.Asks, 20, 16}, {cloud.Gets, 100, 16}, {cloud.Answers, 102, 17}, {cloud.Asks, 103, 18},
		{cloud.Gets, 200, 18}, // killed
	} {
		l.marks = append(l.marks, mark{m.moment, began.Add(m.at * ms), m.cpu * ms})
	}
	if got := l.init(); got != (cost{10 * ms, 12 * ms}) {
		t.Errorf("init %+v", got)
	}
	want := []cost{{8 * ms, 4 * ms}, {2 * ms, 2 * ms}}
	if diff := cmp.Diff(want, l.events(), cmp.AllowUnexported(cost{})); diff != "" {
		t.Error(diff)
	}
	if (life{}).init() != (cost{}) || len(life{}.events()) != 0 {
		t.Error("a life without moments has costs")
	}
}

func TestPackageInit(t *testing.T) {
	ready, packages := packageInit([]string{
		"init internal/bytealg @0.008 ms, 0 ms clock, 0 bytes, 0 allocs",
		`{"level":"INFO","message":"delivered"}`,
		"init net/http @1.5 ms, 0.25 ms clock, 30000 bytes, 400 allocs",
		"init late @1.8 ms, 0.001 ms clock, 0 bytes, 0 allocs, more",
	})
	want := map[string]time.Duration{"internal/bytealg": 0, "net/http": 250 * time.Microsecond, "late": time.Microsecond}
	if diff := cmp.Diff(want, packages); diff != "" || ready != 1801*time.Microsecond {
		t.Errorf("ready at %v %s", ready, diff)
	}
	if ready, packages := packageInit(nil); ready != 0 || len(packages) != 0 {
		t.Error(ready, packages)
	}
}

func TestRows(t *testing.T) {
	for _, test := range []struct {
		row  row
		want string
	}{
		{row{name: "a", value: 5, unit: "ms"}, "a 5 ms"},
		{row{name: "a", value: 5, unit: "ms", floor: 2, target: 20}, "a 5 ms 2.5 ≤ 20 ok"},
		{row{name: "a", value: 25, unit: "ms", floor: 2, target: 20}, "a 25 ms 12.5 ≤ 20 MISSED by 25 %"},
		{row{name: "a", value: 600, target: 800, atLeast: true}, "a 600 ≥ 800 MISSED by 25 %"},
		{row{name: "a", value: 800, target: 800, atLeast: true}, "a 800 ≥ 800 ok"},
		{none("a", 0), "a 0 0 ok"},
		{none("a", 2), "a 2 0 MISSED"},
	} {
		var out strings.Builder
		test.row.print(&out)
		if got := strings.Join(strings.Fields(out.String()), " "); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestCounted(t *testing.T) {
	var all []fake.Received
	for _, title := range []string{"🟡 1,234 devices offline: a, b and 1,232 more", "🟡 Device offline: c", "🟢 2 devices back online: a, b"} {
		all = append(all, fake.Received{Lines: []fake.Line{{Text: title}}})
	}
	if got := counted(all); got != 1235 {
		t.Errorf("counted %d", got)
	}
}

func TestPlan(t *testing.T) {
	if err := (plan{rounds: 1, warm: 1}).check(); err != nil {
		t.Error(err)
	}
	err := plan{devices: -1}.check()
	for _, name := range []string{"rounds", "warm", "devices"} {
		if err == nil || !strings.Contains(err.Error(), "-"+name) {
			t.Errorf("error %v does not name %s", err, name)
		}
	}
}

func TestAJobOfAsManyAlertsAsCanBe(t *testing.T) {
	j := job("group", 1000, time.Now())
	if len(j.Alerts)+len(j.More) != 1000 || len(j.Alerts) != 50 || j.Channel != slack {
		t.Errorf("%d and %d alerts for %s", len(j.Alerts), len(j.More), j.Channel)
	}
}
