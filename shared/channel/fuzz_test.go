package channel_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/wording"
)

// FuzzBody writes anything into an alert: no provider may refuse it, and it may
// mention nobody and format nothing.
func FuzzBody(f *testing.F) {
	f.Add("orders-latency", "plain", "name", "value", uint16(1))
	f.Add("<!channel> *b* _i_ ~s~ `c`", "```code```\n> quote\n- list\n1. one", "<at>Kim</at>", "[x](https://evil.example)", uint16(2))
	f.Add(":x: <@U123|y>", strings.Repeat("가<&>\x00\u202e", 4000), "&lt;", "![i](x)\r**b**", uint16(300))
	f.Add("__a__ ~~b~~ <b>", "# h\n\n| a | b |\n|---|---|\n* x\n+ y", "\xff\xfe", "]\n(", uint16(60))
	f.Fuzz(func(t *testing.T, subject, text, name, value string, count uint16) {
		at := time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC)
		field := []alert.Field{{Name: name, Value: value}}
		bound := 1.0
		alarm := alert.Alert{
			Key: "k", Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: subject, At: at, Old: "OK", New: "ALARM",
			Text: text, Reason: value, Rule: text, Contributor: field, Account: name, Region: value,
			Measurement: &alert.Measurement{Namespace: name, Metric: value, Stat: subject, Unit: name, Dimensions: field, Comparison: alert.Above, Threshold: &bound, Points: []alert.Point{{Value: 2, At: at}}},
			Children:    []alert.Child{{Name: name, State: value, At: at}},
		}
		raw := alert.Alert{Key: "raw/1", Kind: alert.Raw, State: alert.Notice, Severity: alert.Info, Subject: subject, At: at, Text: text, Fields: field, Origin: value}
		device := alert.Alert{Key: "iot/" + subject, Kind: alert.Presence, State: alert.Firing, Subject: subject, At: at, Device: &alert.Device{ClientID: name, Reason: value, Session: text, Address: name}}
		many := wording.Story{More: map[alert.State][]alert.Ref{}}
		for range count % 300 {
			many.Alerts = append(many.Alerts, alarm, raw, device)
			many.More[alert.Recovered] = append(many.More[alert.Recovered], alert.Ref{Key: "iot/" + subject, At: at})
		}
		told := []wording.Story{{Alerts: []alert.Alert{alarm}}, {Alerts: []alert.Alert{raw}}, {Alerts: []alert.Alert{device}}, {Alerts: []alert.Alert{alarm, raw, device}}, many}
		each(t, func(t *testing.T, s stage) {
			for i, story := range told {
				if story.Empty() {
					continue
				}
				language := []string{"ko", "en"}[i%2]
				d := s.delivery(voice(t, language).Compose(story))
				d.ID += strconv.Itoa(i)
				receipt, err := s.channel.Send(t.Context(), d)
				if err != nil || receipt.Warning != "" {
					t.Errorf("story %d: %v, warning %q, refusals %+v", i, err, receipt.Warning, s.provider.Refusals())
				}
			}
			for _, got := range s.provider.Messages() {
				if got.Lost != "" || len(got.Mentions) > 0 || len(got.Formatting) > 0 {
					t.Errorf("lost %q, mentions %q, formatting %q in\n%s", got.Lost, got.Mentions, got.Formatting, got.Body)
				}
			}
		})
	})
}
