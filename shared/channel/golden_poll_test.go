package channel_test

import (
	"fmt"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/wording"
)

// polled is an alert of the poll of a boiler.
func polled(at time.Time, p alert.Poll) alert.Alert {
	p.Name, p.Address = "boiler", "https://boiler.example.com/status"
	a := alert.Alert{
		Key: alert.PollKey(p.Name, p.Field), Kind: alert.Polled, State: p.Fault.State(), Severity: alert.Warning, At: at, Region: "ap-northeast-2",
	}
	if a.State == alert.Firing {
		a.Severity = alert.Critical
	}
	a.Subject, a.Poll = alert.SubjectOf(a.Key), &p
	return a
}

// pollStories tell of values that are watched.
func pollStories(at, ended time.Time) map[string]wording.Story {
	temp := alert.Poll{Field: "temp", Path: "data.temp", Above: new(90.0), Below: new(10.0), Unit: "°C"}
	one := func(at time.Time, p alert.Poll, change func(*alert.Poll)) alert.Alert {
		change(&p)
		return polled(at, p)
	}
	above := one(at, temp, func(p *alert.Poll) { p.Fault, p.Value, p.Needed, p.Evaluated = alert.PollAbove, new(91.5), 2, 3 })
	back := one(ended, temp, func(p *alert.Poll) { p.Was, p.Value, p.Worst = alert.PollAbove, new(82.0), new(97.25) })
	back.Since = at
	brief := above
	brief.Until = ended
	missing := one(at, temp, func(p *alert.Poll) { p.Fault = alert.PollMissing })
	here := one(ended, temp, func(p *alert.Poll) { p.Was, p.Value = alert.PollMissing, new(82.0) })
	here.Since = at
	answers := polled(ended, alert.Poll{Was: alert.PollNoAnswer})
	answers.Since = at
	silent := polled(at, alert.Poll{Fault: alert.PollNoAnswer, Needed: 2, Evaluated: 2})
	below := one(at, alert.Poll{Field: "flow", Path: "items[0].flow", Below: new(1.0)}, func(p *alert.Poll) { p.Fault, p.Value = alert.PollBelow, new(0.9999) })
	unwatched := one(ended, temp, func(p *alert.Poll) { p.Was, p.Unwatched = alert.PollAbove, true })
	unwatched.Since = at
	all := map[string][]alert.Alert{
		"unwatched": {unwatched},
		"above":     {above}, "back": {back}, "over-before-told": {brief}, "missing": {missing}, "here-again": {here}, "no-answer": {silent}, "answers-again": {answers},
		"below":      {below},
		"not-number": {one(at, temp, func(p *alert.Poll) { p.Fault, p.Detail = alert.PollNotNumber, `"ERR <!channel> *bold*"` })},
		"not-json":   {polled(at, alert.Poll{Fault: alert.PollNotJSON, Detail: "text/html"})},
		"several":    {above, below, silent, missing},
	}
	for fault, detail := range map[alert.PollFault]string{
		alert.PollTooLarge: "256", alert.PollStatus: "500", alert.PollRedirect: "302", alert.PollNoName: "", alert.PollUnreachable: "connection refused",
		alert.PollTLS: "x509: certificate has expired or is not yet valid", alert.PollRefused: "10.0.0.5", alert.PollSecret: "/bongsu/boiler",
	} {
		all[string(fault)] = []alert.Alert{polled(at, alert.Poll{Fault: fault, Detail: detail})}
	}
	stories := make(map[string]wording.Story)
	for name, alerts := range all {
		stories["told/poll-"+name] = wording.Story{Alerts: alerts}
	}
	many := wording.Story{Alerts: []alert.Alert{above, below, silent, missing, back, answers}, More: map[alert.State][]alert.Ref{}}
	for i := range 20 {
		many.More[alert.Firing] = append(many.More[alert.Firing], alert.Ref{Key: alert.PollKey(fmt.Sprintf("roof-%d", i), "temp"), At: at})
		many.More[alert.NoData] = append(many.More[alert.NoData], alert.Ref{Key: alert.PollKey(fmt.Sprintf("roof-%d", i), ""), At: at})
	}
	stories["told/poll-many"] = many
	return stories
}
