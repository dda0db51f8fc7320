package channel_test

import (
	"encoding/json"
	"strings"
	"testing"

	"bongsu/shared/alert"
	"bongsu/shared/channel/euckr"
)

// TestAScreensFirstLineSaysIt: a locked phone shows some forty bytes of a text
// message. They say what happened, and to what.
func TestAScreensFirstLineSaysIt(t *testing.T) {
	const screen = 40
	start := func(text string, bytes int) string {
		for euckr.Bytes(text) > bytes {
			runes := []rune(text)
			text = string(runes[:len(runes)-1])
		}
		return text
	}
	s := stages["sens"](t)
	for _, language := range []string{"ko", "en"} {
		v := voice(t, language)
		for name, story := range stories(t) {
			m := v.Compose(story)
			var sent struct{ Content string }
			if err := json.Unmarshal(must(s.settings.Body(m))(t), &sent); err != nil {
				t.Fatal(err)
			}
			shown := start(sent.Content, screen)
			happened := m.State
			if !strings.HasPrefix(m.Title, m.State) {
				happened = m.Title // a heartbeat
			}
			if !strings.HasPrefix(shown, start(euckr.Encodable(happened), 12)) {
				t.Errorf("%s %s starts with %q, not with what happened: %q", language, name, shown, happened)
			}
			if len(story.Alerts) != 1 || len(story.More) > 0 {
				continue
			}
			if a := story.Alerts[0]; a.Kind == alert.Alarm || a.Kind == alert.Presence {
				if subject := start(euckr.Encodable(a.Subject), 12); !strings.Contains(shown, strings.TrimSpace(subject)) {
					t.Errorf("%s %s: %q does not name %q", language, name, shown, a.Subject)
				}
			}
		}
	}
}
