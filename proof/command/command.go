// Package command starts the programs of the proofs. It knows none of them.
package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// Run runs a program of this name until it ends or is interrupted, and gives its
// exit code: 0, or 1 after an error, which is shown. Its results go to out, what
// is never the same twice and its usage go aside.
func Run(name string, run func(ctx context.Context, args []string, out, aside io.Writer) error) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, name+":", err)
		return 1
	}
	return 0
}
