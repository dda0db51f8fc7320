package deliver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

const (
	// firstAsk is how long a provider gets to reach everybody before it is asked.
	firstAsk = 20 * time.Second
	// longestAsk is when a message counts as undelivered of which the provider
	// still does not say whom it reached.
	longestAsk = time.Hour
	// firstResend is how long a phone that could not be reached is left alone;
	// it doubles with every try.
	firstResend = time.Minute
)

// codeNoReport is the code of a message of which the provider never said whom it
// reached.
const codeNoReport = "no-report"

// errPending says that the provider does not know yet.
var errPending = errors.New("the provider does not say yet whom it reached")

// follow puts the question what became of a message, for later. It is put before
// the message counts as told: a question too many is harmless. Where it cannot be
// put, a message that is never told twice comes again; of any other nobody learns
// what became, which is better than to tell it once more.
func (b *batch) follow(ctx context.Context, it *item, reference string) error {
	if _, reports := b.Channel.(channel.Reporter); !reports || isHeartbeat(it.job) {
		return nil
	}
	question := it.asTold()
	question.Follow = &queue.Follow{Reference: reference, Sent: b.Now()}
	err := b.put(ctx, question, firstAsk)
	if err == nil {
		return nil
	}
	err = fmt.Errorf("ask later what became of it: %w", err)
	if it.written || !it.begun.SentAt.IsZero() {
		return err
	}
	b.Log.WarnContext(ctx, "accepted, but nobody will ask whom it reached", "channel", b.Name, "group", it.job.Group, "error", err)
	return nil
}

// put puts a job on the channel's own queue.
func (b *batch) put(ctx context.Context, job queue.Job, delay time.Duration) error {
	body, err := queue.Encode(job)
	if err != nil {
		return err
	}
	return b.Queue.Send(ctx, b.Address, queue.Message{Body: body, Delay: delay})
}

// ask asks the provider what became of earlier messages.
func (b *batch) ask(ctx context.Context) {
	for _, it := range b.inHand() {
		if it.job.Follow == nil {
			continue
		}
		if it.err = b.inTime(ctx); it.err == nil {
			it.err = b.report(ctx, it)
		}
		if it.err == nil {
			it.err = b.write(ctx, it, incident.Mark{ID: it.job.ID(), Status: incident.Told})
		}
	}
}

// report deals with whom a message did not reach: those who may be reached later
// are sent it again, the others are named where somebody can do something.
func (b *batch) report(ctx context.Context, it *item) error {
	c, reports := b.Channel.(channel.Reporter)
	if !reports {
		return nil // the channel is of another kind by now
	}
	said, err := c.Report(ctx, it.job.Follow.Reference, it.job.To)
	late := b.Now().Sub(it.job.Follow.Sent) > longestAsk
	switch {
	case err != nil && !late:
		return fmt.Errorf("ask what became of it: %w", temporary(err))
	case err != nil, said.Pending && late:
		for _, to := range it.job.To {
			if !slices.ContainsFunc(said.Failed, func(f channel.Failure) bool { return f.To == to }) {
				said.Failed = append(said.Failed, channel.Failure{To: to, Code: codeNoReport})
			}
		}
	case said.Pending:
		return errPending
	}
	var again []string
	missing := make(map[string][]string) // by code
	for _, f := range said.Failed {
		if f.Again && it.job.Try < c.Resends() && !b.old(it.job) {
			again = append(again, f.To)
		} else {
			missing[f.Code] = append(missing[f.Code], f.To)
		}
	}
	if len(again) > 0 {
		resend := it.job
		resend.Follow, resend.To, resend.Try = nil, again, it.job.Try+1
		if err := b.put(ctx, resend, min(firstResend<<it.job.Try, queue.MaxDelay)); err != nil {
			return fmt.Errorf("send again to whom it did not reach: %w", err)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	for code, to := range missing {
		b.Log.WarnContext(ctx, "accepted, but not delivered", "channel", b.Name, "group", it.job.Group, "code", code, "recipients", len(to))
	}
	return errors.Join(b.missed(ctx, it, missing), b.remember(ctx, it, missing))
}

// temporary is an error that is never final: an answer that cannot be had says
// nothing about the message.
func temporary(err error) error {
	return &channel.Error{RetryAfter: channel.RetryAfter(err), Err: err}
}

// remember writes into the message's own mark who did not get it.
func (b *batch) remember(ctx context.Context, it *item, missing map[string][]string) error {
	told := it.job
	told.Follow = nil
	marks, err := b.Store.Marks(ctx, []string{told.ID()})
	m := marks[told.ID()]
	if err != nil || m.Status != incident.Told {
		return err
	}
	for code, to := range missing {
		for _, one := range to {
			if entry := one + " " + code; !slices.Contains(m.Missing, entry) {
				m.Missing = append(m.Missing, entry)
			}
		}
	}
	slices.Sort(m.Missing)
	return b.Store.Settle(ctx, m)
}
