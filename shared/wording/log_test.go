package wording

import (
	"strings"
	"testing"

	"bongsu/shared/alert"
)

// TestALineIsSaidOnce: behind its level, unless it begins with that, and in two
// parts where it is long.
func TestALineIsSaidOnce(t *testing.T) {
	long := strings.Repeat("x", 400)
	for name, tt := range map[string]struct {
		line             alert.Line
		text, lead, rest string
	}{
		"with its level":    {alert.Line{Level: "error", Message: "cart is empty"}, "", "ERROR cart is empty", ""},
		"that has it":       {alert.Line{Level: "ERROR", Message: "Error: cart is empty"}, "at a.go:1", "Error: cart is empty", "at a.go:1"},
		"in the owner's":    {alert.Line{Say: "stuck", Level: "WARN", Message: "a"}, "", "WARN a", ""},
		"that is long":      {alert.Line{Message: long[:300] + "…"}, long, long[:300] + "…", "…" + long[300:]},
		"with other below":  {alert.Line{Message: "a…"}, "other", "a…", "other"},
		"without any words": {alert.Line{Level: "ERROR"}, "", korean().emptyLine, ""},
	} {
		a := alert.Alert{Kind: alert.Log, State: alert.Notice, Severity: alert.Warning, Subject: "x", At: began, Line: &tt.line, Text: tt.text}
		if it := voice(t, "ko", "UTC").Compose(Story{Alerts: []alert.Alert{a}}).Items[0]; it.Lead != tt.lead || it.Text != tt.rest {
			t.Errorf("%s: %q, %q", name, it.Lead, it.Text)
		}
	}
}

// TestRaw: what the title says stands nowhere else.
func TestRaw(t *testing.T) {
	a := alert.Alert{
		Kind: alert.Raw, State: alert.Notice, Severity: alert.Warning, Subject: "Stock is low", Text: "Stock is low\nTEA-250",
		Fields: []alert.Field{{Name: "severity", Value: "warning"}, {Name: "left", Value: "3"}},
	}
	m := voice(t, "en", "UTC").Compose(Story{Alerts: []alert.Alert{a}})
	if it := m.Items[0]; it.Text != "TEA-250" || len(it.Facts) != 2 || m.When != "" || m.Clock != "" {
		t.Errorf("at %q%q: %+v", m.When, m.Clock, it)
	}
	// A reference to one has no name.
	more := map[alert.State][]alert.Ref{alert.Notice: {{Key: alert.RawKey("4711"), At: began}}}
	m = voice(t, "en", "UTC").Compose(Story{Alerts: []alert.Alert{a}, More: more})
	if m.Title != "2 warning events: Stock is low and 1 more" || m.Items[0].Text != "• Stock is low – TEA-250\nand 1 more" {
		t.Errorf("got %q, %q", m.Title, m.Items[0].Text)
	}
	if m = voice(t, "en", "UTC").Compose(Story{More: more}); m.Title != "1 warning event" || m.Items[0].Text != "" {
		t.Errorf("got %q, %q", m.Title, m.Items[0].Text)
	}
}
