package local

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"time"

	"bongsu/lambdas/deliver"
	"bongsu/shared/alert"
	"bongsu/shared/channel"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
	"bongsu/shared/wording"
)

// queues are the queues in memory under the ledger's eyes.
type queues struct {
	*queue.Memory
	ledger *ledger
	// soon is the longest delay of what becomes of a message, zero for any.
	soon *atomic.Int64
	Watcher
}

// Send puts a message on a queue.
func (q queues) Send(ctx context.Context, to string, m queue.Message) error {
	switch {
	case strings.HasPrefix(to, channelQueue):
		job, err := queue.Decode(m.Body)
		if err != nil {
			return err
		}
		q.ledger.put(job)
		if soon := time.Duration(q.soon.Load()); soon > 0 && (job.Follow != nil || job.Try > 0) {
			m.Delay = min(m.Delay, soon)
		}
		if job.Try > 0 && job.Follow == nil {
			q.OnAgain(job.Channel, job.Try)
		}
	case to == alarmQueue:
		if name, told := untold(m.Body); told {
			q.ledger.update(name, func(t *Tally) { t.Elsewhere++ })
			q.OnElsewhere(name)
		}
	}
	err := q.Memory.Send(ctx, to, m)
	if err == nil && to == deadQueue {
		name, reason := m.Attributes[deliver.AttributeChannel], m.Attributes[deliver.AttributeReason]
		id := ""
		if job, err := queue.Decode(m.Body); err == nil {
			id = job.ID()
		}
		q.ledger.died(name, reason, id)
		q.OnDead(name, reason)
	}
	return err
}

// untold reads of a message to the alarm function which channel could not tell
// something, if it says so.
func untold(body []byte) (channel string, is bool) {
	var m map[string]json.RawMessage
	if json.Unmarshal(body, &m) != nil || m[config.UndeliveredKey] == nil {
		return "", false
	}
	var a alert.Alert
	if json.Unmarshal(m[config.UndeliveredKey], &a) != nil || a.Untold == nil {
		return "", false
	}
	return a.Untold.Channel, true
}

// store is the incidents in memory under the ledger's eyes.
type store struct {
	*incident.Memory
	ledger *ledger
}

// Settle writes an outcome.
func (s store) Settle(ctx context.Context, m incident.Mark) error {
	err := s.Memory.Settle(ctx, m)
	if err == nil {
		s.ledger.settled(m)
	}
	return err
}

// watched is a channel under the ledger's eyes.
type watched struct {
	channel.Channel
	name   string
	ledger *ledger
	Watcher
}

// watch keeps what a channel can do besides sending.
func watch(w watched) channel.Channel {
	careful, lays := w.Channel.(channel.Careful)
	reporter, tells := w.Channel.(channel.Reporter)
	asked := watchedReports{reporter, w.name, w.OnReport}
	switch {
	case lays && tells:
		return struct {
			watchedCareful
			reports
		}{watchedCareful{w, careful}, asked}
	case lays:
		return watchedCareful{w, careful}
	case tells:
		return struct {
			watched
			reports
		}{w, asked}
	}
	if updater, changes := w.Channel.(channel.Updater); changes {
		return watchedUpdater{w, updater}
	}
	return w
}

// reports is what a channel.Reporter can do besides sending.
type reports interface {
	Report(ctx context.Context, reference string, to []string) (channel.Report, error)
	Resends() int
}

// watchedReports are a channel's reports under somebody's eyes.
type watchedReports struct {
	reports
	name     string
	onReport func(channel string, r channel.Report)
}

// Report asks what became of a message.
func (w watchedReports) Report(ctx context.Context, reference string, to []string) (channel.Report, error) {
	r, err := w.reports.Report(ctx, reference, to)
	if err == nil && !r.Pending {
		w.onReport(w.name, r)
	}
	return r, err
}

// watchedUpdater is a channel under the ledger's eyes whose messages can be changed.
type watchedUpdater struct {
	watched
	updater channel.Updater
}

// Illustrate adds a picture to what was told.
func (w watchedUpdater) Illustrate(ctx context.Context, reference string, m wording.Message) error {
	return w.updater.Illustrate(ctx, reference, m)
}

// watchedCareful is a channel under the ledger's eyes that lays out apart.
type watchedCareful struct {
	watched
	careful channel.Careful
}

// Layout gives the body that Send hands over.
func (w watchedCareful) Layout(d channel.Delivery) ([]byte, error) { return w.careful.Layout(d) }

// Send makes one request to the provider.
func (w watched) Send(ctx context.Context, d channel.Delivery) (channel.Receipt, error) {
	w.ledger.update(w.name, func(t *Tally) {
		t.Busy = true
		delete(w.ledger.lost, w.name)
	})
	receipt, err := w.Channel.Send(ctx, d)
	w.ledger.update(w.name, func(t *Tally) {
		t.Busy = false
		if err != nil {
			t.Why = err.Error()
		}
		if err != nil && !channel.Permanent(err) {
			t.Failed++
		}
	})
	if err == nil && receipt.Warning != "" {
		w.OnOdd(w.name, receipt.Warning)
	}
	return receipt, err
}
