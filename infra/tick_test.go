package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The tick is there even if nothing in the configuration waits: something may
// still wait in the table.
func TestTick(t *testing.T) {
	for _, s := range []synthesized{three(t), everything(t)} {
		testTick(t, s.template)
	}
}

func testTick(t *testing.T, tm template) {
	t.Helper()
	failures := tm.at(t, "AWS::Lambda::EventInvokeConfig", "TickFailures").Properties
	if got := tm.text(failures["DestinationConfig"]); got != "{OnFailure:{Destination:${DeadLetters.Arn}}}" {
		t.Errorf("what fails goes to %s", got)
	}
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
