package channel

import (
	"context"
	"errors"
	"strings"
	"time"

	"bongsu/shared/secret"
	"bongsu/shared/wording"
)

// slackPatience is how long a message waits for earlier ones to be changed.
const slackPatience = 3 * time.Second

// slackApp posts by the Web API with an app's bot token.
type slackApp struct {
	World
	settings *Slack
}

var _ Updater = (*slackApp)(nil)

// Send posts a message, or changes an earlier one that is over and says so in its
// thread. The change comes first: it can be made again without telling anybody
// twice.
func (a *slackApp) Send(ctx context.Context, d Delivery) (Receipt, error) {
	return renewing(ctx, a.World, func(s secret.Text) (Receipt, error) { return a.sendAs(ctx, s, d) })
}

func (a *slackApp) sendAs(ctx context.Context, s secret.Text, d Delivery) (Receipt, error) {
	if err := a.settings.CheckSecret(s); err != nil {
		return Receipt{}, &Error{Permanent: true, RefusedSecret: true, Err: err}
	}
	thread, unchanged, err := a.end(ctx, s, d.Ends)
	if err != nil {
		return Receipt{}, err
	}
	var receipt Receipt
	if thread != "" {
		reply := a.settings.addressed(slackMessage{Text: slackTitleOf(d.Message), Thread: thread})
		receipt, err = a.post(ctx, s, reply)
		receipt.Reference = a.reference(thread)
	}
	if thread == "" || Permanent(err) && !refusedSecret(err) {
		receipt, err = a.tell(ctx, s, d.Message)
	}
	if err == nil && receipt.Warning == "" && unchanged != nil {
		receipt.Warning = "an earlier message was not changed: " + unchanged.Error()
	}
	return receipt, err
}

// tell posts a message of its own, in plain text if it is refused in full.
func (a *slackApp) tell(ctx context.Context, s secret.Text, m wording.Message) (Receipt, error) {
	receipt, err := a.post(ctx, s, a.settings.addressed(slackInFull(m)))
	if !RefusedBody(err) {
		return receipt, err
	}
	return again(err, func() (Receipt, error) { return a.post(ctx, s, a.settings.addressed(slackPlain(m))) })
}

func (a *slackApp) post(ctx context.Context, s secret.Text, m slackMessage) (Receipt, error) {
	said, err := a.ask(ctx, s, "chat.postMessage", m)
	if err != nil || said.ts == "" {
		return Receipt{}, err
	}
	return Receipt{Reference: a.reference(said.ts)}, nil
}

// end changes the messages that are over. It returns the one in whose thread it is
// enough to say so, if that was changed, and why any was not. Its error is one for
// which the whole delivery is to be tried again.
func (a *slackApp) end(ctx context.Context, s secret.Text, ends []Ended) (thread string, unchanged, err error) {
	ctx, cancel := context.WithTimeout(ctx, slackPatience)
	defer cancel()
	for _, e := range ends {
		ts, here := a.find(e.Reference)
		if !here {
			unchanged = errors.New("it is in another channel")
			continue
		}
		switch err := a.change(ctx, s, ts, e.Message); {
		case refusedSecret(err), e.Reply && (RetryAfter(err) > 0 || e.Patient && err != nil && !Permanent(err)):
			return "", nil, err
		case err != nil:
			unchanged = err
		case e.Reply:
			thread = ts
		}
	}
	return thread, unchanged, nil
}

// change puts a message in the place of an earlier one.
func (a *slackApp) change(ctx context.Context, s secret.Text, ts string, m wording.Message) error {
	full := a.settings.addressed(slackInFull(m))
	full.TS = ts
	_, err := a.ask(ctx, s, "chat.update", full)
	if !RefusedBody(err) {
		return err
	}
	bare := a.settings.addressed(slackPlain(m))
	bare.TS, bare.Attachments = ts, []slackAttachment{}
	_, err = a.ask(ctx, s, "chat.update", bare)
	return err
}

// addressed is a message to the channel.
func (s *Slack) addressed(m slackMessage) slackMessage {
	m.Channel = s.Channel
	return m
}

// reference names a message of the channel: Slack finds it by both.
func (a *slackApp) reference(ts string) string { return a.settings.Channel + "/" + ts }

// find reads a reference; false if it is one of another channel.
func (a *slackApp) find(reference string) (ts string, here bool) {
	place, ts, _ := strings.Cut(reference, "/")
	return ts, place == a.settings.Channel && ts != ""
}
