package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// One schedule an interval, which says which polls are meant and when it was.
func TestPollSchedules(t *testing.T) {
	tm := everything(t).template
	got := map[string]string{}
	for path, r := range tm.of("AWS::Scheduler::Schedule") {
		if strings.HasPrefix(path, "PollSchedule-") {
			got[path] = tm.text(r.Properties["ScheduleExpression"]) + " " + tm.text(r.Properties["FlexibleTimeWindow"]) + " " + tm.text(r.Properties["Target"])
		}
	}
	target := func(seconds string) string {
		return `{Arn:${PollFunction.Arn} Input:{"every":` + seconds + `,"at":"<aws.scheduler.scheduled-time>"} RetryPolicy:{MaximumEventAgeInSeconds:60 MaximumRetryAttempts:0} RoleArn:${PollScheduleRole.Arn}}`
	}
	want := map[string]string{
		"PollSchedule-1m": "rate(1 minute) {Mode:OFF} " + target("60"), "PollSchedule-5m": "rate(5 minutes) {Mode:OFF} " + target("300"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWhatPollFailsIsKept(t *testing.T) {
	tm := everything(t).template
	failures := tm.at(t, "AWS::Lambda::EventInvokeConfig", "PollFailures").Properties
	if got := tm.text(failures["DestinationConfig"]); got != "{OnFailure:{Destination:${DeadLetters.Arn}}}" {
		t.Errorf("what fails goes to %s", got)
	}
}

// A URL may carry a credential: it stands in the function's slice alone.
func TestNoPolledURLInTheTemplate(t *testing.T) {
	s := everything(t)
	data, err := json.Marshal(s.template)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "not-for-the-template") {
		t.Error("the template holds a polled URL")
	}
	for _, f := range functionsOf(s.cfg) {
		slice, err := os.ReadFile(s.code[f.id] + "/config.json")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(slice), "not-for-the-template"); got != (f.folder == "poll") {
			t.Errorf("%s: holds a polled URL: %t", f.id, got)
		}
	}
}
