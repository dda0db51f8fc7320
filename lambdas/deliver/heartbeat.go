package deliver

import (
	"context"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/emf"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

// isHeartbeat reports whether a job is a sign of life of our own.
func isHeartbeat(job queue.Job) bool {
	return len(job.Alerts) > 0 && job.Alerts[0].Kind == alert.Heartbeat
}

// old reports whether a job is no news any more. A heartbeat is never sent again
// by hand: yesterday's proves nothing.
func (h Handler) old(job queue.Job) bool {
	at := job.Fresh()
	if isHeartbeat(job) {
		at = job.Newest()
	}
	return !at.IsZero() && h.Now().Sub(at) > tooOld
}

// unspoken reports whether a job has done its work without a message.
func (h Handler) unspoken(job queue.Job) bool {
	return isHeartbeat(job) && (!h.Heartbeat || h.old(job))
}

// beat counts a heartbeat that has come all the way: the provider has accepted
// it, or nobody wants to read it.
func (b *batch) beat(ctx context.Context, it *item, m incident.Mark) {
	if m.Status != incident.Told || !isHeartbeat(it.job) || b.old(it.job) {
		return
	}
	b.Log.InfoContext(ctx, "heartbeat", config.MetricChannel, b.Name, config.MetricHeartbeat, 1,
		"late_ms", b.Now().Sub(it.job.Newest())/time.Millisecond,
		emf.Key, emf.Of(b.Now(), config.MetricNamespace, config.MetricHeartbeat, "Count", config.MetricChannel))
}
