package main

import (
	"slices"
	"time"

	"bongsu/shared/config"
)

// pollTimeout is for the longest list of polls that all keep the function waiting,
// and for a table that is slow besides.
const pollTimeout = 60 * time.Second

// addPollSource makes the function that asks for values, and a schedule for each
// interval.
func addPollSource(f functions, polls []config.Poll) deployed {
	poll := f.add("Poll", "Bongsu: asks for the values that are watched", pollTimeout, f.sourceVariables())
	f.allowSource(poll)
	f.keepFailures("Poll", poll, 10*time.Minute)
	var secrets []string
	for _, p := range polls {
		if p.SecretHeader != "" && !slices.Contains(secrets, p.SecretHeader) {
			secrets = append(secrets, p.SecretHeader)
			poll.allow([]string{"ssm:GetParameter"}, parameterARN(f.stack, p.SecretHeader))
		}
	}
	var all []schedule
	for _, every := range config.PollIntervals(polls) {
		all = append(all, schedule{
			id:          "PollSchedule-" + config.FormatDuration(every),
			description: "Bongsu: asks for values every " + config.FormatDuration(every),
			every:       every, input: config.PollMessage(every),
		})
	}
	f.scheduled("PollScheduleRole", poll, all...)
	return poll
}
