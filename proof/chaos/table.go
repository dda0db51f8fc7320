package main

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"bongsu/proof/cloud"
)

// result is what is printed.
type result struct {
	plan
	verdicts []verdict
	faults   map[string]int
	reasons  map[string]int
	stats    cloud.Stats
	past     []happening

	poisons, poisonsDead, poisonsShown, poisonsLost int

	notes []string
}

// shownNotes is how many faults are described one by one.
const shownNotes = 20

func (r *result) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

type row struct {
	name string
	of   func(verdict) int
	// zero says that it must be zero.
	zero bool
}

func rows() []row {
	return []row{
		{"sent", func(v verdict) int { return v.sent }, false},
		{"told", func(v verdict) int { return v.told }, false},
		{"not told, for a newer word was", func(v verdict) int { return v.superseded }, false},
		{"not told, for a newer word is a dead letter", func(v verdict) int { return v.supersededDead }, false},
		{"counted in a list, not named", func(v verdict) int { return v.uncounted }, false},
		{"devices back before they had to be told", func(v verdict) int { return v.silent }, false},
		{"told on another channel, for this one could not", func(v verdict) int { return v.elsewhere }, false},
		{"dead letter", func(v verdict) int { return v.dead }, false},
		{"lost", func(v verdict) int { return v.lost }, true},
		{"told twice: killed after the provider's yes", func(v verdict) int { return v.killed }, false},
		{"told twice: accepted, but the answer never came", func(v verdict) int { return v.unanswered }, false},
		{"told twice for no such reason", func(v verdict) int { return v.twice }, true},
		{"told what never was", func(v verdict) int { return v.unfounded }, true},
		{"accepted but not shown", func(v verdict) int { return v.unseen }, true},
		{"stale last word, the newer one is a dead letter", func(v verdict) int { return v.staleDead }, false},
		{"stale last word", func(v verdict) int { return v.stale }, true},
		{"stale last word of the messages as they stand", func(v verdict) int { return v.staleShown }, true},
		{"posts", func(v verdict) int { return v.posts }, false},
		{"changes of posts", func(v verdict) int { return v.changed }, false},
		{"requests that the provider refused", func(v verdict) int { return v.refused }, false},
	}
}

// wrong counts what must be zero and is not.
func (r result) wrong() int {
	n := r.poisonsLost + r.stats.Dropped + r.stats.Expired
	for _, row := range rows() {
		for _, v := range r.verdicts {
			if row.zero {
				n += row.of(v)
			}
		}
	}
	return n
}

func (r result) print(out io.Writer) {
	fmt.Fprintf(out, "%d alerts to every reader, seed %d\n\n%-50s", len(r.past), r.seed, "")
	for _, v := range r.verdicts {
		fmt.Fprintf(out, "%9s", v.name)
	}
	fmt.Fprintln(out)
	for _, row := range rows() {
		fmt.Fprintf(out, "%-50s", row.name)
		sum := 0
		for _, v := range r.verdicts {
			fmt.Fprintf(out, "%9d", row.of(v))
			sum += row.of(v)
		}
		switch {
		case row.zero && sum == 0:
			fmt.Fprint(out, "  ok")
		case row.zero:
			fmt.Fprint(out, "  MUST BE 0")
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "\n%d poison messages: %d dead letters, %d shown as they are, %d lost\n", r.poisons, r.poisonsDead, r.poisonsShown, r.poisonsLost)
	fmt.Fprintf(out, "messages that SQS gave up: %d expired, %d dropped\n", r.stats.Expired, r.stats.Dropped)
	list(out, "dead letters", r.reasons)
	list(out, "faults of providers", r.faults)
	fmt.Fprintln(out, "\nfunctions (invoked, killed, timed out)")
	for _, name := range slices.Sorted(maps.Keys(r.stats.Functions)) {
		s := r.stats.Functions[name]
		fmt.Fprintf(out, "%9d %6d %6d  %s\n", s.Invocations, s.Killed, s.TimedOut, name)
	}
	for i, n := range r.notes {
		if i == 0 {
			fmt.Fprintln(out)
		}
		if i == shownNotes {
			fmt.Fprintf(out, "and %d more\n", len(r.notes)-i)
			break
		}
		fmt.Fprintln(out, n)
	}
}

func list(out io.Writer, name string, counts map[string]int) {
	fmt.Fprintf(out, "\n%s\n", name)
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(out, "%9d  %s\n", counts[what], what)
	}
}
