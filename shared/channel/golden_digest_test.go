package channel_test

import (
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/wording"
)

// summed is a digest of the day before nine o'clock in Seoul.
func summed(d alert.Digest) alert.Alert {
	slot := time.Date(2026, 9, 25, 0, 0, 0, 0, time.UTC)
	d.From, d.To, d.Step = slot.Add(-24*time.Hour), slot, 15*time.Minute
	a := alert.Alert{
		Key: alert.DigestKey("morning", slot), Kind: alert.Digested, State: alert.Notice, Severity: alert.Info, Subject: "morning",
		At: slot, Region: "ap-northeast-2", Digest: &d,
	}
	if d.Wrong+d.Gone > 0 {
		a.Severity = alert.Warning
	}
	return a
}

// went is how a metric went: what it comes to, and before that, its least, its
// greatest and its last value.
func went(title string, m alert.Measurement, values ...float64) alert.DigestMetric {
	d := alert.DigestMetric{Title: title, Measurement: m}
	if len(values) == 5 {
		d.Whole, d.Before, d.Min, d.Max, d.Last = &values[0], &values[1], &values[2], &values[3], &values[4]
	}
	return d
}

// digestStories are summaries of a bad night, of a quiet one, and of a very bad one.
func digestStories() map[string]wording.Story {
	slow := alert.Measurement{Namespace: "AWS/ApiGateway", Metric: "Latency", Stat: "Average", Unit: "Milliseconds", Threshold: new(300.0), Comparison: alert.Above}
	calls := alert.Measurement{Namespace: "AWS/ApiGateway", Metric: "Count", Stat: "Sum", Unit: "Count"}
	errors := alert.Measurement{Expression: "100*errors/calls", Label: "오류 비율", Unit: "Percent"}
	temp := alert.Measurement{Namespace: "Bongsu/Polls", Metric: "Value", Stat: "Maximum", Unit: "°C"}
	trouble := func(key string, since, until time.Duration, times int, lasted time.Duration) alert.Trouble {
		slot := time.Date(2026, 9, 25, 0, 0, 0, 0, time.UTC)
		t := alert.Trouble{Key: key, Device: alert.KindOf(key) == alert.Presence, Since: slot.Add(-since), Times: times, Lasted: lasted}
		if until > 0 {
			t.Until = slot.Add(-until)
		}
		return t
	}
	arn := func(name string) string { return "arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:" + name }
	bad := alert.Digest{
		Metrics: []alert.DigestMetric{
			went("orders-latency", slow, 182, 163, 95, 1250, 175), went("주문 건수", calls, 184211, 191002, 210, 4120, 1893),
			went("오류 비율", errors, 1.24, 0.8, 0, 12.5, 0.9), went("보일러 온도", temp, 91.5, 88, 71, 91.5, 84), {Title: "결제 대기열", Failed: true}, {Title: "야간 배치"},
		},
		Wrong: 2, Gone: 1, Ended: 3, Back: 12,
		Troubles: []alert.Trouble{
			trouble(arn("orders-latency"), 348*time.Minute, 0, 1, 348*time.Minute), trouble(alert.PollKey("boiler", "temp"), 17*time.Minute, 0, 3, 17*time.Minute),
			trouble(alert.PresenceKey("sensor-7"), 31*time.Hour, 0, 1, 31*time.Hour),
			trouble(arn("queue-age"), 400*time.Minute, 390*time.Minute, 2, 19*time.Minute), trouble(arn("결제-실패"), 600*time.Minute, 593*time.Minute, 1, 432*time.Second),
			trouble(alert.PresenceKey("sensor-12"), 500*time.Minute, 490*time.Minute, 1, 10*time.Minute),
		},
	}
	calm := alert.Digest{Metrics: []alert.DigestMetric{went("orders-latency", slow, 163, 163, 95, 240, 175), went("주문 건수", calls, 120, 0, 0, 12, 3)}}
	over := alert.Digest{Ended: 1, Partial: false, Troubles: []alert.Trouble{bad.Troubles[4]}}
	partial := calm
	partial.Partial = true
	drawn := summed(bad)
	drawn.Picture = &alert.Picture{
		URL: "https://d111111abcdef8.cloudfront.net/Dg.png", Preview: "https://d111111abcdef8.cloudfront.net/Dg-s.png",
		JPEG: "https://d111111abcdef8.cloudfront.net/Dg.jpg",
	}
	all := map[string]wording.Story{"told/digest": {Alerts: []alert.Alert{drawn}}}
	for name, d := range map[string]alert.Digest{"told/digest-calm": calm, "told/digest-over": over, "told/digest-partial": partial} {
		all[name] = wording.Story{Alerts: []alert.Alert{summed(d)}}
	}
	return all
}
