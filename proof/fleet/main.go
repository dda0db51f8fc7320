// Command fleet plays a day of up to 100,000 devices against the functions that
// watch them, on a virtual clock, and prints what was told and what should not
// have been. It judges; it does not know how the functions decide.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"bongsu/proof/command"
)

func main() { os.Exit(command.Run("fleet", run)) }

func run(ctx context.Context, args []string, out, aside io.Writer) error {
	flags := flag.NewFlagSet("fleet", flag.ContinueOnError)
	flags.SetOutput(aside)
	devices := flags.Int("devices", 100_000, "how many devices, at most 100000")
	seed := flags.Uint64("seed", 1, "the same seed tells the same story")
	hours := flags.Float64("hours", 24, "how long the devices are watched, at most 168")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *devices < 1 || *devices > 100_000 || *hours <= 0 || *hours > 168 {
		return fmt.Errorf("-devices %d -hours %v: 1 to 100000 devices, up to 168 hours", *devices, *hours)
	}
	began := time.Now()
	o, err := play(ctx, *devices, *hours, *seed)
	if err != nil {
		return err
	}
	o.print(out)
	// Aside, for it is never the same twice.
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprintf(aside, "%.1f s, %d MiB from the system, %.0f messages a second\n",
		time.Since(began).Seconds(), m.Sys>>20, float64(o.messages)/time.Since(began).Seconds())
	if n := o.wrong(); n > 0 {
		return fmt.Errorf("%d must be 0", n)
	}
	return nil
}

// aftermath is how long the clock runs on after the last event: until the latest
// message is there, and every unstable device could become stable.
const aftermath = 4 * hour

// outcome is what is printed.
type outcome struct {
	verdicts
	devices, messages, events, faults, posts, dead, waited int
	hours                                                  float64
	seed                                                   uint64
}

// play runs one simulation.
func play(ctx context.Context, devices int, hours float64, seed uint64) (outcome, error) {
	fleet, messages := build(devices, hours, seed)
	o := outcome{devices: devices, hours: hours, seed: seed, messages: len(messages)}
	for _, all := range fleet {
		o.events += len(all)
	}
	w, err := newWorld(fleet, messages, seed)
	if err != nil {
		return o, err
	}
	end := int64(hours*float64(hour)) + aftermath
	if err := w.run(ctx, end); err != nil {
		return o, err
	}
	w.judge.conclude(w.troubles, end)
	o.verdicts = w.judge.verdicts
	o.Twice += w.again
	o.faults, o.posts, o.dead, o.waited = len(w.troubles), w.posts, w.queues.Depth(deadLetters), w.waited
	return o, nil
}
