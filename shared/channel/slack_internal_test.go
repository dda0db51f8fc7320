package channel

import (
	"encoding/json"
	"testing"
)

// FuzzSlackAnswer: whole answers are read as anybody reads them, and what is broken
// is never taken for more than it says.
func FuzzSlackAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"ok":true,"channel":"C1","ts":"1.000001","message":{"ok":false}}`, `{"ok":false,"error":"not_in_channel"}`,
		`{"channel":{"name":"ops","is_member":true},"ok":true}`, `{"ok":true,"message":{"text":"cut of`, `{"ok":"true"}`, `[{"ok":true}]`, ``, `null`,
		`{"error":"x","ok":false,"response_metadata":{"messages":["[ERROR] a"]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		said := readSlack(data)
		var all map[string]json.RawMessage
		if json.Unmarshal(data, &all) != nil {
			return
		}
		var ok bool
		if json.Unmarshal(all["ok"], &ok) == nil && said.ok && !ok {
			t.Errorf("%q is taken for ok", data)
		}
	})
}

// TestSlackAnswerThatBreaksOff: it was done, even if the end of the answer is lost.
func TestSlackAnswerThatBreaksOff(t *testing.T) {
	if said := readSlack([]byte(`{"ok":true,"channel":"C1","ts":"1.000001","message":{"text":"cut o`)); !said.ok || said.ts != "1.000001" {
		t.Errorf("%+v", said)
	}
	for _, broken := range []string{`{"ok":tr`, `{"ok":"true"}`, `{"message":{"ok":true},"o`, `[true]`, `ok`} {
		if said := readSlack([]byte(broken)); said.ok {
			t.Errorf("%s is taken for ok", broken)
		}
	}
}
