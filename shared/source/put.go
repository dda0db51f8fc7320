package source

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// put puts the jobs of every group that has an event to tell.
func (t Teller) put(ctx context.Context, events []Event, formed []group, told []string, errs []error) {
	byGroup := make(map[string][]int)
	var order []string
	for _, g := range formed {
		order = append(order, g.id) // the urgent first
		byGroup[g.id] = nil
	}
	for i, id := range told {
		if id == "" || errs[i] != nil {
			continue
		}
		if _, known := byGroup[id]; !known {
			order = append(order, id)
		}
		byGroup[id] = append(byGroup[id], i)
	}
	contents := make(map[string]queue.Job, len(formed))
	for _, g := range formed {
		contents[g.id] = g.job
		failWhole(g, told, errs)
	}
	for _, id := range order {
		members := byGroup[id]
		members = slices.DeleteFunc(members, func(i int) bool { return errs[i] != nil })
		if len(members) == 0 {
			continue
		}
		job, err := t.content(ctx, id, contents, events, members)
		if err == nil {
			job.Redriven = redriven(events, members)
			err = t.send(ctx, job, events[members[0]].Alert)
		}
		if err != nil {
			for _, i := range members {
				errs[i] = err
			}
		}
	}
}

// errTogether says that an event comes again because of another of its group.
var errTogether = errors.New("told together with an event that could not be recorded")

// failWhole fails all events of a group of which one has failed. A write that
// failed may have been made all the same; if the job were put without that event
// now, its mark would later say that it was told.
func failWhole(g group, told []string, errs []error) {
	if !slices.ContainsFunc(g.events, func(i int) bool { return errs[i] != nil }) {
		return
	}
	for _, i := range g.events {
		if errs[i] == nil && told[i] == g.id {
			errs[i] = errTogether
		}
	}
}

// redriven is when the newest of the members was sent again; zero if none was.
func redriven(events []Event, members []int) time.Time {
	var at time.Time
	for _, i := range members {
		if events[i].Redriven.After(at) {
			at = events[i].Redriven
		}
	}
	return at
}

// content gives the job of a group without its channel: as formed now, or, for
// events that came again, as it was the first time.
func (t Teller) content(ctx context.Context, id string, formed map[string]queue.Job, events []Event, members []int) (queue.Job, error) {
	if job, now := formed[id]; now {
		return keepOnly(job, events, members), nil
	}
	var again []alert.Alert
	for _, i := range members {
		again = append(again, events[i].Alert)
	}
	alone := queue.Job{Group: id, State: again[0].State, Urgent: urgent(again[0]), Alerts: again[:1]}
	if id == single(again[0]) {
		return alone, nil
	}
	kept, err := t.Store.Group(ctx, id)
	if err != nil {
		return queue.Job{}, fmt.Errorf("read what was told together: %w", err)
	}
	if kept == nil {
		alone.Alerts = again
		return alone, nil
	}
	job, err := queue.Decode(kept)
	if err != nil {
		return queue.Job{}, fmt.Errorf("group %s: %w", id, err)
	}
	job.Again = true
	return job, nil
}

// send puts a job for each channel of the alerts' route; like is one of them.
func (t Teller) send(ctx context.Context, job queue.Job, like alert.Alert) error {
	route := t.Routes.Find(like.Route)
	muted := t.mutedFor(like)
	var errs []error
	for _, target := range route.Targets {
		job.Channel, job.Wait, job.Repeat = target.Channel, max(target.After, muted), 0
		if route.Repeat != nil && job.State.Open() {
			job.Repeat = *route.Repeat
		}
		shown := job
		if !target.Pictures {
			shown.Alerts = withoutPictures(job.Alerts)
		}
		for _, part := range divide(shown, target.Parts) {
			if err := t.sendOne(ctx, part); err != nil {
				errs = append(errs, fmt.Errorf("queue of %s: %w", target.Channel, err))
			}
		}
	}
	return errors.Join(errs...)
}

// withoutPictures are the alerts as a channel gets them that shows no pictures.
func withoutPictures(alerts []alert.Alert) []alert.Alert {
	if len(alerts) == 0 {
		return alerts
	}
	bare := slices.Clone(alerts)
	for i := range bare {
		bare[i].Picture = nil
		if u := bare[i].Untold; u != nil {
			without := *u
			without.Alerts = withoutPictures(u.Alerts)
			bare[i].Untold = &without
		}
	}
	return bare
}

// divide makes a job for each request that a message to the channel takes. What
// was told is known by part, so a lone part needs no name and may change its
// recipients.
func divide(job queue.Job, parts [][]string) []queue.Job {
	if len(parts) == 0 {
		return []queue.Job{job}
	}
	jobs := make([]queue.Job, len(parts))
	for i, to := range parts {
		jobs[i] = job
		jobs[i].To = to
		if len(parts) > 1 {
			jobs[i].Part = queue.Hash(to...)
		}
	}
	return jobs
}

// sendOne puts a job on its queue, at once or after its wait. Recoveries do not
// wait: whether there is something to take back is known at once.
func (t Teller) sendOne(ctx context.Context, job queue.Job) error {
	body, err := queue.Encode(job)
	if err != nil {
		return err
	}
	wait := job.Wait
	if job.State == alert.Recovered {
		wait = 0
	}
	if wait <= queue.MaxDelay {
		return t.Queue.Send(ctx, t.Address(job.Channel), queue.Message{Body: body, Delay: wait})
	}
	return t.Store.SaveDue(ctx, incident.Due{ID: job.ID(), At: job.Newest().Add(wait), Channel: job.Channel, Body: body})
}

// mutedFor is how long from its own time on an alert is held back by a mute.
func (t Teller) mutedFor(a alert.Alert) time.Duration {
	if len(t.Mutes) == 0 || a.Kind.Ours() {
		return 0
	}
	if until := t.Mutes.Until(a.Subject, t.Now()); !until.IsZero() {
		return max(0, until.Sub(a.At))
	}
	return 0
}
