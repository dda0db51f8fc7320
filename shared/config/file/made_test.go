package file_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/alert"
	"bongsu/shared/config"
)

// TestMadeAlarms compares the alarms that come of every kind of entry with
// testdata/alarm-kinds.made.
func TestMadeAlarms(t *testing.T) {
	cfg := kinds(t)
	var b strings.Builder
	for _, a := range cfg.Alarms {
		fmt.Fprintf(&b, "%s\n  %s\n", a.Name, a.Condition())
		if a.Rule == "" {
			fmt.Fprintf(&b, "  missing: %s\n", a.Missing)
		}
		if len(a.Dimensions) > 0 {
			fmt.Fprintf(&b, "  of: %v\n", a.Dimensions)
		}
		for _, in := range a.Inputs {
			fmt.Fprintf(&b, "  %s: %s %s %s %v\n", in.ID, in.Namespace, in.Metric, in.Stat, in.Dimensions)
		}
		for _, extra := range []struct{ name, value string }{
			{"label", a.Label}, {"children", strings.Join(a.Children, ", ")}, {"tells", map[bool]string{true: "nobody"}[a.Silent]},
			{"region", map[bool]string{true: config.GlobalRegion}[a.Global]}, {"description", strings.ReplaceAll(a.FullDescription(), "\n", " / ")},
		} {
			if extra.value != "" {
				fmt.Fprintf(&b, "  %s: %s\n", extra.name, extra.value)
			}
		}
	}
	for _, m := range cfg.Mute {
		fmt.Fprintf(&b, "mute %s until %s\n", m.Match, m.Until.Format(time.DateTime))
	}
	const golden = "testdata/alarm-kinds.made"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("run with -update if this is meant:\n%s", diff)
	}
}

func kinds(t *testing.T) config.Config {
	t.Helper()
	data, err := os.ReadFile("testdata/alarm-kinds.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(data))
}

// TestTwoSides: each side is an alarm of its own, and a mute of the name they
// share holds for both, but one of the lower side's name for that alone.
func TestTwoSides(t *testing.T) {
	cfg := parse(t, small+"mute: [{match: temp, until: 2026-12-01T09:00}, {match: 'other (below)', until: 2026-12-01T09:00}]\n"+
		"alarms: [{name: temp, metric: Plant Temp, above: 90, below: 10}, {name: other, metric: Plant Temp, above: 9, below: 1}]\n")
	var got []string
	for _, a := range cfg.Alarms {
		muted := !cfg.Mute.Until(a.Name, time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)).IsZero()
		got = append(got, fmt.Sprintf("%s: %s %v, muted %v", a.Name, a.Comparison, a.Threshold, muted))
	}
	want := []string{
		"temp: above 90, muted true", "temp (below): below 10, muted true",
		"other: above 9, muted false", "other (below): below 1, muted true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestLimitsOfCompositeAlarms: what CloudWatch would refuse is a fault.
func TestLimitsOfCompositeAlarms(t *testing.T) {
	members := func(n int, name string) string {
		var alarms, names strings.Builder
		for i := range n {
			fmt.Fprintf(&alarms, "  - {name: %s%d, metric: A b, above: 1}\n", name, i)
			fmt.Fprintf(&names, "%s%d, ", name, i)
		}
		return small + "alarms:\n" + alarms.String() + "  - {name: all, any-of: [" + names.String() + "]}\n"
	}
	parse(t, members(100, "a"))
	if got := faultsOf(t, members(101, "a")).Error(); !strings.Contains(got, "any-of: comes to 101 alarms") {
		t.Error(got)
	}
	if got := faultsOf(t, members(60, strings.Repeat("가", 200))).Error(); !strings.Contains(got, "longer than 10240 characters") {
		t.Error(got)
	}
}

func TestNamesThatGetTooLong(t *testing.T) {
	long := strings.Repeat("가", 250)
	for _, entry := range []string{"metric: A b, above: 2, below: 1", "lambda: orders"} {
		got := faultsOf(t, small+"alarms: [{name: "+long+", "+entry+"}]\n").Error()
		if !strings.Contains(got, "alarms[0].name: makes an alarm whose name is longer than 255 characters") {
			t.Errorf("%s: %s", entry, got)
		}
	}
}

// TestLongExpression: CloudWatch takes 2048 characters.
func TestLongExpression(t *testing.T) {
	alarm := func(n int) string {
		return small + "alarms: [{name: a, math: m" + strings.Repeat("+1", (n-1)/2) + ", metrics: {m: {metric: A b}}, above: 1}]\n"
	}
	parse(t, alarm(2047))
	if got := faultsOf(t, alarm(2049)).Error(); !strings.Contains(got, "longer than 2048 characters") {
		t.Error(got)
	}
}

// TestPresetFollowsItsEntry: what an entry says of all its alarms holds but where it
// says something else of one.
func TestPresetFollowsItsEntry(t *testing.T) {
	cfg := parse(t, small+"alarms: [{lambda: orders, severity: info, runbook: 'https://example.com/r', errors: {severity: critical, period: 1m}}]\n")
	if len(cfg.Alarms) != 2 {
		t.Fatalf("%+v", cfg.Alarms)
	}
	errors, throttles := cfg.Alarms[0], cfg.Alarms[1]
	if errors.Severity != alert.Critical || errors.Runbook == "" || errors.Period != time.Minute || errors.Threshold != 0 || errors.Comparison != alert.Above {
		t.Errorf("%+v", errors)
	}
	if throttles.Severity != alert.Info || throttles.Runbook == "" || throttles.Period != 5*time.Minute {
		t.Errorf("%+v", throttles)
	}
}
