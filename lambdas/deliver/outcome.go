package deliver

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

const (
	// firstWait doubles with every receive up to longestWait; a provider's own
	// wish counts up to longestWish.
	firstWait   = 5 * time.Second
	longestWait = 15 * time.Minute
	longestWish = time.Hour
)

// Attributes of a dead letter.
const (
	// AttributeReason says why it died.
	AttributeReason = "reason"
	// AttributeChannel says for whom it was.
	AttributeChannel = "channel"
)

// bury gives up a job that can never be told: it is told on another route, or goes
// to the dead letters, with the reason. It returns why it could not; then the job
// comes again.
func (b *batch) bury(ctx context.Context, it *item) error {
	if done, err := b.elsewhere(ctx, it); done || err != nil {
		return err
	}
	reason := it.err.Error()
	m := queue.Message{
		Body:       []byte(it.message.Body),
		Attributes: map[string]string{AttributeReason: reason, AttributeChannel: b.Name},
	}
	if err := b.Queue.Send(ctx, b.DeadLetters, m); err != nil {
		return fmt.Errorf("%s; dead letters: %w", reason, err)
	}
	b.Log.ErrorContext(ctx, "gave up", "channel", b.Name, "group", it.job.Group, "reason", reason)
	if it.claimed {
		return b.write(ctx, it, incident.Mark{ID: it.job.ID(), Status: incident.Dead})
	}
	return nil
}

// receives counts how often a message has come.
func receives(m events.SQSMessage) int {
	n, _ := strconv.Atoi(m.Attributes["ApproximateReceiveCount"])
	return n
}

// postpone hides a message until it is worth another try.
func (b *batch) postpone(ctx context.Context, it *item, m events.SQSMessage) {
	receives := receives(m)
	id := m.MessageId
	if it.job.Group != "" {
		id = it.job.ID()
	}
	wait := backoff(receives, it.err, spread(id, receives))
	if it.claimed {
		giveBack := b.Store.Release
		if it.inDoubt() {
			giveBack = b.Store.Suspend
		}
		if err := giveBack(ctx, it.job.ID(), b.owner); err != nil {
			// The lease ends by itself; a try before that is sent back again.
			b.Log.WarnContext(ctx, "lease not given back", "channel", b.Name, "group", it.job.Group, "error", err)
			// Its mark may go on to say that it was sent.
			it.unsure = it.unsure || it.written
		}
	}
	b.unlock(ctx, it)
	if err := b.Queue.ChangeVisibility(ctx, b.Address, m.ReceiptHandle, wait); err != nil {
		// It then comes again when the queue's own time-out ends.
		b.Log.WarnContext(ctx, "visibility not changed", "channel", b.Name, "group", it.job.Group, "error", err)
	}
	_, waits := errors.AsType[gathering](it.err)
	if waits || errors.Is(it.err, errHeld) || errors.Is(it.err, errTooMany) || errors.Is(it.err, errPending) {
		return
	}
	b.Log.WarnContext(ctx, "not told yet", "channel", b.Name, "group", it.job.Group, "receives", receives, "again_in", wait.String(), "error", it.err)
}

// backoff is how long to wait before the next try. chance is in [0, 1).
func backoff(receives int, err error, chance float64) time.Duration {
	if wish := channel.RetryAfter(err); wish > 0 {
		// A little more than the wish: those who were refused together should
		// not come back together.
		return min(wish, longestWish) + time.Duration(chance*float64(time.Second))
	}
	if g, waits := errors.AsType[gathering](err); waits {
		return time.Duration(g) // all at once
	}
	if errors.Is(err, errTooMany) {
		return time.Second
	}
	wait := longestWait
	if doublings := max(receives-1, 0); doublings < 8 {
		wait = min(longestWait, firstWait<<doublings)
	}
	return time.Duration(float64(wait) * (0.75 + chance/4))
}

// spread gives a number in [0, 1) that differs from job to job and from try to
// try, and is the same whenever the same try is played again.
func spread(id string, receives int) float64 {
	h := fnv.New32a()
	_, _ = fmt.Fprintf(h, "%d %s", receives, id) // a hash takes everything
	return float64(h.Sum32()) / (1 << 32)
}

// unlock gives the lease of a repetition back, once nobody here needs it any more.
func (b *batch) unlock(ctx context.Context, it *item) {
	id := it.locked
	it.locked = ""
	if id == "" || slices.ContainsFunc(b.items, func(other *item) bool { return other.locked == id }) {
		return
	}
	giveBack := b.Store.Release
	known := it.doubt == "" || slices.ContainsFunc(b.items, func(one *item) bool { return one.done && one.job.ID() == it.doubt })
	if !known || slices.ContainsFunc(b.items, func(one *item) bool { return lockOf(one.job) == id && (one.inDoubt() || one.unlisted) }) {
		giveBack = b.Store.Suspend
	}
	if err := giveBack(ctx, id, b.owner); err != nil {
		b.Log.WarnContext(ctx, "lease not given back", "channel", b.Name, "group", it.job.Group, "error", err)
	}
}

// write settles a mark. The provider's answer stands whether or not we manage
// to write it down, so a failure here is only worth a warning: the lease still
// keeps others off for a while. Where that lease says what was sent, though,
// others wait until it is settled; then a failure is an error, and the job comes
// again.
func (b *batch) write(ctx context.Context, it *item, m incident.Mark) error {
	it.done = true
	defer b.unlock(ctx, it)
	b.beat(ctx, it, m)
	err := b.Store.Settle(ctx, m)
	if err == nil {
		return nil
	}
	if it.written || !it.begun.SentAt.IsZero() {
		it.done, it.unsure = false, true
		return fmt.Errorf("write down how it ended: %w", err)
	}
	b.Log.WarnContext(ctx, "outcome not written", "channel", b.Name, "group", it.job.Group, "status", m.Status, "error", err)
	return nil
}
