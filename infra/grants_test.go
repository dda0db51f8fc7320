package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// grants writes what a role may do on one resource, as policyOf does.
func grants(on string, actions ...string) []string {
	var lines []string
	for _, a := range actions {
		lines = append(lines, "Allow "+a+" "+on)
	}
	return lines
}

const parameters = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/"

func TestEachFunctionMayDoExactlyItsWork(t *testing.T) {
	table := "${Incidents.Arn}"
	logs := func(id string) []string {
		return grants("${"+id+"Log.Arn}", "logs:CreateLogStream", "logs:PutLogEvents")
	}
	reads := func(queue string) []string {
		return grants("${"+queue+".Arn}", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
	}
	var sends []string
	for _, name := range []string{"ops-slack", "dev-slack", "ops-teams", "ops-mail", "field-mail", "duty-line", "duty-sms", "duty-talk"} {
		sends = append(sends, grants("${To-"+name+".Arn}", "sqs:SendMessage")...)
	}
	deliver := func(name string, more ...string) []string {
		return slices.Concat(logs("Deliver-"+name), reads("To-"+name),
			grants("${To-"+name+".Arn}", "sqs:ChangeMessageVisibility"),
			grants("${DeadLetters.Arn}", "sqs:SendMessage"),
			grants(table, "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
			more)
	}
	elsewhere := grants("${AlarmQueue.Arn}", "sqs:SendMessage")
	asks := func(name string) []string { return grants("${To-"+name+".Arn}", "sqs:SendMessage") }
	reveals := func(parameter string) []string { return grants(parameters+parameter, "ssm:GetParameter") }
	source := grants(table, "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem")
	want := map[string][]string{
		"AlarmRole": slices.Concat(logs("Alarm"), reads("AlarmQueue"), source, sends, grants("${PictureFunction.Arn}", "lambda:InvokeFunction")),
		"PictureRole": slices.Concat(logs("Picture"), grants("*", "cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"),
			grants("${Pictures.Arn}/p/*", "s3:GetObject", "s3:PutObject"), grants("${Pictures.Arn}/key/names", "s3:GetObject", "s3:PutObject")),
		"PresenceRole": slices.Concat(logs("Presence"), reads("PresenceQueue"), reads("HoldQueue"), source, sends,
			grants("${HoldQueue.Arn}", "sqs:SendMessage")),
		"PollRole":         slices.Concat(logs("Poll"), source, sends, grants("${DeadLetters.Arn}", "sqs:SendMessage"), reveals("bongsu/boiler")),
		"PollScheduleRole": grants("${PollFunction.Arn}", "lambda:InvokeFunction"),
		"DigestRole": slices.Concat(logs("Digest"), grants(table, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan"), sends, grants("${DeadLetters.Arn}", "sqs:SendMessage"),
			grants("*", "cloudwatch:GetMetricData"), grants("${PictureFunction.Arn}", "lambda:InvokeFunction")),
		"DigestScheduleRole":     grants("${DigestFunction.Arn}", "lambda:InvokeFunction"),
		"TelemetryRole":          slices.Concat(logs("Telemetry"), reads("TelemetryQueue"), source, sends),
		"LogmatchRole":           slices.Concat(logs("Logmatch"), source, sends, grants("${DeadLetters.Arn}", "sqs:SendMessage")),
		"Deliver-ops-slackRole":  deliver("ops-slack", reveals("bongsu/ops-slack")...),
		"Deliver-dev-slackRole":  deliver("dev-slack", slices.Concat(elsewhere, reveals("bongsu/dev-slack"))...),
		"Deliver-ops-teamsRole":  deliver("ops-teams", reveals("bongsu-ops-teams")...),
		"Deliver-ops-mailRole":   deliver("ops-mail", grants("${Mail-ops-mail}", "sns:Publish")...),
		"Deliver-field-mailRole": deliver("field-mail", grants("${Mail-field-mail}", "sns:Publish")...),
		"Deliver-duty-lineRole":  deliver("duty-line", slices.Concat(elsewhere, reveals("bongsu/line"))...),
		"Deliver-duty-smsRole":   deliver("duty-sms", slices.Concat(elsewhere, asks("duty-sms"), reveals("bongsu/sens"))...),
		"Deliver-duty-talkRole":  deliver("duty-talk", slices.Concat(elsewhere, asks("duty-talk"), reveals("bongsu/sens"))...),
		"TickRole": slices.Concat(logs("Tick"), sends, grants("${DeadLetters.Arn}", "sqs:SendMessage"), grants(table+"/index/due", "dynamodb:Query"),
			source, grants(table, "dynamodb:DeleteItem")),
		"TickScheduleRole": grants("${TickFunction.Arn}", "lambda:InvokeFunction"),
		"HeartbeatRole": slices.Concat(grants("${Alarms}", "sns:Publish"),
			grants("${AlarmTopicKey.Arn}", "kms:Decrypt", "kms:GenerateDataKey")),
		"TelemetryRuleRole": slices.Concat(
			grants("${TelemetryQueue.Arn}", "sqs:SendMessage"), grants("${DeadLetters.Arn}", "sqs:SendMessage")),
		"PresenceRuleRole": slices.Concat(
			grants("${PresenceQueue.Arn}", "sqs:SendMessage"), grants("${DeadLetters.Arn}", "sqs:SendMessage")),
	}

	tm := everything(t).template
	got := map[string][]string{}
	for role := range tm.of("AWS::IAM::Role") {
		got[role] = tm.policyOf(t, role)
	}
	for _, lines := range want {
		slices.Sort(lines)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("grants (-want +got):\n%s", diff)
	}
}

func TestRolesBelongToOneService(t *testing.T) {
	for role, r := range everything(t).template.of("AWS::IAM::Role") {
		service := "lambda.amazonaws.com"
		switch role {
		case "PresenceRuleRole", "TelemetryRuleRole":
			service = "iot.amazonaws.com"
		case "TickScheduleRole", "PollScheduleRole", "DigestScheduleRole", "HeartbeatRole":
			service = "scheduler.amazonaws.com"
		}
		want := []string{"Allow sts:AssumeRole by " + service}
		statement := r.Properties["AssumeRolePolicyDocument"].(map[string]any)["Statement"].([]any)
		if len(statement) != 1 {
			t.Errorf("%s: %d statements of trust, want 1", role, len(statement))
			continue
		}
		s := statement[0].(map[string]any)
		got := []string{s["Effect"].(string) + " " + s["Action"].(string) + " by " + s["Principal"].(map[string]any)["Service"].(string)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", role, diff)
		}
	}
}

func TestNoSecretInTheTemplate(t *testing.T) {
	s := everything(t)
	for path, f := range s.template.of("AWS::Lambda::Function") {
		variables := s.template.text(f.Properties["Environment"])
		for _, ch := range s.cfg.Channels {
			if name := ch.Settings.SecretName(); name != "" && strings.Contains(variables, name) {
				t.Errorf("%s: a variable names the secret %s: it belongs into the configuration beside the function", path, name)
			}
		}
	}
	// A dynamic reference would put the secret's value into the resource.
	for id, r := range s.template.Resources {
		if text := s.template.text(r.Properties); strings.Contains(text, "resolve:ssm") || strings.Contains(text, "resolve:secretsmanager") {
			t.Errorf("%s resolves a secret at deployment", id)
		}
		if r.Type == "AWS::SSM::Parameter" || r.Type == "AWS::SecretsManager::Secret" {
			t.Errorf("%s: a secret is made by `bongsu secret set`, never by the stack", id)
		}
	}
}
