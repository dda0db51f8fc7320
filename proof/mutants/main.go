// Command mutants breaks the product on purpose, one patch at a time, and looks
// whether the tests notice. Each patch of proof/mutants/patches is applied to a
// copy of the tree; the tests run on it unchanged. A patch that no test catches
// is a hole in the tests.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// packages are the tests of `make test` that need no Node.
var packages = []string{"./lambdas/...", "./shared/...", "./cmd/bongsu/internal/...", "./proof/storm"}

func main() {
	only := flag.String("only", "", "run the patches whose name contains this")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *only); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only string) error {
	patches, err := filepath.Glob("proof/mutants/patches/*.patch")
	if err != nil {
		return err
	}
	patches = slices.DeleteFunc(patches, func(p string) bool { return !strings.Contains(p, only) })
	if len(patches) == 0 {
		return errors.New("no patches: run it from the repository's root")
	}
	folder, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	survivors := 0
	for _, patch := range patches {
		name := strings.TrimSuffix(filepath.Base(patch), ".patch")
		began := time.Now()
		caught, err := try(ctx, filepath.Join(folder, name), patch)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		verdict := "caught by " + strings.Join(caught, ", ")
		if len(caught) == 0 {
			survivors++
			verdict = "SURVIVED"
		}
		fmt.Fprintf(os.Stdout, "%-32s %-4s %s\n", name, time.Since(began).Round(time.Second), verdict)
	}
	fmt.Fprintf(os.Stdout, "\n%d mutants, %d caught\n", len(patches), len(patches)-survivors)
	if survivors > 0 {
		return fmt.Errorf("%d survived", survivors)
	}
	return nil
}

// shown is how many of the tests that caught a mutant are named.
const shown = 3

var (
	failed = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	hung   = regexp.MustCompile(`(?m)^panic: test timed out[^\n]*\n\s*running tests:\n\s*(\S+)`)
)

// try gives the names of the tests that fail with a patch.
func try(ctx context.Context, folder, patch string) ([]string, error) {
	if err := copyTree(ctx, folder); err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	absolute, err := filepath.Abs(patch)
	if err != nil {
		return nil, err
	}
	apply := exec.CommandContext(ctx, "git", "apply", "--recount", absolute)
	apply.Dir = folder
	if out, err := apply.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("does not apply any more: %s", bytes.TrimSpace(out))
	}
	build := exec.CommandContext(ctx, "go", append([]string{"build"}, packages...)...)
	build.Dir = folder
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("does not compile any more: %s", bytes.TrimSpace(out))
	}
	test := exec.CommandContext(ctx, "go", append([]string{"test", "-timeout", "90s"}, packages...)...)
	test.Dir = folder
	out, err := test.CombinedOutput()
	if err == nil || ctx.Err() != nil {
		return nil, ctx.Err()
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
		return nil, fmt.Errorf("the tests did not run: %s", bytes.TrimSpace(out[max(0, len(out)-400):]))
	}
	if len(names) > shown {
		names = append(names[:shown], fmt.Sprintf("and %d more", len(names)-shown))
	}
	return names, nil
}

// copyTree copies what git knows of, as it stands in the work tree.
func copyTree(ctx context.Context, to string) error {
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
		if err := os.MkdirAll(filepath.Join(to, filepath.Dir(name)), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
