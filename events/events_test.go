// Package events_test keeps the sample events in order: every one listed, and
// those of devices beside what we understand of them.
package events_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/presence"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

var update = flag.Bool("update", false, "write the golden files")

// sample is a line of the manifest.
type sample struct {
	File     string `json:"file"`
	Source   string `json:"source"`
	Function string `json:"function"`
	What     string `json:"what"`
	Expect   string `json:"expect"`
}

const factsSuffix = ".facts.json"

func manifest(t *testing.T) []sample {
	t.Helper()
	data, err := os.ReadFile("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var samples []sample
	if err := d.Decode(&samples); err != nil {
		t.Fatal(err)
	}
	return samples
}

// understood is what one message of a device comes to.
type understood struct {
	MessageID string `json:"messageId"`
	// Error says why it is no lifecycle event; it is then passed on as it is.
	Error  string          `json:"error,omitempty"`
	Event  *presence.Event `json:"event,omitempty"`
	Silent string          `json:"silent,omitempty"`
	Alert  *alert.Alert    `json:"alert,omitempty"`
}

// seoul is where the samples come from.
var seoul = presence.Place{Partition: "aws", Account: "123456789012", Region: "ap-northeast-2"}

func TestDevicesAreUnderstood(t *testing.T) {
	settings := config.Presence{Hold: 30 * time.Second}
	for _, s := range manifest(t) {
		if s.Function != "presence" {
			continue
		}
		t.Run(s.File, func(t *testing.T) {
			data, err := os.ReadFile(s.File)
			if err != nil {
				t.Fatal(err)
			}
			var batch events.SQSEvent
			if err := json.Unmarshal(data, &batch); err != nil {
				t.Fatal(err)
			}
			var facts []understood
			told := "silent"
			for _, m := range batch.Records {
				u := understand(m, settings)
				if u.Silent == "" {
					told = "told"
				}
				facts = append(facts, u)
			}
			if told != s.Expect {
				t.Errorf("is %s, the manifest says %s", told, s.Expect)
			}
			compare(t, strings.TrimSuffix(s.File, ".json")+factsSuffix, facts)
		})
	}
}

func understand(m events.SQSMessage, settings config.Presence) understood {
	e, err := presence.Parse([]byte(m.Body))
	if err != nil {
		return understood{MessageID: m.MessageId, Error: err.Error()}
	}
	u := understood{MessageID: m.MessageId, Event: &e, Silent: presence.Silence(e, settings)}
	if u.Silent != "" {
		return u
	}
	a := presence.Back(e, settings, seoul, time.Time{})
	if e.Type == presence.Disconnected {
		a = presence.Lost(e, settings, seoul, e.At.Add(presence.HoldOf(e.ClientID, settings)))
	}
	u.Alert = &a
	return u
}

// compare holds facts against a golden file, which go test -update writes.
func compare(t *testing.T, golden string, facts any) {
	t.Helper()
	var got bytes.Buffer
	e := json.NewEncoder(&got)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(facts); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("facts differ (-want +got), write them with -update:\n%s", diff)
	}
}

func TestManifestListsEveryEvent(t *testing.T) {
	if *update {
		t.Skip("other tests are writing the files that it counts")
	}
	var listed, found []string
	for _, s := range manifest(t) {
		listed = append(listed, s.File, strings.TrimSuffix(s.File, ".json")+factsSuffix)
		if s.Source == "" || s.What == "" || !slices.Contains([]string{"alarm", "presence", "logmatch"}, s.Function) || s.Expect != "told" && s.Expect != "silent" {
			t.Errorf("incomplete: %+v", s)
		}
	}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".json") && path != "manifest.json" {
			found = append(found, filepath.ToSlash(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(listed)
	slices.Sort(found)
	if diff := cmp.Diff(listed, found); diff != "" {
		t.Errorf("-manifest +files:\n%s", diff)
	}
}
