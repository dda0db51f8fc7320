// Package subscription hands on the lines of files on this machine as CloudWatch
// Logs hands on those of a log group to which a function has subscribed. It does
// not know what becomes of them.
package subscription

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/cmd/bongsu/internal/follow"
	"bongsu/shared/logpattern"
)

const (
	// window is how long lines are gathered from the first one on.
	window = 200 * time.Millisecond
	// maxBytes is about how much text an event carries. One line more always
	// fits, and what cannot be compressed still is less than 1 MiB in base64.
	maxBytes = 256 << 10
	// maxLines is how many events PutLogEvents takes at once.
	maxLines = 10_000
)

// Watch is a file and the subscription to it.
type Watch struct {
	// Group is the log group in which the file's lines would be.
	Group string
	// Filter is the subscription's, Name what it is called.
	Name   string
	Filter logpattern.Pattern
	Path   string
}

// Options say what becomes of lines and of troubles. The callbacks may be called
// by several goroutines at once.
type Options struct {
	// Stream is the log stream, as an agent on this machine would call it.
	Stream string
	// Account is the id of the account.
	Account string
	// Now gives lines their time.
	Now func() time.Time
	// Deliver is given each event as the function would get it.
	Deliver func(payload []byte) error
	// Trouble is told what is wrong with a watch: why its file cannot be read,
	// and what was not delivered.
	Trouble func(w Watch, err error)
}

// Source follows files until Close.
type Source struct {
	stop    context.CancelFunc
	running sync.WaitGroup
}

// Start follows files: lines that are written to them from now on are delivered,
// if the filter matches.
func Start(watches []Watch, o Options) *Source {
	ctx, stop := context.WithCancel(context.Background())
	s := &Source{stop: stop}
	var ids sequence
	for _, w := range watches {
		lines := make(chan events.CloudwatchLogsLogEvent)
		f := follow.New(w.Path, func(text string) {
			if !w.Filter.Match(text) {
				return
			}
			at := o.Now().UnixMilli()
			lines <- events.CloudwatchLogsLogEvent{ID: ids.next(at), Timestamp: at, Message: text}
		}, func(err error) { o.Trouble(w, err) })
		s.running.Go(func() {
			defer close(lines)
			f.Run(ctx)
		})
		s.running.Go(func() {
			for batch := gather(lines); len(batch) > 0; batch = gather(lines) {
				payload, err := Pack(events.CloudwatchLogsData{
					MessageType: "DATA_MESSAGE", Owner: o.Account, LogGroup: w.Group, LogStream: o.Stream,
					SubscriptionFilters: []string{w.Name}, LogEvents: batch,
				})
				if err == nil {
					err = o.Deliver(payload)
				}
				if err != nil {
					o.Trouble(w, err)
				}
			}
		})
	}
	return s
}

// Close ends it. What was written until then is delivered.
func (s *Source) Close() error {
	s.stop()
	s.running.Wait()
	return nil
}

// gather waits for lines and takes those that belong into one event; none come
// once the channel is closed.
func gather(lines <-chan events.CloudwatchLogsLogEvent) []events.CloudwatchLogsLogEvent {
	first, open := <-lines
	if !open {
		return nil
	}
	batch, size := []events.CloudwatchLogsLogEvent{first}, len(first.Message)
	end := time.NewTimer(window)
	defer end.Stop()
	for size < maxBytes && len(batch) < maxLines {
		select {
		case line, open := <-lines:
			if !open {
				return batch
			}
			batch, size = append(batch, line), size+len(line.Message)
		case <-end.C:
			return batch
		}
	}
	return batch
}
