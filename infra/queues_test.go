package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVisibilityOutlastsTheFunction(t *testing.T) {
	tm := everything(t).template
	for _, m := range mappings(t, tm) {
		timeout := tm.at(t, "AWS::Lambda::Function", m.function).Properties["Timeout"].(float64)
		visibility := tm.at(t, "AWS::SQS::Queue", m.queue).Properties["VisibilityTimeout"].(float64)
		if visibility < 6*timeout+m.window {
			t.Errorf("%s: visibility %v s is below 6 × %v s + %v s", m.queue, visibility, timeout, m.window)
		}
		if m.size > 10 && m.window < 1 {
			t.Errorf("%s: SQS refuses a batch of %v without a window of a second", m.path, m.size)
		}
		// Lambda lets a batch of jobs have 6 MB; a job may have 200 KB.
		if m.size > 10000 {
			t.Errorf("%s: a batch of %v is beyond SQS's limit", m.path, m.size)
		}
	}
}

func TestQueues(t *testing.T) {
	tm := everything(t).template
	queues := tm.of("AWS::SQS::Queue")
	read := map[string]bool{}
	for _, m := range mappings(t, tm) {
		read[m.queue] = true
	}
	for path, q := range queues {
		if q.Properties["SqsManagedSseEnabled"] != true || q.Properties["KmsMasterKeyId"] != nil {
			t.Errorf("%s: is not encrypted with SQS's own key", path)
		}
		policy := tm.statements(tm.at(t, "AWS::SQS::QueuePolicy", path+"/Policy").Properties["PolicyDocument"])
		deny := "Deny sqs:* ${" + path + ".Arn} by {AWS:*} if {Bool:{aws:SecureTransport:false}}"
		if !slices.Contains(policy, deny) {
			t.Errorf("%s takes plain HTTP: %v", path, policy)
		}
		if path == "DeadLetters" {
			if q.Properties["MessageRetentionPeriod"] != 14*86400.0 || q.Properties["RedrivePolicy"] != nil {
				t.Errorf("dead letters: %v", q.Properties)
			}
			continue
		}
		if q.Properties["MessageRetentionPeriod"] != 4*86400.0 {
			t.Errorf("%s keeps messages for %v s, want 4 days", path, q.Properties["MessageRetentionPeriod"])
		}
		want := "{deadLetterTargetArn:${DeadLetters.Arn} maxReceiveCount:120}"
		switch path {
		case "AlarmQueue":
			want = strings.Replace(want, "120", "480", 1)
		case "PresenceQueue", "HoldQueue", "TelemetryQueue":
			want = strings.Replace(want, "120", "239", 1)
		}
		if got := tm.text(q.Properties["RedrivePolicy"]); got != want {
			t.Errorf("%s: redrive %s, want %s", path, got, want)
		}
		if !read[path] {
			t.Errorf("nobody reads %s", path)
		}
	}
}

func TestSourcesFindTheQueuesOfChannels(t *testing.T) {
	s := everything(t)
	prefix := "https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/"
	for _, ch := range s.cfg.Channels {
		name, _ := s.template.at(t, "AWS::SQS::Queue", "To-"+ch.Name).Properties["QueueName"].(string)
		for path := range s.template.of("AWS::Lambda::Function") {
			if path == "PictureFunction" {
				continue // it sends nothing
			}
			if got := variablesOf(t, s.template, path)["BONGSU_QUEUES"] + ch.Name; got != prefix+name {
				t.Errorf("%s would send to %s, the queue is %s", path, got, prefix+name)
			}
		}
	}
}

func TestVariables(t *testing.T) {
	source := map[string]string{
		"BONGSU_TABLE":  "${Incidents}",
		"BONGSU_QUEUES": "https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/bongsu-to-",
	}
	with := func(more map[string]string) map[string]string {
		all := maps.Clone(source)
		maps.Copy(all, more)
		return all
	}
	dead := map[string]string{"BONGSU_DEAD_LETTERS": "${DeadLetters}"}
	elsewhere := with(map[string]string{"BONGSU_DEAD_LETTERS": "${DeadLetters}", "BONGSU_ALARMS": "${AlarmQueue}"})
	want := map[string]map[string]string{
		"AlarmFunction":             with(map[string]string{"BONGSU_PICTURE": "${PictureFunction}"}),
		"PictureFunction":           {"BONGSU_BUCKET": "${Pictures}", "BONGSU_PICTURES": "https://${PictureCDN.DomainName}/"},
		"TickFunction":              source,
		"LogmatchFunction":          source,
		"DigestFunction":            with(map[string]string{"BONGSU_PICTURE": "${PictureFunction}"}),
		"PollFunction":              source,
		"TelemetryFunction":         source,
		"PresenceFunction":          with(map[string]string{"BONGSU_HOLD": "${HoldQueue}"}),
		"Deliver-ops-slackFunction": with(dead),
		"Deliver-dev-slackFunction": elsewhere,
		"Deliver-ops-teamsFunction": with(dead),
		"Deliver-ops-mailFunction": with(map[string]string{
			"BONGSU_DEAD_LETTERS": "${DeadLetters}", "BONGSU_TOPIC": "${Mail-ops-mail}"}),
		"Deliver-field-mailFunction": with(map[string]string{
			"BONGSU_DEAD_LETTERS": "${DeadLetters}", "BONGSU_TOPIC": "${Mail-field-mail}"}),
		"Deliver-duty-lineFunction": elsewhere,
		"Deliver-duty-smsFunction":  elsewhere,
		"Deliver-duty-talkFunction": elsewhere,
	}
	tm := everything(t).template
	got := map[string]map[string]string{}
	for path := range tm.of("AWS::Lambda::Function") {
		got[path] = variablesOf(t, tm, path)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("variables (-want +got):\n%s", diff)
	}
}

func variablesOf(t *testing.T, tm template, function string) map[string]string {
	t.Helper()
	environment := tm.at(t, "AWS::Lambda::Function", function).Properties["Environment"].(map[string]any)
	variables := map[string]string{}
	for key, value := range environment["Variables"].(map[string]any) {
		variables[key] = tm.text(value)
	}
	return variables
}

func TestTable(t *testing.T) {
	r := everything(t).template.at(t, "AWS::DynamoDB::Table", "Incidents")
	tm := everything(t).template
	want := map[string]string{
		"KeySchema":               "[{AttributeName:pk KeyType:HASH}]",
		"AttributeDefinitions":    "[{AttributeName:pk AttributeType:S} {AttributeName:due AttributeType:S} {AttributeName:at AttributeType:N}]",
		"GlobalSecondaryIndexes":  "[{IndexName:due KeySchema:[{AttributeName:due KeyType:HASH} {AttributeName:at KeyType:RANGE}] Projection:{ProjectionType:ALL}}]",
		"BillingMode":             "PAY_PER_REQUEST",
		"TimeToLiveSpecification": "{AttributeName:ttl Enabled:true}",
	}
	got := map[string]string{}
	for key, value := range r.Properties {
		got[key] = tm.text(value)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}
