package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"bongsu/shared/secret"
	"bongsu/shared/secret/ssm"
)

func newSecret(s streams) *cobra.Command {
	var path string
	group := &cobra.Command{
		Use:   "secret",
		Short: "Store the secrets that the configuration names",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	set := &cobra.Command{
		Use:   "set NAME",
		Short: "Store a secret as an SSM SecureString",
		Long: `Store a secret, such as a webhook's URL, under the name of an SSM parameter that
the configuration uses. It is asked for without being shown, or read from the
input if that is not a terminal; it is checked first, and printed nowhere. What
was stored under the name before is replaced.

Exit code: 0 stored, 1 not stored, 2 wrong usage, configuration or secret.`,
		Example: `  bongsu secret set /bongsu/ops-slack
  pbpaste | bongsu secret set /bongsu/ops-teams --config prod.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: act(func(ctx context.Context, args []string) error { return setSecret(ctx, s, path, args[0]) }),
	}
	configFlag(set, &path)
	group.AddCommand(set)
	return group
}

func setSecret(ctx context.Context, s streams, path, name string) error {
	set, err := load(path)
	if err != nil {
		return err
	}
	used, known := usersOf(set, name)
	if len(used) == 0 {
		return misused(fmt.Errorf("nothing in %s has this secret: it names %s", set.name, strings.Join(known, ", ")))
	}
	value, err := readSecret(ctx, s, name)
	if err != nil {
		return err
	}
	var faults []error
	for _, by := range used {
		if err := by.check(value); err != nil {
			faults = append(faults, misused(fmt.Errorf("%s: %w", by.name, err)))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	cfg, err := awsSession(ctx)
	if err != nil {
		return err
	}
	if err := ssm.Put(ctx, cfg, name, value); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "stored %s in %s; the functions read it with their next message\n", name, cfg.Region)
	return err
}

// readSecret asks a person, or reads what is piped in.
func readSecret(ctx context.Context, s streams, name string) (secret.Text, error) {
	terminal, ok := s.in.(*os.File)
	if ok && term.IsTerminal(int(terminal.Fd())) {
		return ask(ctx, s, terminal, name)
	}
	data, err := io.ReadAll(io.LimitReader(s.in, ssm.MaxBytes+2))
	if err != nil {
		return secret.Text{}, fmt.Errorf("read the secret: %w", err)
	}
	return given(data)
}

// ask reads a line without showing it. An interrupt gives the terminal back as
// it was.
func ask(ctx context.Context, s streams, terminal *os.File, name string) (secret.Text, error) {
	fd := int(terminal.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return secret.Text{}, fmt.Errorf("read the secret: %w", err)
	}
	if _, err := fmt.Fprintf(s.err, "%s (not shown): ", name); err != nil {
		return secret.Text{}, err
	}
	type line struct {
		data []byte
		err  error
	}
	typed := make(chan line, 1)
	go func() {
		data, err := term.ReadPassword(fd)
		typed <- line{data, err}
	}()
	select {
	case l := <-typed:
		_, _ = fmt.Fprintln(s.err)
		if l.err != nil {
			return secret.Text{}, fmt.Errorf("read the secret: %w", l.err)
		}
		return given(l.data)
	case <-ctx.Done():
		_, _ = fmt.Fprintln(s.err)
		return secret.Text{}, errors.Join(errors.New("interrupted, nothing is stored"), term.Restore(fd, before))
	}
}

func given(data []byte) (secret.Text, error) {
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return secret.Text{}, misused(errors.New("no secret was given"))
	}
	return secret.New(string(data)), nil
}

// user is what a secret is for.
type user struct {
	name  string
	check func(secret.Text) error
}

// usersOf finds the channels and polls whose secret has this name, and all names
// there are.
func usersOf(set setup, name string) (used []user, known []string) {
	look := func(its string, by user) {
		if its == name && its != "" {
			used = append(used, by)
		}
		if its != "" && !slices.Contains(known, its) {
			known = append(known, its)
		}
	}
	for _, ch := range set.Channels {
		look(ch.Settings.SecretName(), user{"channel " + ch.Name, ch.Settings.CheckSecret})
	}
	for _, p := range set.Polls {
		look(p.SecretHeader, user{"poll " + p.Name, checkHeader})
	}
	return used, known
}
