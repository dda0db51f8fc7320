package main

import (
	"fmt"
	"io"
	"strings"
)

// trace is everything that became of one subject, in order.
func (w *world) trace(key string, out io.Writer) {
	fmt.Fprintf(out, "\nwhat happened to %s\n", key)
	for _, h := range w.past {
		if h.key == key {
			fmt.Fprintf(out, "  %s  %s\n", h.at.Format(clock), way(h.up))
		}
	}
	for _, channel := range channels() {
		fmt.Fprintf(out, "\nwhat %s was told of it\n", channel)
		for n, m := range w.Provider(channel).Messages() {
			text, at := m.Text(), m.Time.UTC().Format(clock)
			switch {
			case m.Edits:
				at += " in the place of " + m.ID
			case m.Thread != "":
				at += " as a reply to " + m.Thread
			case m.ID != "":
				at += " as " + m.ID
			}
			if strings.Contains(text, key) {
				fmt.Fprintf(out, "post %d at %s\n%s\n", n, at, text)
				continue
			}
			// What does not name it may count it.
			fmt.Fprintf(out, "post %d at %s, of others: %s\n", n, at, strings.Join(lines(m)[:min(2, len(lines(m)))], " | "))
		}
	}
	fmt.Fprintln(out, "\ndead letters")
	for _, l := range w.DeadLetters() {
		if strings.Contains(l.Body, key) {
			fmt.Fprintf(out, "  %s %v %s\n", l.Sent.UTC().Format(clock), l.Attributes, l.Body)
		}
	}
	for _, f := range w.victims() {
		fmt.Fprintf(out, "\nlog of %s\n", f)
		for _, line := range w.Logs(f) {
			fmt.Fprintln(out, " ", line)
		}
	}
}
