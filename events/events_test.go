// Package events_test keeps the sample events in order: every one listed, and
// those of devices beside what we understand of them.
package events_test

import (
	"encoding/json"
	"flag"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"

	"bongsu/events/eventstest"
	"bongsu/lambdas/presence"
	"bongsu/shared/alert"
	"bongsu/shared/config"
)

var update = flag.Bool("update", false, "write the golden files")

// here are the events on file.
const here eventstest.Folder = "."

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
	for _, s := range here.Of(t, "presence") {
		t.Run(s.File, func(t *testing.T) {
			var batch events.SQSEvent
			if err := json.Unmarshal(here.Read(t, s.File), &batch); err != nil {
				t.Fatal(err)
			}
			var facts []understood
			told := false
			for _, m := range batch.Records {
				u := understand(m, settings)
				told = told || u.Silent == ""
				facts = append(facts, u)
			}
			here.Compare(t, s, facts, told, *update)
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

func TestManifestListsEveryEvent(t *testing.T) {
	if *update {
		t.Skip("other tests are writing the files that it counts")
	}
	var listed, found []string
	for _, s := range here.All(t) {
		listed = append(listed, s.File, strings.TrimSuffix(s.File, ".json")+eventstest.FactsSuffix)
		if s.Source == "" || s.What == "" || !slices.Contains([]string{"alarm", "presence", "logmatch", "poll", "telemetry"}, s.Function) || s.Expect != "told" && s.Expect != "silent" {
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
