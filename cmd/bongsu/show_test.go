package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"bongsu/cmd/bongsu/internal/sample"
)

// TestToShow: the repository's own configuration is shown once it is somebody's.
func TestToShow(t *testing.T) {
	shipped, err := os.ReadFile("../../bongsu.yaml")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	t.Chdir(folder)
	want := func(path, name, instead string) {
		t.Helper()
		set, other, err := toShow(path)
		if err != nil || set.name != name || other != instead {
			t.Errorf("%q: %s instead of %q, %v", path, set.name, other, err)
		}
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(defaultConfig, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want("", sample.ConfigName, "")
	write(string(shipped))
	want("", sample.ConfigName, defaultConfig)
	want(defaultConfig, defaultConfig, "")
	write(strings.ReplaceAll(string(shipped), "oncall@example.com", "oncall@shop.test"))
	want("", defaultConfig, "")
}

func TestInterruptedShowFails(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, errs bytes.Buffer
	if code := run(ctx, []string{"run", "--once"}, streams{strings.NewReader(""), &out, &errs}); code != exitFailed {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
}

// The binary needs nothing around it: no Go, no zone data, no path, no source.
func TestBinaryStandsAlone(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "bongsu")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	alone := func(in string, args ...string) (string, error) {
		c := exec.CommandContext(t.Context(), program, args...)
		c.Dir, c.Env, c.Stdin = t.TempDir(), []string{"PATH="}, strings.NewReader(in)
		if runtime.GOOS == "windows" {
			c.Env = append(c.Env, "SYSTEMROOT="+os.Getenv("SYSTEMROOT"))
		}
		said, err := c.CombinedOutput()
		return string(said), err
	}
	if said, err := alone("the backup failed", "render", "--channel", "ops-teams", "-"); err != nil || !strings.Contains(said, "the backup failed") {
		t.Errorf("render: %v: %s", err, said)
	}
	if said, err := alone("", "run", "--once"); err != nil || !strings.Contains(said, "ops-mail") {
		t.Errorf("run --once: %v: %s", err, said)
	}
}
