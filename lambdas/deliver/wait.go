package deliver

import (
	"context"
	"fmt"
	"time"

	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// withhold keeps what is not urgent until the quiet hours end. It is told then
// if it is still true. What may have been told before they began is settled now.
func (b *batch) withhold(ctx context.Context) {
	end := b.Quiet.End(b.Now().In(b.Voice.Zone()))
	if end.IsZero() {
		return
	}
	for _, it := range b.ready() {
		if it.job.Urgent || it.story.Empty() || !it.begun.SentAt.IsZero() {
			continue
		}
		later := it.job
		later.Wait = max(later.Wait, end.Sub(later.Newest()), time.Second)
		if it.err = b.save(ctx, "quiet/", later, end); it.err == nil {
			it.err = b.write(ctx, it, incident.Mark{ID: it.job.ID(), Status: incident.Waiting})
		}
	}
}

// repeat sees to it that what is still wrong is told again. Whoever was sent it
// once more hears of it again together with all others.
func (b *batch) repeat(ctx context.Context, it *item) {
	if it.job.Repeat <= 0 || !it.job.State.Open() || it.job.Try > 0 {
		return
	}
	again := it.job
	again.Round++
	again.Due = b.Now().Add(again.Repeat)
	if err := b.save(ctx, "repeat/", again, again.Due); err != nil {
		b.Log.WarnContext(ctx, "will not be repeated", "channel", b.Name, "group", it.job.Group, "error", err)
	}
}

func (b *batch) save(ctx context.Context, prefix string, job queue.Job, at time.Time) error {
	body, err := queue.Encode(job)
	if err == nil {
		err = b.Store.SaveDue(ctx, incident.Due{ID: prefix + job.ID(), At: at, Channel: b.Name, Body: body})
	}
	if err != nil {
		return fmt.Errorf("keep for later: %w", err)
	}
	return nil
}
