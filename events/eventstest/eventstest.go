// Package eventstest reads the sample events for the tests of those who have to
// understand them, and holds what they understand against what is on file.
package eventstest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FactsSuffix ends the name of the file with what is understood of a sample.
const FactsSuffix = ".facts.json"

// Sample is a line of the manifest.
type Sample struct {
	// File is the sample's path below the folder of the events.
	File string `json:"file"`
	// Source says who sends such an event, Function which function gets it, What
	// what it is about, and Expect whether anything of it is told.
	Source   string `json:"source"`
	Function string `json:"function"`
	What     string `json:"what"`
	Expect   string `json:"expect"`
}

// Folder is where the samples are, seen from a test.
type Folder string

// All are the samples of the manifest. A line of it with anything else is an error.
func (f Folder) All(t testing.TB) []Sample {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(f.Read(t, "manifest.json")))
	d.DisallowUnknownFields()
	var all []Sample
	if err := d.Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// Of are the samples meant for a function; none is an error.
func (f Folder) Of(t testing.TB, function string) []Sample {
	t.Helper()
	var ours []Sample
	for _, s := range f.All(t) {
		if s.Function == function {
			ours = append(ours, s)
		}
	}
	if len(ours) == 0 {
		t.Fatal("no events for this function in the manifest")
	}
	return ours
}

// Read is a file of the folder.
func (f Folder) Read(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(string(f), file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Compare holds what is understood of a sample, and whether anything of it is told,
// against its facts and the manifest. update writes the facts first.
func (f Folder) Compare(t *testing.T, s Sample, facts any, told, update bool) {
	t.Helper()
	if word := map[bool]string{true: "told", false: "silent"}[told]; word != s.Expect {
		t.Errorf("is %s, the manifest says %s", word, s.Expect)
	}
	golden := strings.TrimSuffix(s.File, ".json") + FactsSuffix
	got := Encode(t, facts)
	if update {
		if err := os.WriteFile(filepath.Join(string(f), golden), []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(f.Read(t, golden)), got); diff != "" {
		t.Errorf("facts differ (-want +got), write them with -update:\n%s", diff)
	}
}

// Encode writes facts as they are on file.
func Encode(t testing.TB, facts any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(facts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
