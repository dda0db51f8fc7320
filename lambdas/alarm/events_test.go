package alarm_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/alarm"
)

var update = flag.Bool("update", false, "write the golden files")

const eventsDir = "../../events"

// sample is a line of events/manifest.json.
type sample struct {
	File     string `json:"file"`
	Function string `json:"function"`
	Expect   string `json:"expect"`
}

// samples are the events meant for this function.
func samples(t testing.TB) []sample {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(eventsDir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all, ours []sample
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Function == "alarm" {
			ours = append(ours, s)
		}
	}
	if len(ours) == 0 {
		t.Fatal("no events for this function in the manifest")
	}
	return ours
}

func payload(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(eventsDir, file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func facts(t testing.TB, r alarm.Result) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEventsAreUnderstood(t *testing.T) {
	for _, s := range samples(t) {
		t.Run(s.File, func(t *testing.T) {
			result := alarm.Parse(payload(t, s.File))
			got := facts(t, result)
			golden := filepath.Join(eventsDir, strings.TrimSuffix(s.File, ".json")+".facts.json")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("facts differ (-want +got), write them with -update:\n%s", diff)
			}
			told := "silent"
			for _, u := range result.Units {
				if len(u.Alerts) > 0 {
					told = "told"
				}
			}
			if told != s.Expect {
				t.Errorf("is %s, the manifest says %s", told, s.Expect)
			}
		})
	}
}
