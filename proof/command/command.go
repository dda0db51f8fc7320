// Package command starts the programs of the proofs. It knows none of them.
package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// Main runs a program of this name until it ends or is interrupted: its results
// go to out, what is never the same twice and its usage go aside. An error is
// shown, and the exit code is then 1.
func Main(name string, run func(ctx context.Context, args []string, out, aside io.Writer) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, name+":", err)
		os.Exit(1)
	}
}
