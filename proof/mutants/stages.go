package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// stage is a set of packages whose tests run together.
type stage struct {
	packages []string
	timeout  time.Duration
	// builds says that the tests use what `make build` makes, or compile what
	// they test by themselves. Go's cache of results does not see that.
	builds bool
}

// late are the stages after everything else: the command and the stack, and then
// the stack with the compiled functions. No test of theirs is left out; most
// mutants never get there.
var late = []stage{
	{[]string{"bongsu/cmd/bongsu", "bongsu/infra"}, 5 * time.Minute, true},
	{[]string{"bongsu/proof", "bongsu/proof/chaos"}, 10 * time.Minute, true},
}

// stages are all packages, those first that a mutant changes, then the quick ones.
func (t tree) stages(ctx context.Context, packages []string) ([]stage, error) {
	out, err := t.run(ctx, "go", "list", "./...")
	if err != nil {
		return nil, fmt.Errorf("list the packages: %s: %w", out, err)
	}
	quick := stage{timeout: 2 * time.Minute, packages: slices.DeleteFunc(strings.Fields(string(out)), func(p string) bool {
		return slices.ContainsFunc(late, func(s stage) bool { return slices.Contains(s.packages, p) })
	})}
	all := append([]stage{quick}, late...)
	var own []stage
	for _, s := range all {
		s.packages = slices.DeleteFunc(slices.Clone(packages), func(p string) bool { return !slices.Contains(s.packages, p) })
		if len(s.packages) > 0 {
			own = append(own, s)
		}
	}
	return append(own, all...), nil
}

var changed = regexp.MustCompile(`(?m)^\+\+\+ b/(\S+)$`)

// touched are the packages of which a patch changes files.
func touched(patch string) ([]string, error) {
	diff, err := os.ReadFile(patch)
	if err != nil {
		return nil, err
	}
	var packages []string
	for _, m := range changed.FindAllSubmatch(diff, -1) {
		if p := "bongsu/" + path.Dir(string(m[1])); !slices.Contains(packages, p) {
			packages = append(packages, p)
		}
	}
	return packages, nil
}

var (
	failed = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	hung   = regexp.MustCompile(`(?m)^panic: test timed out[^\n]*\n\s*running tests:\n\s*(\S+)`)
)

// test gives the names of a stage's tests that fail, of all or of those that a
// pattern names.
func (t tree) test(ctx context.Context, s stage, only string) ([]string, error) {
	arguments := []string{"test", "-timeout", s.timeout.String()}
	if s.builds {
		if out, err := t.run(ctx, "make", "-s", "build"); err != nil {
			return nil, fmt.Errorf("make build: %s: %w", out, err)
		}
		arguments = append(arguments, "-count", "1")
	}
	if only != "" {
		arguments = append(arguments, "-run", only)
	}
	out, err := t.run(ctx, "go", append(arguments, s.packages...)...)
	if err == nil {
		return nil, nil
	}
	if _, ended := errors.AsType[*exec.ExitError](err); !ended || ctx.Err() != nil {
		return nil, err
	}
	var names []string
	for _, m := range failed.FindAllSubmatch(out, -1) {
		if name := string(m[1]); !strings.Contains(name, "/") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, m := range hung.FindAllSubmatch(out, -1) {
		names = append(names, string(m[1])+" (never ended)")
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("the tests did not run: %s", out[max(0, len(out)-400):])
	}
	return names, nil
}
