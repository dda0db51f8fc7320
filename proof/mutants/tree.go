package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// tree is a copy of the repository. All mutants have the same one, so that only
// what a patch touches is compiled and tested anew.
type tree struct {
	folder string
	// sound names the tests that are known to pass on the unbroken tree.
	sound map[string]bool
}

// copy copies what git knows of, as it stands in the work tree.
func (t tree) copy(ctx context.Context) error {
	list, err := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return fmt.Errorf("list the tree: %w", err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(list), "\x00"), "\x00") {
		data, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // deleted in the work tree
		}
		if err != nil {
			return err
		}
		to := filepath.Join(t.folder, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// try gives the names of the tests that fail with a patch and pass without it.
func (t tree) try(ctx context.Context, patch string) ([]string, error) {
	absolute, err := filepath.Abs(patch)
	if err != nil {
		return nil, err
	}
	if out, err := t.run(ctx, "git", "apply", "--recount", absolute); err != nil {
		return nil, fmt.Errorf("does not apply any more: %s", out)
	}
	caught, by, err := t.judge(ctx, absolute)
	if out, failed := t.run(ctx, "git", "apply", "--recount", "--reverse", absolute); failed != nil && err == nil {
		err = fmt.Errorf("cannot be taken back: %s", out)
	}
	if err != nil || len(caught) == 0 {
		return nil, err
	}
	return caught, t.prove(ctx, by, caught[:min(len(caught), shown)])
}

// judge runs the stages until tests fail.
func (t tree) judge(ctx context.Context, patch string) ([]string, stage, error) {
	packages, err := touched(patch)
	if err != nil {
		return nil, stage{}, err
	}
	// No dependents: to link them all would cost more than most tests.
	if out, err := t.run(ctx, "go", append([]string{"build", "-o", os.DevNull}, packages...)...); err != nil {
		return nil, stage{}, fmt.Errorf("does not compile any more: %s", out)
	}
	all, err := t.stages(ctx, packages)
	if err != nil {
		return nil, stage{}, err
	}
	for _, s := range all {
		failed, err := t.test(ctx, s, "")
		if err != nil || len(failed) > 0 {
			return failed, s, err
		}
	}
	return nil, stage{}, nil
}

// prove runs on the unbroken tree what has caught a mutant: a test that fails
// there too has caught nothing.
func (t tree) prove(ctx context.Context, s stage, names []string) error {
	var unproven []string
	for _, name := range names {
		if name, _, _ = strings.Cut(name, " "); !t.sound[name] {
			unproven = append(unproven, name)
		}
	}
	if len(unproven) == 0 {
		return nil
	}
	failed, err := t.test(ctx, s, "^("+strings.Join(unproven, "|")+")$")
	if err != nil {
		return err
	}
	if len(failed) > 0 {
		return fmt.Errorf("fails without a mutant too: %s", strings.Join(failed, ", "))
	}
	for _, name := range unproven {
		t.sound[name] = true
	}
	return nil
}

// run runs a program in the tree and gives the end of what it said.
func (t tree) run(ctx context.Context, program string, arguments ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program, arguments...)
	cmd.Dir = t.folder
	// What it has started itself is to end with it.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	return bytes.TrimSpace(out), errors.Join(ctx.Err(), err)
}
