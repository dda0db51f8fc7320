package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTickOnlyIfSomethingWaits(t *testing.T) {
	if got := three(t).template.of("AWS::Scheduler::Schedule"); len(got) != 0 {
		t.Errorf("a stack in which nothing waits has schedules: %v", got)
	}
	tm := everything(t).template
	schedule := tm.at(t, "AWS::Scheduler::Schedule", "TickSchedule").Properties
	want := map[string]string{
		"ScheduleExpression": "rate(1 minute)",
		"FlexibleTimeWindow": "{Mode:OFF}",
		"Target":             "{Arn:${TickFunction.Arn} RetryPolicy:{MaximumEventAgeInSeconds:60 MaximumRetryAttempts:0} RoleArn:${TickScheduleRole.Arn}}",
	}
	got := map[string]string{}
	for key := range want {
		got[key] = tm.text(schedule[key])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("schedule (-want +got):\n%s", diff)
	}
}
