// Command mutants breaks the product on purpose, one patch at a time, and looks
// whether the tests notice: all that `make test` runs, those of what it changes
// first, then the quick ones, and no further than to the first that fail. Each
// patch of proof/mutants/patches is applied to a copy of the tree; the tests run
// on it unchanged. A patch that no test catches is a hole in the tests.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"bongsu/proof/command"
)

func main() { os.Exit(command.Run("mutants", run)) }

// shown is how many of the tests that caught a mutant are named.
const shown = 3

func run(ctx context.Context, args []string, out, aside io.Writer) error {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(aside)
	only := flags.String("only", "", "run the patches whose names match this expression")
	if err := flags.Parse(args); err != nil {
		return err
	}
	wanted, err := regexp.Compile(*only)
	if err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	patches, err := filepath.Glob("proof/mutants/patches/*.patch")
	if err != nil {
		return err
	}
	patches = slices.DeleteFunc(patches, func(p string) bool { return !wanted.MatchString(nameOf(p)) })
	if len(patches) == 0 {
		return errors.New("no patches: run it from the repository's root, and see in proof/mutants/patches what -only may name")
	}
	folder, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	t := tree{folder: folder, sound: map[string]bool{}}
	if err := t.copy(ctx); err != nil {
		return err
	}
	survivors := 0
	for _, patch := range patches {
		name := nameOf(patch)
		began := time.Now()
		caught, err := t.try(ctx, patch)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		verdict := "caught by " + strings.Join(caught[:min(len(caught), shown)], ", ")
		switch more := len(caught) - shown; {
		case len(caught) == 0:
			survivors++
			verdict = "SURVIVED"
		case more > 0:
			verdict += fmt.Sprintf(", and %d more", more)
		}
		fmt.Fprintf(out, "%-32s %-5s %s\n", name, time.Since(began).Round(time.Second), verdict)
	}
	fmt.Fprintf(out, "\n%d mutants, %d caught\n", len(patches), len(patches)-survivors)
	if survivors > 0 {
		return fmt.Errorf("%d survived", survivors)
	}
	return nil
}

func nameOf(patch string) string { return strings.TrimSuffix(filepath.Base(patch), ".patch") }
