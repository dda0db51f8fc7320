// Command bench measures the compiled functions in proof/cloud: how they start,
// what the first alert and each further one cost, how much memory they take, how
// a frozen function comes back, what a storm costs. It compares all with an empty
// function, in the same run, and prints what is asked of them beside it.
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

func main() { os.Exit(command.Run("bench", run)) }

func run(ctx context.Context, args []string, out, aside io.Writer) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(aside)
	p := plan{}
	flags.IntVar(&p.rounds, "rounds", 11, "how often each thing is measured, 1 to 1000")
	flags.IntVar(&p.warm, "warm", 20, "how many alerts a round sends to functions that run already, 1 to 10000")
	flags.IntVar(&p.devices, "devices", 10_000, "how many devices the largest storm has, 0 for none, at most 100000")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	began := time.Now()
	folder, err := os.MkdirTemp("", "bongsu-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	s, err := build(ctx, folder)
	if err != nil {
		return err
	}
	built := time.Since(began)
	r, err := measure(ctx, s, p)
	if err != nil {
		return err
	}
	r.print(out)
	fmt.Fprintf(aside, "%.0f s, %.0f s of them to build\n", time.Since(began).Seconds(), built.Seconds())
	if r.lost > 0 {
		return fmt.Errorf("%d alerts were lost", r.lost)
	}
	return nil
}

// plan is what a run is asked for.
type plan struct{ rounds, warm, devices int }

func (p plan) check() error {
	within := func(name string, value, least, most int) error {
		if value < least || value > most {
			return fmt.Errorf("-%s %d: say %d to %d", name, value, least, most)
		}
		return nil
	}
	return errors.Join(within("rounds", p.rounds, 1, 1000), within("warm", p.warm, 1, 10_000), within("devices", p.devices, 0, 100_000))
}
