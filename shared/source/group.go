package source

import (
	"encoding/json"
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/queue"
)

// unnamed stands in a kept group for the channel, which is not part of it.
const unnamed = "*"

// group is a set of events that are told together.
type group struct {
	id     string
	events []int
	job    queue.Job
}

// single is the group of an alert that is told alone. It depends on the alert
// only, so a redelivery alone finds the same.
func single(a alert.Alert) string {
	return queue.Hash(a.Key, string(a.State), a.At.UTC().Format(time.RFC3339Nano))
}

// form puts the new events into groups: one for each state and route, the
// critical first, split where a job would grow too large. No key stands in a
// group twice, because a mark remembers by key what it told.
//
// What is urgent and what is not, and what a mute holds back and what not, are
// told apart too: they may be told at different times.
func form(events []Event, news []int, muted func(alert.Alert) time.Duration) []group {
	type kind struct {
		state  alert.State
		route  string
		urgent bool
		muted  bool
		nth    int
	}
	type subject struct {
		state alert.State
		key   string
	}
	members := make(map[kind][]int)
	times := make(map[subject]int)
	var order []kind
	for _, i := range news {
		a := events[i].Alert
		k := kind{a.State, a.Route, urgent(a), muted(a) > 0, times[subject{a.State, a.Key}]}
		times[subject{a.State, a.Key}]++
		if _, known := members[k]; !known {
			order = append(order, k)
		}
		members[k] = append(members[k], i)
	}
	slices.SortStableFunc(order, func(a, b kind) int { return precedence(a.urgent) - precedence(b.urgent) })
	var groups []group
	for _, k := range order {
		slices.SortStableFunc(members[k], func(a, b int) int {
			return rank(events[a].Alert.Severity) - rank(events[b].Alert.Severity)
		})
		groups = append(groups, split(events, members[k], k.state)...)
	}
	return groups
}

// urgent reports whether quiet hours do not apply. A recovery that names no
// severity may end something critical.
func urgent(a alert.Alert) bool { return a.Severity != alert.Warning && a.Severity != alert.Info }

func precedence(urgent bool) int {
	if urgent {
		return 0
	}
	return 1
}

func rank(s alert.Severity) int {
	return slices.Index([]alert.Severity{alert.Critical, alert.Warning, alert.Info, ""}, s)
}

// envelope is room for a job's other fields.
const envelope = 1 << 10

// split cuts members into jobs that keep the size and count limits. Half of a
// job is for alerts in full, the rest for references, so that a storm of long
// alerts still makes few jobs.
func split(events []Event, members []int, state alert.State) []group {
	var groups []group
	var g group
	size := envelope
	flush := func() {
		if len(g.events) > 0 {
			groups = append(groups, finish(g, events, state))
		}
		g, size = group{}, envelope
	}
	for _, i := range members {
		a, r := events[i].Alert, reference(events[i].Alert)
		if size+encodedSize(r) > queue.MaxBytes || len(g.events) == queue.MaxAlerts {
			flush()
		}
		cost := encodedSize(a)
		if len(g.events) == 0 || len(g.job.Alerts) < queue.MaxWhole && len(g.job.More) == 0 && size+cost <= queue.MaxBytes/2 {
			g.job.Alerts = append(g.job.Alerts, a)
		} else {
			g.job.More = append(g.job.More, r)
			cost = encodedSize(r)
		}
		g.events = append(g.events, i)
		size += cost
	}
	flush()
	return groups
}

func finish(g group, events []Event, state alert.State) group {
	if len(g.events) == 1 {
		g.id = single(events[g.events[0]].Alert)
	} else {
		ids := make([]string, len(g.events))
		for n, i := range g.events {
			ids[n] = single(events[i].Alert)
		}
		g.id = queue.Hash(ids...)
	}
	g.job.Group, g.job.State, g.job.Channel = g.id, state, unnamed
	g.job.Urgent = urgent(g.job.Alerts[0])
	return g
}

func reference(a alert.Alert) alert.Ref {
	r := alert.Ref{Key: a.Key, At: a.At}
	if a.Device != nil {
		r.Drops = a.Device.Drops
	}
	if a.Poll != nil {
		r.Fault = a.Poll.Fault
	}
	return r
}

func encodedSize(v any) int {
	// Alerts hold nothing that cannot be encoded; should one ever, queue.Encode
	// reports it.
	data, _ := json.Marshal(v)
	return len(data) + len(",")
}

// keepOnly leaves out of a job the alerts that were not recorded for it after all.
func keepOnly(job queue.Job, events []Event, members []int) queue.Job {
	in := make(map[alert.Ref]bool, len(members))
	for _, i := range members {
		in[reference(events[i].Alert)] = true
	}
	job.Alerts = slices.DeleteFunc(slices.Clone(job.Alerts), func(a alert.Alert) bool { return !in[reference(a)] })
	job.More = slices.DeleteFunc(slices.Clone(job.More), func(r alert.Ref) bool { return !in[r] })
	return job
}
