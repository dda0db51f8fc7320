package logmatch_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"bongsu/lambdas/logmatch"
	"bongsu/shared/queue"
)

// packed is an event as CloudWatch Logs packs it.
func packed(t testing.TB, content string) []byte {
	t.Helper()
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	event, err := json.Marshal(map[string]any{"awslogs": map[string]string{"data": base64.StdEncoding.EncodeToString(zipped.Bytes())}})
	if err != nil {
		t.Fatal(err)
	}
	return event
}

func TestParse(t *testing.T) {
	hash := func(raw string) string { return queue.Hash(raw) }
	for name, test := range map[string]struct {
		content string
		want    logmatch.Batch
		err     error
	}{
		"members in any order, unknown ones too": {
			content: `{"logEvents":[{"message":"a","timestamp":1790309527086,"id":"1","extractedFields":{"x":"y"}}],"new":{"a":[1]},"logGroup":"/g","logStream":"s","owner":"1","messageType":"DATA_MESSAGE"}`,
			want:    logmatch.Batch{Group: "/g", Stream: "s", Account: "1", Lines: []logmatch.Line{{ID: "1", At: time.UnixMilli(1790309527086).UTC(), Text: "a"}}},
		},
		"events of a strange shape": {
			content: `{"logGroup":"/g","logEvents":["text",{"message":7},{"message":"","id":"2","timestamp":-1},{"message":"b"}]}`,
			want: logmatch.Batch{Group: "/g", Lines: []logmatch.Line{
				{ID: hash(`"text"`), Text: `"text"`}, {ID: hash(`{"message":7}`), Text: `{"message":7}`}, {ID: "2"}, {ID: hash(`{"message":"b"}`), Text: "b"},
			}},
		},
		"breaks off": {
			content: `{"logGroup":"/g","logEvents":[{"id":"1","message":"a"},{"id":"2","mess`,
			want:    logmatch.Batch{Group: "/g", Cut: true, Lines: []logmatch.Line{{ID: "1", Text: "a"}}},
		},
		"no events":      {content: `{"logGroup":"/g","logEvents":[]}`, want: logmatch.Batch{Group: "/g", Lines: []logmatch.Line{}}},
		"control":        {content: `{"messageType":"CONTROL_MESSAGE","logGroup":"","logEvents":[]}`, err: logmatch.ErrControl},
		"no group":       {content: `{"logEvents":[]}`, err: logmatch.ErrStrange},
		"no list":        {content: `{"logGroup":"/g"}`, err: logmatch.ErrStrange},
		"no object":      {content: `[1]`, err: logmatch.ErrStrange},
		"no JSON":        {content: `logs`, err: logmatch.ErrStrange},
		"group a number": {content: `{"logGroup":7,"logEvents":[]}`, err: logmatch.ErrStrange},
	} {
		got, err := logmatch.Parse(packed(t, test.content))
		if !errors.Is(err, test.err) || (err == nil) != (test.err == nil) {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestOversizedIsReadAsFarAsItMay(t *testing.T) {
	b, err := logmatch.Parse(payload(t, "log/oversized.json"))
	if err != nil || !b.Cut || len(b.Lines) < 60 || b.Lines[0].Text != "ERROR the first of very many" {
		t.Errorf("%d lines, cut %v, %v", len(b.Lines), b.Cut, err)
	}
	size := 0
	for _, l := range b.Lines {
		size += len(l.Text)
	}
	if size > 16<<20 {
		t.Errorf("%d bytes are read", size)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range samples.Of(f, "logmatch") {
		if data := payload(f, s.File); len(data) < 8<<10 {
			f.Add(string(data), "")
		}
	}
	f.Add("", `{"logGroup":"/app/orders","logEvents":[{"message":"{\"level\":\"ERROR\",\"msg\":\"x\"}"}]}`)
	f.Add("", `{"logGroup":"/app/orders","logEvents":[{"message":"{\"a\":{\"b\":[1,{}]},\"error\":{\"message\":{}}}ERROR"}]}`)
	h := newWorld(f, watches(), nil).handler
	f.Fuzz(func(t *testing.T, event, content string) {
		payload := []byte(event)
		if content != "" {
			payload = packed(t, content)
		}
		b, err := logmatch.Parse(payload)
		if err != nil && len(b.Lines) > 0 {
			t.Fatalf("both read and refused: %v", err)
		}
		u := understand(h, payload)
		if len(u.Alerts) == 0 && u.Silent == "" {
			t.Fatal("neither told nor silent")
		}
		for _, a := range u.Alerts {
			data, err := json.Marshal(a)
			if err != nil || len(data) > 100<<10 {
				t.Fatalf("an alert of %d bytes, %v", len(data), err)
			}
			if a.Key == "" || a.Subject == "" || a.Kind == "" || a.State == "" || strings.ContainsAny(a.Key, "\n\x00") || !utf8.ValidString(string(data)) {
				t.Fatalf("incomplete: %s", data)
			}
		}
	})
}
