// Command chaos sends alarms and devices through the compiled functions while
// providers, tables and queues fail and functions are killed, and counts what
// people were shown in the end. It judges by what the providers show alone.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"bongsu/proof/command"
)

func main() { os.Exit(command.Run("chaos", run)) }

func run(ctx context.Context, args []string, out, aside io.Writer) (err error) {
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	flags.SetOutput(aside)
	alerts := flags.Int("alerts", 1000, "how many alerts are sent, 1 to 100000")
	seed := flags.Uint64("seed", 1, "decides what is sent and what is made to fail")
	wild := flags.Bool("wild", false, "run functions side by side and kill them at any instant; does not repeat")
	about := flags.String("about", "", "also print all that became of one alarm or device, and the functions' logs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *alerts < 1 || *alerts > 100_000 {
		return fmt.Errorf("-alerts %d: say 1 to 100000", *alerts)
	}
	began := time.Now()
	folder, err := os.MkdirTemp("", "bongsu-chaos-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	a, err := stage(ctx, folder)
	if err != nil {
		return err
	}
	built := time.Since(began)
	r, err := play(ctx, a, plan{alerts: *alerts, seed: *seed, slow: *alerts / 100, wild: *wild, about: *about, aside: aside})
	if err != nil {
		return err
	}
	r.print(out)
	fmt.Fprintf(aside, "%.1f s, %.1f s of them to build\n", time.Since(began).Seconds(), built.Seconds())
	if n := r.wrong(); n > 0 {
		return fmt.Errorf("%d must be 0", n)
	}
	return nil
}
