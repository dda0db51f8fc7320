package main

import (
	"fmt"
	"io"
)

// row is a line of the table.
type row struct {
	name string
	n    int
	// zero says that n must be zero.
	zero bool
}

func (o outcome) rows() []row {
	return []row{
		{"told though back", o.ThoughBack, true},
		{"down beyond the hold but untold", o.Untold, true},
		{"told before its hold ended (15 minutes while unstable)", o.Early, true},
		{"told later than 10 s after the hold", o.Late, true},
		{"told twice", o.Twice, true},
		{"losses told that never were", o.Unfounded, true},
		{"recoveries told without loss", o.Needless, true},
		{"unstable told twice", o.UnstableTwice, true},
		{"unstable told, but fewer losses than the limit", o.Hasty, true},
		{"flapping but not told as unstable", o.Overlooked, true},
		{"chats that end on what is not true", o.StaleLast, true},
		{"dead letters", o.dead, true},
		{"told, then corrected: the event of the return was late", o.Corrected, false},
		{"told, then corrected: the return was in a batch made to fail", o.Stuck, false},
		{"told with its return in one: the check was in such a batch", o.Together, false},
		{"losses told", o.Told, false},
		{"  of unstable devices, gone for 15 minutes", o.ForGood, false},
		{"returns told", o.Returns, false},
		{"unstable told", o.Unstable, false},
		{"stable again told", o.Stable, false},
		{"posts in the chat", o.posts, false},
		{"jobs that waited, for they came twice and may not be on record yet", o.waited, false},
	}
}

// wrong counts what must be zero and is not.
func (o outcome) wrong() int {
	n := 0
	for _, r := range o.rows() {
		if r.zero {
			n += r.n
		}
	}
	return n
}

// print writes the table. The same simulation prints the same bytes.
func (o outcome) print(out io.Writer) {
	fmt.Fprintf(out, "%d devices, %v h, seed %d: %d events, %d messages, %d losses, %d invocations made to fail\n\n",
		o.devices, o.hours, o.seed, o.events, o.messages, o.Losses, o.faults)
	for _, r := range o.rows() {
		verdict := ""
		switch {
		case r.zero && r.n == 0:
			verdict = "ok"
		case r.zero:
			verdict = "MUST BE 0"
		}
		fmt.Fprintf(out, "%-62s %9d  %s\n", r.name, r.n, verdict)
	}
	for i, s := range o.first {
		if i == 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintln(out, s)
	}
}
