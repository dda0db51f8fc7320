package channel_test

import (
	"fmt"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/wording"
)

// sent is an alert of what a boiler sends.
func sent(at time.Time, device string, p alert.Poll) alert.Alert {
	p.Name, p.Device, p.Address = "boiler", device, "plant/"+device+"/status"
	a := alert.Alert{
		Key: alert.TelemetryKey(p.Name, p.Field, device), Kind: alert.Telemetry, State: p.Fault.State(), Severity: alert.Warning, At: at, Region: "ap-northeast-2",
	}
	if a.State == alert.Firing {
		a.Severity = alert.Critical
	}
	a.Subject, a.Poll = alert.SubjectOf(a.Key), &p
	return a
}

// telemetryStories tell of values that devices send, and of devices that send none.
func telemetryStories(at, ended time.Time) map[string]wording.Story {
	temp := func(p alert.Poll) alert.Poll {
		p.Field, p.Path, p.Above, p.Below, p.Unit = "temp", "data.temp", new(90.0), new(10.0), "°C"
		return p
	}
	since := func(a alert.Alert) alert.Alert {
		a.Since = at
		return a
	}
	silent := func(device string, heard time.Time) alert.Alert {
		return sent(at, device, alert.Poll{Fault: alert.PollUnheard, Silence: 5 * time.Minute, Heard: heard, Listed: true})
	}
	above := sent(at, "boiler-1", temp(alert.Poll{Fault: alert.PollAbove, Value: new(91.5), Needed: 2, Evaluated: 3}))
	missing := sent(at, "보일러 2", temp(alert.Poll{Fault: alert.PollMissing}))
	quiet := silent("boiler-1", at.Add(-6*time.Minute))
	unread := sent(at, "boiler-1", alert.Poll{Fault: alert.PollNotJSON, Detail: `"ERR <!channel> *bold*"`, Needed: 2, Evaluated: 2})
	all := map[string][]alert.Alert{
		"above": {above}, "missing": {missing}, "silent": {quiet}, "never-heard": {silent("boiler-3", time.Time{})}, "not-json": {unread},
		"back":             {since(sent(ended, "boiler-1", temp(alert.Poll{Was: alert.PollAbove, Value: new(82.0), Worst: new(97.25)})))},
		"heard-again":      {since(sent(ended, "boiler-1", alert.Poll{Was: alert.PollUnheard}))},
		"readable-again":   {since(sent(ended, "boiler-1", alert.Poll{Was: alert.PollNotJSON}))},
		"silent-unwatched": {since(sent(ended, "boiler-1", alert.Poll{Was: alert.PollUnheard, Unwatched: true}))},
		"several":          {above, quiet, missing, unread},
	}
	stories := make(map[string]wording.Story)
	for name, alerts := range all {
		stories["told/telemetry-"+name] = wording.Story{Alerts: alerts}
	}
	many := wording.Story{More: map[alert.State][]alert.Ref{}}
	for i := range 50 {
		many.Alerts = append(many.Alerts, silent(fmt.Sprintf("sensor-%04d", i), at.Add(-6*time.Minute)))
	}
	for i := 50; i < 1000; i++ {
		key := alert.TelemetryKey("boiler", "", fmt.Sprintf("sensor-%04d", i))
		many.More[alert.NoData] = append(many.More[alert.NoData], alert.Ref{Key: key, At: at, Fault: alert.PollUnheard})
	}
	stories["told/telemetry-site-silent"] = many
	return stories
}
