package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bongsu/shared/config"
	"bongsu/shared/config/file"
)

func TestFunctions(t *testing.T) {
	timeouts := map[string]any{
		"AlarmFunction": 30.0, "PresenceFunction": 60.0, "TickFunction": 50.0, "LogmatchFunction": 60.0, "PollFunction": 60.0,
		"TelemetryFunction": 60.0, "PictureFunction": 20.0, "DigestFunction": 60.0,
	}
	tm := everything(t).template
	functions := tm.of("AWS::Lambda::Function")
	if want := 8 + len(everything(t).cfg.Channels); len(functions) != want {
		t.Errorf("%d functions, want %d", len(functions), want)
	}
	for path, f := range functions {
		timeout, ok := timeouts[path]
		if !ok {
			timeout = 30.0
		}
		memory := 128.0
		switch path {
		case "PictureFunction":
			memory = 1769 // a whole CPU
		case "DigestFunction":
			memory = 256
		}
		log := strings.TrimSuffix(path, "Function") + "Log"
		want := map[string]any{
			"Runtime": "provided.al2023", "Handler": "bootstrap", "Architectures": "[arm64]",
			"MemorySize": memory, "Timeout": timeout,
			"LoggingConfig": "{ApplicationLogLevel:INFO LogFormat:JSON LogGroup:${" + log + "} SystemLogLevel:WARN}",
			// Reserved concurrency would throttle, and throttling dead-letters healthy jobs.
			"ReservedConcurrentExecutions": nil,
		}
		got := map[string]any{}
		for key := range want {
			got[key] = f.Properties[key]
		}
		got["Architectures"] = tm.text(got["Architectures"])
		got["LoggingConfig"] = tm.text(got["LoggingConfig"])
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		group := tm.at(t, "AWS::Logs::LogGroup", log)
		if group.Properties["RetentionInDays"] != 30.0 || group.DeletionPolicy != "Delete" {
			t.Errorf("%s: kept %v days, %s at the end; want 30, Delete", log, group.Properties["RetentionInDays"], group.DeletionPolicy)
		}
	}
}

func TestMappings(t *testing.T) {
	deliver := func(name string) string {
		return "Deliver-" + name + "Function To-" + name + " size 100 window 2 concurrency 2"
	}
	// A job for recipients that are named is a request of its own.
	named := func(name string) string {
		return "Deliver-" + name + "Function To-" + name + " size 10 window 0 concurrency 2"
	}
	want := map[string]string{
		"AlarmFunction/FromQueue":              "AlarmFunction AlarmQueue size 10 window 0 concurrency 0",
		"PresenceFunction/FromQueue":           "PresenceFunction PresenceQueue size 1000 window 1 concurrency 0",
		"PresenceFunction/FromHold":            "PresenceFunction HoldQueue size 10 window 0 concurrency 0",
		"TelemetryFunction/FromQueue":          "TelemetryFunction TelemetryQueue size 500 window 1 concurrency 0",
		"Deliver-ops-slackFunction/FromQueue":  deliver("ops-slack"),
		"Deliver-dev-slackFunction/FromQueue":  deliver("dev-slack"),
		"Deliver-ops-teamsFunction/FromQueue":  deliver("ops-teams"),
		"Deliver-ops-mailFunction/FromQueue":   deliver("ops-mail"),
		"Deliver-field-mailFunction/FromQueue": deliver("field-mail"),
		"Deliver-duty-lineFunction/FromQueue":  named("duty-line"),
		"Deliver-duty-smsFunction/FromQueue":   named("duty-sms"),
		"Deliver-duty-talkFunction/FromQueue":  named("duty-talk"),
	}
	got := map[string]string{}
	for _, m := range mappings(t, everything(t).template) {
		got[m.path] = m.String()
		if !m.reportsItems {
			t.Errorf("%s does not report failures by item: one bad message would repeat its whole batch", m.path)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mappings (-want +got):\n%s", diff)
	}
}

func TestAFunctionGetsItsSliceOnly(t *testing.T) {
	s := everything(t)
	for _, f := range functionsOf(s.cfg) {
		data, err := os.ReadFile(filepath.Join(s.code[f.id], config.SliceFile))
		if err != nil {
			t.Fatal(err)
		}
		var got config.Slice
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatalf("%s: %v", f.id, err)
		}
		if diff := cmp.Diff(f.slice, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.id, diff)
		}
		for _, ch := range s.cfg.Channels {
			// Two channels of one provider may share a secret.
			name, own := ch.Settings.SecretName(), f.slice.Channel != nil && f.slice.Channel.Settings.SecretName() == ch.Settings.SecretName()
			if name != "" && strings.Contains(string(data), name) != own {
				t.Errorf("%s: the secret's name %s stands in it: %t", f.id, name, !own)
			}
		}
		info, err := os.Stat(filepath.Join(s.code[f.id], "bootstrap"))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o755 {
			t.Errorf("%s: bootstrap has mode %v: Lambda could not start it", f.id, info.Mode())
		}
	}
}

func TestStageNamesEveryMissingBinary(t *testing.T) {
	_, err := stage(t.TempDir(), t.TempDir(), everything(t).cfg)
	if err == nil {
		t.Fatal("no error without dist/")
	}
	for _, part := range []string{"dist/alarm/bootstrap", "dist/presence/bootstrap", "dist/deliver/bootstrap", "run make build"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error does not name %q:\n%v", part, err)
		}
	}
}

func TestUnchangedInputIsNotDeployedAgain(t *testing.T) {
	first, second := everything(t), synthesize("everything", nil)
	if second.err != nil {
		t.Fatal(second.err)
	}
	if diff := cmp.Diff(first.template, second.template); diff != "" {
		t.Errorf("the same input made another template (-first +second):\n%s", diff)
	}
}

func TestThisRepositorysConfigurationMakesAStack(t *testing.T) {
	root, err := repositoryRoot()
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := file.Load(filepath.Join(root, "bongsu.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	s := must(t, synthesizeConfig(cfg, nil))
	if got, want := len(s.template.of("AWS::Lambda::Function")), len(functionsOf(cfg)); got != want {
		t.Errorf("%d functions, want %d", got, want)
	}
}
