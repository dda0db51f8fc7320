// Package tick puts what is due on its channel's queue: what was held back for
// longer than a queue can hide a message, and what is to be told again. It also
// ends the cool-downs of log watches, notices devices that have fallen silent, and
// closes what nobody watches any more. It decides nothing: state does, when the job
// is sent.
package tick

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/cooldown"
	"bongsu/shared/heard"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/watched"
)

const (
	// sweep is how many due jobs are read at once.
	sweep = 100
	// logged is how many failures one line names.
	logged = 5
	// retry is after how long what failed is due again.
	retry = 5 * time.Minute
)

// Handler serves the tick.
type Handler struct {
	Store incident.Store
	Queue queue.Sender
	// Address gives the queue of a channel.
	Address func(channel string) string
	// Mutes hold back repetitions too.
	Mutes config.Mutes
	// Teller tells what cool-downs have counted, and what follows.
	Teller cooldown.Teller
	// Devices notices those that are silent. Roster is whom it expects already.
	Devices heard.Keeper
	Roster  heard.Roster
	// Watches reports whether what an alert says is still looked after.
	Watches func(alert.Alert) bool
	Log     *slog.Logger
	Now     func() time.Time
}

// Handle does all that is due. What fails is due again a little later, and is in
// the log; the error says that the table itself does not answer.
func (h Handler) Handle(ctx context.Context, _ json.RawMessage) (any, error) {
	done := 0
	var failed []error
	if err := h.Devices.Expect(ctx, h.Roster); err != nil {
		failed = append(failed, fmt.Errorf("expect devices: %w", err))
	}
	for ctx.Err() == nil {
		due, err := h.Store.Due(ctx, h.Now(), sweep)
		if err != nil {
			return nil, err
		}
		before := len(failed)
		silent, due := apart(due)
		errs := h.Devices.Dues(ctx, silent)
		for i, d := range append(silent, due...) {
			var err error
			if i < len(silent) {
				err = errs[i]
			} else {
				d, err = h.do(ctx, d)
			}
			if err != nil {
				// Out of the way of the others, so that a queue that is gone does
				// not hold up all that is there.
				d.At = h.Now().Add(retry)
				failed = append(failed, fmt.Errorf("%s: %w", d.ID, errors.Join(err, h.Store.SaveDue(ctx, d))))
			}
		}
		all := len(silent) + len(due)
		done += all - (len(failed) - before)
		if all < sweep {
			if err := errors.Join(failed[:min(len(failed), logged)]...); err != nil {
				h.Log.ErrorContext(ctx, "not all that is due is done", "done", done, "failed", len(failed), "error", err)
			} else if done > 0 {
				h.Log.InfoContext(ctx, "ticked", "done", done)
			}
			return nil, nil
		}
	}
	return nil, ctx.Err()
}

// apart takes the devices that may be silent out of what is due: those of one
// moment are told together.
func apart(due []incident.Due) (silent, others []incident.Due) {
	for _, d := range due {
		if heard.IsDue(d) {
			silent = append(silent, d)
		} else {
			others = append(others, d)
		}
	}
	return silent, others
}

// do puts one job on its queue and then forgets it: if the second fails, the job
// is put twice, and its mark makes the repetition silent. It gives the entry as it
// is to be kept if it fails.
func (h Handler) do(ctx context.Context, d incident.Due) (incident.Due, error) {
	switch {
	case cooldown.IsDue(d):
		k := cooldown.Keeper{Store: h.Store, Teller: h.Teller, Now: h.Now}
		if err := k.Due(ctx, d); err != nil {
			return d, err
		}
	case watched.IsDue(d):
		g := watched.Guardian{Store: h.Store, Teller: h.Teller, Watches: h.Watches, Now: h.Now}
		next, err := g.Due(ctx, d)
		if err == nil && !next.At.IsZero() {
			err = h.Store.SaveDue(ctx, next)
		}
		if err != nil || !next.At.IsZero() {
			return next, err
		}
	default:
		if until := h.muted(d); !until.IsZero() {
			d.At = until
			return d, h.Store.SaveDue(ctx, d)
		}
		if err := h.Queue.Send(ctx, h.Address(d.Channel), queue.Message{Body: d.Body}); err != nil {
			return d, fmt.Errorf("queue of %s: %w", d.Channel, err)
		}
	}
	return d, h.Store.DropDue(ctx, d.ID)
}

// muted is until when all that a job tells is muted; zero if it is not.
func (h Handler) muted(d incident.Due) time.Time {
	if len(h.Mutes) == 0 {
		return time.Time{}
	}
	job, err := queue.Decode(d.Body)
	if err != nil {
		return time.Time{} // deliver says what is wrong with it
	}
	var first time.Time
	for _, a := range job.Alerts {
		if a.Kind.Ours() {
			return time.Time{}
		}
		until := h.Mutes.Until(a.Subject, h.Now())
		if until.IsZero() {
			return time.Time{}
		}
		if first.IsZero() || until.Before(first) {
			first = until
		}
	}
	return first
}
