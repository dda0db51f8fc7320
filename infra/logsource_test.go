package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/config"
)

// One subscription filter a group: with the pattern of its only watch, or with
// none where several have to be told apart.
func TestLogSubscriptions(t *testing.T) {
	tm := everything(t).template
	got := map[string]string{}
	for path, r := range tm.of("AWS::Logs::SubscriptionFilter") {
		group := r.Properties["LogGroupName"].(string)
		if path != "Logs-"+idOf(group) {
			t.Errorf("the filter of %s is called %s", group, path)
		}
		got[group] = tm.text(r.Properties["FilterPattern"]) + " → " + tm.text(r.Properties["DestinationArn"])
		permission := logicalID(tm, "LogsMayInvoke-"+idOf(group))
		if !strings.Contains(strings.Join(r.DependsOn, " "), permission) {
			t.Errorf("%s: made before Logs may invoke the function, which it tries while the filter is made: %v", group, r.DependsOn)
		}
	}
	const to = " → ${LogmatchFunction.Arn}"
	want := map[string]string{"/app/orders": to, "/app/shop": "?WARN ?ERROR" + to, "/bongsu/files/app": `"hello world"` + to}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("filters (-want +got):\n%s", diff)
	}
}

func TestLogsMayInvokeForTheirGroupsOnly(t *testing.T) {
	tm := everything(t).template
	for path, r := range tm.of("AWS::Lambda::Permission") {
		group := ""
		for _, g := range []string{"/app/orders", "/app/shop", "/bongsu/files/app"} {
			if path == "LogsMayInvoke-"+idOf(g) {
				group = g
			}
		}
		want := map[string]string{
			"Action": "lambda:InvokeFunction", "FunctionName": "${LogmatchFunction.Arn}",
			"Principal": "logs.${AWS::Region}.amazonaws.com", "SourceAccount": "${AWS::AccountId}",
			"SourceArn": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:" + group + ":*",
		}
		got := map[string]string{}
		for key := range r.Properties {
			got[key] = tm.text(r.Properties[key])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	if n := len(tm.of("AWS::Lambda::Permission")); n != 3 {
		t.Errorf("%d permissions, want 3", n)
	}
}

func TestGroupsOfFilesAreMade(t *testing.T) {
	tm := everything(t).template
	path := "File-" + idOf("/bongsu/files/app")
	group := tm.at(t, "AWS::Logs::LogGroup", path)
	if p := group.Properties; p["LogGroupName"] != "/bongsu/files/app" || p["RetentionInDays"] != 30.0 || group.DeletionPolicy != "Delete" {
		t.Errorf("%+v", group)
	}
	filter := tm.at(t, "AWS::Logs::SubscriptionFilter", "Logs-"+idOf("/bongsu/files/app"))
	if !strings.Contains(strings.Join(filter.DependsOn, " "), logicalID(tm, path)) {
		t.Errorf("the filter is made before its group: %v", filter.DependsOn)
	}
	for _, r := range tm.of("AWS::Logs::LogGroup") {
		if name := r.Properties["LogGroupName"]; name != nil && name != "/bongsu/files/app" {
			t.Errorf("the group %v is somebody else's", name)
		}
	}
}

func TestWhatLogmatchFailsIsKept(t *testing.T) {
	tm := everything(t).template
	failures := tm.at(t, "AWS::Lambda::EventInvokeConfig", "LogmatchFailures").Properties
	want := map[string]string{
		"DestinationConfig": "{OnFailure:{Destination:${DeadLetters.Arn}}}", "MaximumRetryAttempts": "2", "MaximumEventAgeInSeconds": "21600",
		"FunctionName": "${LogmatchFunction}", "Qualifier": "$LATEST",
	}
	got := map[string]string{}
	for key := range failures {
		got[key] = tm.text(failures[key])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Under another name the stack's own groups have another name, too.
func TestOwnGroupsAreRefused(t *testing.T) {
	cfg := smallest(t).cfg
	cfg.Logs = []config.Log{{Name: "own", Group: "bongsu-AlarmLog0A1B2C3D", Filter: `"x"`}}
	if s := synthesizeConfig(cfg, nil); s.err == nil || !strings.Contains(s.err.Error(), "bongsu-AlarmLog0A1B2C3D") {
		t.Errorf("error %v", s.err)
	}
}
