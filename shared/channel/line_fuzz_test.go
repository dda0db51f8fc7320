package channel_test

import (
	"strings"
	"testing"

	"bongsu/shared/fake"
	"bongsu/shared/wording"
)

// FuzzLine: whatever a message holds, LINE takes it as it is laid out, and the
// plain form too.
func FuzzLine(f *testing.F) {
	f.Add("title", "headline", "lead", "text", "https://example.com/", uint16(1), uint16(1))
	f.Add("", "", "", "", "", uint16(0), uint16(0))
	f.Add(strings.Repeat("🔴", 3000), strings.Repeat("가", 3000), strings.Repeat("e\u0301", 3000), "\n\n\x00", "http://[::1", uint16(9), uint16(1))
	f.Add("a: b", "\u202e\ufeff", strings.Repeat(`"\`, 2000), strings.Repeat("<", 9000), "https://example.com/"+strings.Repeat("x", 980), uint16(25), uint16(2))
	f.Add("x", "y", "z", "\t", "tel:110", uint16(12), uint16(3))
	f.Fuzz(func(t *testing.T, title, headline, lead, text, url string, items, longer uint16) {
		m := wording.Message{Tone: wording.Amber, Title: title, State: headline, Subject: lead, CutMark: "… (% more characters)", LineMark: "… (% more lines)"}
		for range items % 100 {
			m.Items = append(m.Items, wording.Item{
				Tone: wording.Red, Headline: headline, Lead: lead, Text: strings.Repeat(text, 1+int(longer%5)), Context: title,
				Facts: []wording.Fact{{Label: headline, Value: text}, {Label: text, Value: lead}},
				Links: []wording.Link{{Label: title, URL: url}, {Label: "", URL: "https://example.com/"}},
			})
		}
		p, s := account(t, fake.LINEAccount{}, lineGroup)
		if receipt, err := s.channel.Send(t.Context(), s.delivery(m)); err != nil || receipt.Warning != "" {
			t.Errorf("%v, warning %q", err, receipt.Warning)
		}
		p.Fail(fake.RefuseBody(), fake.Forever)
		d := s.delivery(m)
		d.ID = "plain"
		if _, err := s.channel.Send(t.Context(), d); err != nil || len(p.Messages()) != 2 {
			t.Errorf("plain: %v, %d messages", err, len(p.Messages()))
		}
	})
}
