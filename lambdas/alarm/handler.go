package alarm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/source"
)

// Teller records events and puts their jobs; source.Teller is one. The errors
// stand in the order of the events.
type Teller interface {
	Tell(ctx context.Context, events []source.Event) []error
}

// Handler serves the alarm function.
type Handler struct {
	Teller Teller
	// Events are the EventBridge events of the configuration, for their routes.
	Events   []config.Event
	Pictures Pictures
	Log      *slog.Logger
	// Now is asked only where a payload names no time.
	Now func() time.Time
}

// Handle tells what a payload holds, all in one go so that a storm is merged.
// For an SQS batch it answers which messages have to come again; for all else
// an error makes the platform send the event again.
func (h Handler) Handle(ctx context.Context, payload json.RawMessage) (any, error) {
	result := Parse(payload)
	var tell []source.Event
	var owner []string // the SQS message of each event
	var silent []string
	for _, u := range result.Units {
		if reason := h.silence(u); reason != "" && !u.IfOpen {
			silent = append(silent, reason)
			continue
		}
		for _, a := range u.Alerts {
			tell = append(tell, h.event(u, a))
			owner = append(owner, u.MessageID)
		}
	}
	pictures := h.Pictures.add(ctx, tell)
	errs := h.Teller.Tell(ctx, tell)
	if !result.Batch {
		h.log(ctx, len(result.Units), tell, silent, pictures, nil)
		return nil, errors.Join(errs...) // the runtime logs it
	}
	h.log(ctx, len(result.Units), tell, silent, pictures, errs)
	return refuse(owner, errs)
}

// silence says why a unit is not told. A multi-series alarm as a whole is left
// out only where its contributors are known to reach us too.
func (h Handler) silence(u Unit) string {
	if u.Silent == "" && u.Parent && h.listens(u.Source, contributorChange) {
		return "its contributors tell themselves"
	}
	return u.Silent
}

func (h Handler) listens(source, detailType string) bool {
	return slices.ContainsFunc(h.Events, func(e config.Event) bool {
		return e.Source == source && (e.DetailType == "" || e.DetailType == detailType)
	})
}

// event completes an alert by what the payload alone does not say.
func (h Handler) event(u Unit, a alert.Alert) source.Event {
	if a.Route == "" && u.Source != "" {
		a.Route = h.route(u)
	}
	if a.At.IsZero() {
		a.At = h.Now().UTC()
	}
	e := source.Event{Alert: a, Redriven: u.Redriven}
	if u.IfOpen {
		e.Apply = onlyIfOpen(a)
	}
	return e
}

// route is that of the configured event; one that names the detail type comes
// before one that takes all of a source.
func (h Handler) route(u Unit) string {
	route := ""
	for _, e := range h.Events {
		switch {
		case e.Source != u.Source:
		case e.DetailType == u.DetailType:
			return e.Route
		case e.DetailType == "" && route == "":
			route = e.Route
		}
	}
	return route
}

// onlyIfOpen tells a recovery only where its beginning is on record. It is
// recorded all the same, with no group to tell it: the beginning may arrive
// later.
func onlyIfOpen(a alert.Alert) func(*incident.Record) (changed, tell bool) {
	return func(r *incident.Record) (bool, bool) {
		if r.Find(a.State, a.At) >= 0 {
			return false, true
		}
		open := false
		for _, p := range r.Phases {
			if !p.At.After(a.At) {
				open = p.State.Open()
			}
		}
		if open {
			return false, true
		}
		r.Insert(incident.Phase{State: a.State, At: a.At})
		return true, false
	}
}

// refuse names the messages that have to come again. A message without an id
// cannot be named; then the whole batch comes again.
func refuse(owner []string, errs []error) (any, error) {
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	named := make(map[string]bool)
	for i, err := range errs {
		if err == nil || named[owner[i]] {
			continue
		}
		if owner[i] == "" {
			return nil, fmt.Errorf("an SQS message without an id: %w", err)
		}
		named[owner[i]] = true
		answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: owner[i]})
	}
	return answer, nil
}

// maxLogged bounds how many alerts one line of the log names.
const maxLogged = 20

func (h Handler) log(ctx context.Context, units int, told []source.Event, silent []string, pictures drawn, errs []error) {
	keys := make([]string, 0, maxLogged)
	for _, e := range told[:min(len(told), maxLogged)] {
		keys = append(keys, e.Alert.Key)
	}
	slices.Sort(silent)
	args := []any{"found", units, "alerts", len(told), "silent", len(silent), "keys", keys}
	if len(silent) > 0 {
		reasons := slices.Compact(silent)
		args = append(args, "why_silent", reasons[:min(len(reasons), maxLogged)])
	}
	args = append(args, pictures.args()...)
	if err := errors.Join(errs...); err != nil {
		h.Log.ErrorContext(ctx, "alarms not all recorded", append(args, "error", err)...)
		return
	}
	h.Log.InfoContext(ctx, "alarms", args...)
}
