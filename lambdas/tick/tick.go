// Package tick puts what is due on its channel's queue: what was held back for
// longer than a queue can hide a message, and what is to be told again. It
// decides nothing: state does, when the job is sent.
package tick

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// sweep is how many due jobs are read at once.
const sweep = 100

// Handler serves the tick.
type Handler struct {
	Store incident.Store
	Queue queue.Sender
	// Address gives the queue of a channel.
	Address func(channel string) string
	// Mutes hold back repetitions too.
	Mutes config.Mutes
	Log   *slog.Logger
	Now   func() time.Time
}

// Handle does all that is due. What fails is still due at the next tick; the
// error says so to whoever watches the function.
func (h Handler) Handle(ctx context.Context, _ json.RawMessage) (any, error) {
	done := 0
	for ctx.Err() == nil {
		due, err := h.Store.Due(ctx, h.Now(), sweep)
		if err != nil {
			return nil, err
		}
		var failed []error
		for _, d := range due {
			if err := h.do(ctx, d); err != nil {
				failed = append(failed, fmt.Errorf("%s: %w", d.ID, err))
			}
		}
		done += len(due) - len(failed)
		if len(failed) > 0 || len(due) < sweep {
			if done > 0 || len(failed) > 0 {
				h.Log.InfoContext(ctx, "ticked", "done", done, "failed", len(failed))
			}
			return nil, errors.Join(failed...)
		}
	}
	return nil, ctx.Err()
}

// do puts one job on its queue and then forgets it: if the second fails, the job
// is put twice, and its mark makes the repetition silent.
func (h Handler) do(ctx context.Context, d incident.Due) error {
	if until := h.muted(d); !until.IsZero() {
		d.At = until
		return h.Store.SaveDue(ctx, d)
	}
	if err := h.Queue.Send(ctx, h.Address(d.Channel), queue.Message{Body: d.Body}); err != nil {
		return fmt.Errorf("queue of %s: %w", d.Channel, err)
	}
	return h.Store.DropDue(ctx, d.ID)
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
