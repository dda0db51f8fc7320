package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each digest has a schedule by the clocks of its readers, which says its name and the
// slot. A time that Lambda did not take is made up for within an hour.
func TestDigestSchedules(t *testing.T) {
	tm := everything(t).template
	got := map[string]string{}
	for path, r := range tm.of("AWS::Scheduler::Schedule") {
		if strings.HasPrefix(path, "DigestSchedule-") {
			got[tm.text(r.Properties["Description"])] = strings.Join([]string{
				tm.text(r.Properties["ScheduleExpression"]), tm.text(r.Properties["ScheduleExpressionTimezone"]), tm.text(r.Properties["Target"]),
			}, " ")
		}
	}
	target := func(name string) string {
		return ` {Arn:${DigestFunction.Arn} Input:{"name":"` + name + `","at":"<aws.scheduler.scheduled-time>"} RetryPolicy:{MaximumEventAgeInSeconds:3600 MaximumRetryAttempts:60} RoleArn:${DigestScheduleRole.Arn}}`
	}
	want := map[string]string{
		"Bongsu: the digest morning": "cron(30 8 ? * MON,TUE,WED,THU,FRI *) America/New_York" + target("morning"),
		"Bongsu: the digest shift":   "cron(0 0,8,16 * * ? *) Asia/Seoul" + target("shift"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWhatDigestFailsIsKept(t *testing.T) {
	tm := everything(t).template
	failures := tm.at(t, "AWS::Lambda::EventInvokeConfig", "DigestFailures").Properties
	if got := tm.text(failures["DestinationConfig"]); got != "{OnFailure:{Destination:${DeadLetters.Arn}}}" {
		t.Errorf("what fails goes to %s", got)
	}
}

func TestWithoutDigestsNothingOfThemIsMade(t *testing.T) {
	for path := range three(t).template.of("AWS::Scheduler::Schedule") {
		if strings.Contains(path, "Digest") {
			t.Errorf("%s is there", path)
		}
	}
}
