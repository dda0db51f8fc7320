package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

const filesConfig = `logs:
  - {name: app, file: /var/log/app/log.txt, match: "hello world"}
  - {group: /app/orders, match: "ERROR"}
  - {name: windows, file: 'C:\logs\a & b.log', pattern: "?ERROR ?WARN"}
`

func TestAgentConfig(t *testing.T) {
	path := writeConfig(t, smallConfig+filesConfig)
	got := call(t, "", "agent-config", "--config", path)
	got.wants(t, 0)
	golden := filepath.Join("testdata", "agent-config.json")
	if *update {
		if err := os.WriteFile(golden, []byte(got.out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.out); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}

	out := filepath.Join(t.TempDir(), "agent.json")
	got = call(t, "", "agent-config", "--config", path, "-o", out)
	got.wants(t, 0, "wrote "+out)
	if written, err := os.ReadFile(out); err != nil || string(written) != string(want) || got.out != "" {
		t.Errorf("wrote %s, printed %s, %v", written, got.out, err)
	}
	call(t, "", "agent-config", "--config", path, "-o", filepath.Join(out, "below")).wants(t, 1, "below")

	seoul := strings.Replace(smallConfig, "timezone: UTC", "timezone: Asia/Seoul", 1) + filesConfig
	if got := call(t, "", "agent-config", "--config", writeConfig(t, seoul)); strings.Count(got.out, `"timezone": "Local"`) != 2 {
		t.Errorf("Seoul: %s", got.out)
	}
}

func TestAgentConfigRefuses(t *testing.T) {
	call(t, "", "agent-config", "--config", writeConfig(t, smallConfig)).wants(t, 2, "watches no file: add one, e.g. logs: [{name: app, file:")
	group := smallConfig + "logs: [{group: /app/orders, match: ERROR}]\n"
	call(t, "", "agent-config", "--config", writeConfig(t, group)).wants(t, 2, "a log group needs no agent")
	glob := smallConfig + "logs: [{name: app, file: '/var/log/app[1].log', match: ERROR}]\n"
	call(t, "", "agent-config", "--config", writeConfig(t, glob)).wants(t, 2, "the watch app has one of [ ] { } in its path")
	call(t, "", "agent-config", "--config", filepath.Join(t.TempDir(), "none.yaml")).wants(t, 2, "there is no")
}
