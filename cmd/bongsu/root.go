package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
)

// streams are the command's input and outputs.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// failure is an error with the exit code that it asks for.
type failure struct {
	code int
	err  error
}

func (f failure) Error() string { return f.err.Error() }
func (f failure) Unwrap() error { return f.err }

// misused says that the command line or the configuration is wrong.
func misused(err error) error { return failure{exitUsage, err} }

// run runs the command and gives its exit code. Every line of an error bears the
// command's name.
func run(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	asked, err := root.ExecuteContextC(ctx)
	if err == nil {
		return 0
	}
	f, ok := errors.AsType[failure](err)
	if !ok { // what cobra itself refuses
		f.code = exitUsage
		said := strings.Join(strings.Fields(err.Error()), " ") // its suggestions stand in lines of their own
		err = fmt.Errorf("%s; see %s --help", said, asked.CommandPath())
	}
	for line := range strings.SplitSeq(strings.TrimSpace(err.Error()), "\n") {
		_, _ = fmt.Fprintf(s.err, "bongsu: %s\n", line)
	}
	return f.code
}

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "bongsu",
		Short: "Bongsu tells people what their AWS account and their devices need them to know",
		Long: `Bongsu tells people in Slack, Teams, LINE and KakaoTalk, by text message and by
e-mail what their AWS account and their devices need them to know. This command
shows it without an AWS account, and helps to set it up.`,
		Example: `  bongsu run                                   see all of it at work, here
  bongsu check                                 every fault of bongsu.yaml at once
  bongsu secret set /bongsu/ops-slack          store a webhook's URL
  bongsu send --channel ops-slack              send a sample for real
  bongsu render --channel ops-slack alarm.json see what would be sent
  bongsu redrive --dry-run                     why messages died; without it, send them again
  bongsu agent-config                          what a server's CloudWatch agent needs for watched files`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetVersionTemplate("bongsu {{.Version}}\n")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return misused(fmt.Errorf("%w; see %s --help", err, c.CommandPath()))
	})
	root.AddCommand(newRun(s), newRender(s), newSend(s), newSecret(s), newCheck(s), newRedrive(s), newAgentConfig(s))
	return root
}

// version is what the Go tool wrote into the binary.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	text := cmp.Or(info.Main.Version, "(devel)")
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && !strings.Contains(text, setting.Value[:min(12, len(setting.Value))]) {
			text += " " + setting.Value
		}
	}
	return text + " " + info.GoVersion
}

// act makes a command's work of a function: whatever fails in it that names no
// exit code is a failure, not wrong usage.
func act(work func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		err := work(c.Context(), args)
		if _, ok := errors.AsType[failure](err); err == nil || ok {
			return err
		}
		return failure{exitFailed, err}
	}
}
