package main

import (
	"fmt"
	"io"
	"slices"
)

// row is one line of the table.
type row struct {
	name  string
	value float64
	unit  string
	// floor is the same of the empty function, zero where there is none.
	floor float64
	// target is what is asked of it, zero if nothing is; atLeast says that more
	// is better.
	target  float64
	atLeast bool
}

// verdict says whether a row meets its target, and if not by how much it misses.
func (r row) verdict() string {
	switch {
	case r.target == 0 && !r.zero():
		return ""
	case r.atLeast && r.value < r.target:
		return fmt.Sprintf("MISSED by %.0f %%", (1-r.value/r.target)*100)
	case !r.atLeast && r.value > r.target && r.zero():
		return "MISSED"
	case !r.atLeast && r.value > r.target:
		return fmt.Sprintf("MISSED by %.0f %%", (r.value/r.target-1)*100)
	}
	return "ok"
}

// zero says that the target is none at all.
func (r row) zero() bool { return r.unit == mustBeNone }

// mustBeNone is the unit of counts that must be zero.
const mustBeNone = "must be 0"

func (r row) print(out io.Writer) {
	ratio, target := "", ""
	if r.floor > 0 {
		ratio = fmt.Sprintf("%.1f", r.value/r.floor)
	}
	if r.target > 0 {
		sign := "≤"
		if r.atLeast {
			sign = "≥"
		}
		target = sign + " " + number(r.target)
	}
	unit := r.unit
	if r.zero() {
		unit, target = "", "0"
	}
	fmt.Fprintf(out, "%-54s %9s %-5s %7s  %-8s %s\n", r.name, number(r.value), unit, ratio, target, r.verdict())
}

func number(v float64) string {
	switch {
	case v == float64(int64(v)) || v >= 1000:
		return fmt.Sprintf("%.0f", v)
	case v >= 100:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func (r result) print(out io.Writer) {
	fmt.Fprintf(out, "medians of %d rounds; everything but the Runtime API over TLS, %d root certificates\n\n", r.rounds, r.roots)
	fmt.Fprintf(out, "%-54s %9s %-5s %7s  %-8s\n", "", "value", "", "× floor", "target")
	for _, one := range append(r.rows(), r.stormRows()...) {
		one.print(out)
	}
	fmt.Fprintln(out, "\nslowest packages of deliver to start")
	r.printPackages(out)
	if len(r.storms) > 0 {
		fmt.Fprintf(out, "\nstorms, Slack at one message a second\n%9s %-6s %8s %7s %7s %7s %5s %7s %7s\n",
			"devices", "", "messages", "first", "last", "refused", "runs", "GB-s", "dead")
	}
	for _, s := range r.storms {
		for _, t := range s.told {
			fmt.Fprintf(out, "%9d %-6s %8d %6.1fs %6.1fs %7d %5d %7.3f %7d\n",
				s.devices, t.channel, t.messages, t.first.Seconds(), t.last.Seconds(), t.refused, t.stats.Invocations, t.gigabyteSeconds(), s.dead)
		}
	}
}

func (r result) printPackages(out io.Writer) {
	names := make([]string, 0, len(r.slowest))
	for name := range r.slowest {
		names = append(names, name)
	}
	slices.SortFunc(names, func(x, y string) int { return int(r.slowest[y] - r.slowest[x]) })
	for _, name := range names[:min(8, len(names))] {
		fmt.Fprintf(out, "%8.2f ms  %s\n", milliseconds(r.slowest[name]), name)
	}
}
