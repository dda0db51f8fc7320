package deliver

import (
	"context"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
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

// metric is the part of a line of the log that makes CloudWatch read a metric in it:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
type metric struct {
	Timestamp int64       `json:"Timestamp"`
	Metrics   []directive `json:"CloudWatchMetrics"`
}

type directive struct {
	Namespace  string       `json:"Namespace"`
	Dimensions [][]string   `json:"Dimensions"`
	Metrics    []definition `json:"Metrics"`
}

type definition struct {
	Name string `json:"Name"`
	Unit string `json:"Unit"`
}

// beat counts a heartbeat that has come all the way: the provider has accepted
// it, or nobody wants to read it.
func (b *batch) beat(ctx context.Context, it *item, m incident.Mark) {
	if m.Status != incident.Told || !isHeartbeat(it.job) || b.old(it.job) {
		return
	}
	b.Log.InfoContext(ctx, "heartbeat", config.MetricChannel, b.Name, config.MetricHeartbeat, 1,
		"late_ms", b.Now().Sub(it.job.Newest())/time.Millisecond,
		"_aws", metric{b.Now().UnixMilli(), []directive{{
			Namespace: config.MetricNamespace, Dimensions: [][]string{{config.MetricChannel}},
			Metrics: []definition{{config.MetricHeartbeat, "Count"}},
		}}})
}
