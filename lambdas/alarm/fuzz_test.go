package alarm_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/alarm"
)

func FuzzParse(f *testing.F) {
	for _, s := range samples.Of(f, "alarm") {
		// Large seeds make the fuzzer spend its time on making them small.
		if data := payload(f, s.File); len(data) < 8<<10 {
			f.Add(data)
		}
	}
	for _, s := range []string{"", "{}", "[1]", `"{\"a\":1}"`, `{"Records":[{"body":"x","messageId":""}]}`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := alarm.Parse(data)
		if diff := cmp.Diff(r, alarm.Parse(data)); diff != "" {
			t.Fatalf("not the same twice:\n%s", diff)
		}
		if len(r.Units) == 0 {
			t.Fatal("no unit")
		}
		for _, u := range r.Units {
			if len(u.Alerts) == 0 && u.Silent == "" || len(u.Alerts) > 0 && u.Silent != "" && !u.IfOpen {
				t.Fatalf("a unit tells or says why not: %+v", u)
			}
			for _, a := range u.Alerts {
				encoded, err := json.Marshal(a)
				if err != nil {
					t.Fatal(err)
				}
				if len(encoded) > 200<<10 {
					t.Fatalf("an alert of %d bytes", len(encoded))
				}
				if a.Key == "" || a.Subject == "" || a.Kind == "" || a.State == "" {
					t.Fatalf("incomplete: %+v", a)
				}
				if !utf8.ValidString(a.Key + a.Subject + a.Text + a.Reason + a.Rule) {
					t.Fatalf("invalid UTF-8: %+v", a)
				}
			}
		}
	})
}
