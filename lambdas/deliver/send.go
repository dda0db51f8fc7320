package deliver

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/wording"
)

// settle decides what each job tells. Jobs in the same batch see each other's
// outcome as if it had come to pass; if it does not, they all come again.
//
// What may have been told already is decided first: the others follow from it.
func (b *batch) settle() {
	ready := b.ready()
	slices.SortStableFunc(ready, byBegun)
	for _, it := range ready {
		it.story, it.ends = wording.Story{More: make(map[alert.State][]alert.Ref)}, make(map[string]lastWords)
		for n, ref := range refs(it.job) {
			q := question{
				job: it.job, key: ref.Key, at: ref.At, record: b.records[ref.Key],
				mark:  func(group string) incident.Mark { return b.marks[queue.MarkID(group, it.job.Line())] },
				again: func(group string) incident.Mark { return b.marks[queue.RepeatID(group, it.job.Line())] },
				owner: b.owner, now: b.Now(), young: b.young(it), tried: receives(it.message) > 1,
			}
			a := decide(q)
			if b.unspoken(it.job) {
				a.verdict = silent
			}
			a = it.asBegun(q, a)
			switch a.verdict {
			case later:
				it.err = errHeld
			case silent:
				it.except = append(it.except, ref.Key)
				continue
			case tellWhole:
				if it.job.State.Open() {
					it.whole = append(it.whole, ref.Key)
				}
			}
			state := it.job.State
			if !a.until.IsZero() {
				state = alert.Recovered
				ref.At = a.until // when it reached that state
			}
			if words := q.lastWords(); a.verdict == tell && len(words.shown) > 0 {
				it.ends[ref.Key] = words
			}
			if n >= len(it.job.Alerts) {
				it.story.More[state] = append(it.story.More[state], ref)
				continue
			}
			whole := it.job.Alerts[n]
			whole.Until = a.until
			if it.job.Round > 0 {
				whole.Still = it.job.Fresh().Sub(whole.At)
			}
			if !a.since.IsZero() {
				whole.Since = a.since
			}
			it.story.Alerts = append(it.story.Alerts, whole)
		}
		if it.err == nil {
			if b.marks == nil {
				b.marks = make(map[string]incident.Mark)
			}
			b.marks[it.job.ID()] = it.mark("")
		}
	}
}

// recording is longer than any source may run.
const recording = 2 * time.Minute

// young reports whether a job was put so lately that another source's invocation
// may still be recording its alerts.
func (b *batch) young(it *item) bool {
	sent, err := strconv.ParseInt(it.message.Attributes["SentTimestamp"], 10, 64)
	return err == nil && b.Now().Sub(time.UnixMilli(sent)) < recording
}

// asBegun is the verdict that an earlier try had acted on, if there was one: what
// may have been accepted can only be sent again as it was.
func (it *item) asBegun(q question, a answer) answer {
	switch {
	case it.begun.SentAt.IsZero():
	case slices.Contains(it.begun.Except, q.key):
		a.verdict = silent
	case slices.Contains(it.begun.Whole, q.key):
		a.verdict = tellWhole
		if i := q.record.Find(q.job.State, q.at); i >= 0 {
			a.until = q.ended(i)
		}
	case a.until.IsZero():
		a.verdict = tell
	default:
		a = answer{verdict: tell, since: a.since}
	}
	return a
}

func (it *item) mark(reference string) incident.Mark {
	return incident.Mark{
		ID: it.job.ID(), Status: incident.Told, Except: it.except, Whole: it.whole, Reference: reference,
		Along: it.along, Shown: it.shown,
	}
}

// asTold is the job with its alerts as they are told: with their ends, and without
// what was told otherwise.
func (it *item) asTold() queue.Job {
	job := it.job
	if len(it.story.Alerts) > 0 {
		job.Alerts = it.story.Alerts
	}
	return job
}

// send posts what is to be told, joined where there are several jobs for the same
// readers.
func (b *batch) send(ctx context.Context) {
	lines := make(map[string][]*item)
	var order []string
	for _, it := range b.ready() {
		line := it.job.Line()
		if lines[line] == nil {
			order = append(order, line)
		}
		lines[line] = append(lines[line], it)
	}
	for _, line := range order {
		b.sendLine(ctx, lines[line])
	}
}

// sendLine posts what is to be told to the same readers.
func (b *batch) sendLine(ctx context.Context, items []*item) {
	var speaking, silent []*item
	for _, it := range items {
		if it.story.Empty() {
			silent = append(silent, it)
		} else {
			speaking = append(speaking, it)
		}
	}
	if len(speaking) > 0 {
		b.speak(ctx, speaking)
	}
	// What is silent may be so because of what was to be said. If that was not
	// said, both come again.
	unsaid := slices.ContainsFunc(speaking, func(it *item) bool { return it.err != nil })
	for _, it := range silent {
		if unsaid {
			it.err = errHeld
		} else {
			it.err = b.write(ctx, it, it.mark(""))
		}
	}
}

// speak posts the jobs in one message, or, if that is refused as a message or has
// named recipients, one by one.
func (b *batch) speak(ctx context.Context, speaking []*item) {
	if b.named(speaking[0]) {
		b.speakInTurn(ctx, speaking)
		return
	}
	err := b.post(ctx, speaking)
	if channel.RefusedBody(err) && len(speaking) > 1 {
		// One of them is poison. Alone, it takes nobody along.
		b.Log.WarnContext(ctx, "sending one by one", "channel", b.Name, "jobs", len(speaking), "error", err)
		for _, it := range speaking {
			it.err = nil
			_ = b.post(ctx, []*item{it}) // noted on the item
		}
	}
}

// named reports whether a job names its recipients, or goes to a channel that
// tells nobody twice.
func (b *batch) named(it *item) bool {
	_, careful := b.Channel.(channel.Careful)
	return careful || len(it.job.To) > 0
}

// byBegun puts first what an earlier try may have told.
func byBegun(x, y *item) int { return y.begun.SentAt.Compare(x.begun.SentAt) }

// inTime reports whether there is time left for one more request.
func (b *batch) inTime(ctx context.Context) error {
	if end, bounded := ctx.Deadline(); bounded && time.Until(end) < channel.RequestTimeout+settling {
		return errTooMany
	}
	return nil
}

// post makes one request for these jobs and notes the outcome on them.
func (b *batch) post(ctx context.Context, items []*item) error {
	stories := make([]wording.Story, len(items))
	for n, it := range items {
		stories[n] = it.story
	}
	named, ids := b.named(items[0]), together(items)
	d := channel.Delivery{
		ID: requestID(ids), To: items[0].job.To, Message: b.Voice.Compose(wording.Join(stories...)), Divides: named && len(ids) > 1,
	}
	if c, careful := b.Channel.(channel.Careful); careful {
		if err := b.prepare(ctx, c, items, &d); err != nil {
			b.note(ctx, items, err)
			return err
		}
	}
	_, updates := b.Channel.(channel.Updater)
	if updates {
		d.Ends = b.ends(ctx, items, d.Message)
	}
	receipt, err := b.Channel.Send(ctx, d)
	if err == nil && receipt.Warning != "" {
		b.Log.WarnContext(ctx, "accepted with a warning", "channel", b.Name, "warning", receipt.Warning)
	}
	settle, cancel := toSettle(ctx)
	defer cancel()
	if err != nil {
		b.note(settle, items, err)
		return err
	}
	if named {
		b.Pace.took(items[0].job.Line(), b.Now())
	}
	for _, it := range items {
		if updates && receipt.Reference != "" && it.job.State.Open() {
			b.noteShown(settle, it, shown(items, receipt.Reference))
		}
		b.accepted(settle, it, receipt.Reference)
	}
	b.illustrate(ctx, receipt.Reference, d.Message)
	return nil
}

// note writes on the items why they were not told.
func (b *batch) note(ctx context.Context, items []*item, err error) {
	for _, it := range items {
		it.err, it.unsure = err, channel.Unsure(err)
	}
	if len(items) > 1 && items[0].written && !items[0].unsure && !channel.RefusedBody(err) {
		b.disband(ctx, items)
	}
}

// prepare writes down what is about to be sent, so that whoever comes next after
// an interruption sends the very same, or takes it from who was here before.
func (b *batch) prepare(ctx context.Context, c channel.Careful, items []*item, d *channel.Delivery) error {
	it := items[0]
	it.along = together(items)[1:]
	if !it.begun.SentAt.IsZero() {
		d.Body, d.Tried = it.begun.Sent, it.begun.SentAt
		return nil
	}
	body, err := c.Layout(*d)
	if err != nil {
		return &channel.Error{Permanent: true, Err: err}
	}
	d.Body = body
	now := b.Now()
	if err = b.prepareAlong(ctx, items, now); err == nil {
		it.written = true
		err = b.Store.Prepare(ctx, incident.Mark{
			ID: it.job.ID(), Owner: b.owner, Sent: body, SentAt: now, Along: it.along, Except: it.except, Whole: it.whole,
		})
	}
	if err != nil {
		return fmt.Errorf("write down what is sent: %w", err)
	}
	return nil
}
