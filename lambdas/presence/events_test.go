package presence_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
)

// catalogue is where whole Lambda events lie, one folder a source.
const catalogue = "../../events"

// What we understand of the events of the catalogue lies in testdata/events.
func TestCatalogue(t *testing.T) {
	var manifest []struct{ File, Function, Expect string }
	data, err := os.ReadFile(filepath.Join(catalogue, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &manifest); err != nil {
		t.Fatal(err)
	}
	ours := 0
	for _, entry := range manifest {
		if entry.Function != "presence" {
			continue
		}
		ours++
		t.Run(entry.File, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(catalogue, entry.File))
			if err != nil {
				t.Fatal(err)
			}
			var event events.SQSEvent
			if err := json.Unmarshal(data, &event); err != nil {
				t.Fatal(err)
			}
			var all []facts
			expect := "silent"
			for _, m := range event.Records {
				f := understand([]byte(m.Body))
				if f.Silence == "" {
					expect = "told"
				}
				all = append(all, f)
			}
			if expect != entry.Expect {
				t.Errorf("%s, and the manifest says %s", expect, entry.Expect)
			}
			golden(t, filepath.Join("testdata/events", filepath.Base(entry.File)+".facts"), all)
		})
	}
	if ours == 0 {
		t.Fatal("the manifest names no event for presence")
	}
}

// golden compares what we understood with the file, or writes it.
func golden(t *testing.T, path string, v any) {
	t.Helper()
	got, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
