package poll

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/emf"
	"bongsu/shared/incident"
	"bongsu/shared/source"
	"bongsu/shared/watched"
)

// atOnce is how many addresses are asked at the same time. A function of 128 MB
// has a fourteenth of a CPU: the handshakes of more would make each other late.
// The longest list takes maxPolls / atOnce × alert.PollLimit, within the function's time.
const atOnce = 8

// Teller writes down what happened and puts the jobs that tell it; source.Teller
// is one.
type Teller interface {
	Tell(ctx context.Context, events []source.Event) []error
}

// Handler serves the schedules.
type Handler struct {
	Polls []config.Poll
	// Fetch asks once, see Fetcher.
	Fetch  func(ctx context.Context, p config.Poll) (Answer, error)
	Store  incident.Store
	Teller Teller
	// Region is where the function runs.
	Region string
	Log    *slog.Logger
	Now    func() time.Time
}

// late is from when on an invocation's time does not say when it was asked: it was
// sent again by hand.
const late = 5 * time.Minute

// Handle asks everything that is due, and tells what has changed. An error has the
// platform invoke it again, twice, and then keep the invocation among the dead
// letters; what could not be told is in the records, and the next run tells it.
func (h Handler) Handle(ctx context.Context, payload json.RawMessage) (any, error) {
	var in config.PollRun
	if len(payload) > 0 && json.Unmarshal(payload, &in) != nil {
		in = config.PollRun{} // somebody tries it out
	}
	now := h.Now().UTC().Truncate(time.Millisecond)
	if in.At.IsZero() || in.At.After(now) || now.Sub(in.At) > late {
		in.At = now
	}
	var due []config.Poll
	for _, p := range h.Polls {
		if in.Every == 0 || p.Every == time.Duration(in.Every)*time.Second {
			due = append(due, p)
		}
	}
	if len(due) == 0 {
		h.Log.InfoContext(ctx, "polls", "why_silent", "no poll has this interval any more")
		return nil, nil
	}
	r := run{Handler: h, at: in.At.UTC(), now: now, readings: h.ask(ctx, due)}
	return nil, r.settle(ctx, due)
}

// ask asks all, and gives what the answers say in the order of the polls.
func (h Handler) ask(ctx context.Context, due []config.Poll) []watched.Reading {
	answers, causes := make([]Answer, len(due)), make([]error, len(due))
	var wait sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for i, p := range due {
		free <- struct{}{}
		wait.Go(func() {
			defer func() { <-free }()
			answers[i], causes[i] = h.Fetch(ctx, p)
		})
	}
	wait.Wait()
	var all []watched.Reading
	for i, p := range due {
		readings := Read(p, answers[i])
		h.note(ctx, readings, causes[i])
		all = append(all, readings...)
	}
	return all
}

// note logs the values as metrics, and what is wrong with an answer.
func (h Handler) note(ctx context.Context, readings []watched.Reading, cause error) {
	for _, r := range readings {
		f := r.Facts
		switch {
		case f.Value != nil:
			h.Log.InfoContext(ctx, "value", config.PollDimension, f.Name, config.FieldDimension, f.Field, config.PollMetric, *f.Value,
				emf.Key, emf.Of(h.Now(), config.PollNamespace, config.PollMetric, alert.MetricUnit(f.Unit), config.PollDimension, config.FieldDimension))
		case f.Fault != "":
			attrs := []any{"poll", f.Name, "fault", f.Fault}
			if f.Field != "" {
				attrs = append(attrs, "field", f.Field)
			} else if f.Detail != "" {
				attrs = append(attrs, "detail", f.Detail)
			}
			if cause != nil {
				attrs = append(attrs, "error", cause)
			}
			h.Log.WarnContext(ctx, "polled", attrs...)
		}
	}
}
