package watched

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/source"
)

// Teller writes down what happened and puts the jobs that tell it; source.Teller
// is one.
type Teller interface {
	Tell(ctx context.Context, events []source.Event) []error
}

// guardEvery is how often is looked whether what is wrong is still watched. It
// costs a write each time, and only while something is wrong.
const guardEvery = 10 * time.Minute

// dueChannel is no name that a channel can have.
const dueChannel = "*watched"

// IsDue recognizes the due entries of guarded alerts.
func IsDue(d incident.Due) bool { return d.Channel == dueChannel }

// Guard keeps in mind what is about to be told as wrong, for Guardian to look after.
// It must be called before the alert is told, so that none slips through.
func Guard(ctx context.Context, s incident.Store, a alert.Alert, now time.Time) error {
	if !a.State.Open() {
		return nil
	}
	d, err := guarded(a, now.Add(guardEvery))
	if err == nil {
		err = s.SaveDue(ctx, d)
	}
	if err != nil {
		return fmt.Errorf("guard %s: %w", a.Key, err)
	}
	return nil
}

func guarded(a alert.Alert, at time.Time) (incident.Due, error) {
	body, err := json.Marshal(a)
	// An entry of its own for each alert: one that is dropped takes no other along.
	id := fmt.Sprintf("watched/%s/%d", a.Key, a.At.UnixMilli())
	return incident.Due{ID: id, At: at, Channel: dueChannel, Body: body}, err
}

// Guardian closes what nobody watches any more: the field, or all that it belonged
// to, has left the configuration, so that no reading will ever take back what was
// told. People are told so, and repetitions end.
type Guardian struct {
	Store  incident.Store
	Teller Teller
	// Watches reports whether what an alert says is still looked after.
	Watches func(alert.Alert) bool
	Now     func() time.Time
}

// Due looks after one alert, and gives the entry to keep: with a zero time if there
// is nothing more to look after. It is to be kept after an error too.
func (g Guardian) Due(ctx context.Context, d incident.Due) (incident.Due, error) {
	done := incident.Due{ID: d.ID}
	a, ok := alertOf(d)
	if !ok {
		return done, nil // nobody can tell what it was
	}
	if a.State.Open() {
		records, err := g.Store.Records(ctx, []string{a.Key})
		switch {
		case err != nil:
			return d, fmt.Errorf("read what is known: %w", err)
		case !records[a.Key].Open():
			return done, nil
		case g.Watches(a):
			d.At = g.Now().Add(guardEvery)
			return d, nil
		}
		// From here on it is the same alert on every try.
		a = unwatched(a, g.Now().UTC().Truncate(time.Millisecond))
		closing, err := guarded(a, a.At)
		if err != nil {
			return d, err
		}
		d.Body = closing.Body
		if err := g.Store.SaveDue(ctx, d); err != nil {
			return d, fmt.Errorf("keep for later: %w", err)
		}
	}
	if err := g.forget(ctx, a); err != nil {
		return d, err
	}
	if err := errors.Join(g.Teller.Tell(ctx, []source.Event{{Alert: a, Latest: true}})...); err != nil {
		return d, err
	}
	return done, nil
}

// alertOf is the alert that an entry keeps.
func alertOf(d incident.Due) (alert.Alert, bool) {
	var a alert.Alert
	err := json.Unmarshal(d.Body, &a)
	return a, err == nil && a.Poll != nil
}

// unwatched ends an alert without saying that all is well.
func unwatched(a alert.Alert, now time.Time) alert.Alert {
	p := *a.Poll
	p.Was, p.Fault, p.Detail, p.Value, p.Unwatched = p.Fault, "", "", nil, true
	a.State, a.At, a.Poll = alert.Recovered, now, &p
	return a
}

// forget takes off the record what was wrong, so that it is told anew if it is
// watched again.
func (g Guardian) forget(ctx context.Context, a alert.Alert) error {
	key := a.Key
	if a.Kind == alert.Telemetry {
		key = alert.TelemetryKey(a.Poll.Name, "", a.Poll.Device)
	}
	records, err := g.Store.Records(ctx, []string{key})
	if err != nil {
		return fmt.Errorf("read what is known: %w", err)
	}
	_, err = incident.Update(ctx, g.Store, records[key], func(r *incident.Record) bool { return wipe(r, a) })
	return err
}

// wipe reports whether there was anything to forget.
func wipe(r *incident.Record, a alert.Alert) bool {
	if a.Kind == alert.Telemetry {
		if r.Heard == nil {
			return false
		}
		next := *r.Heard
		next.Values = maps.Clone(next.Values)
		delete(next.Values, a.Poll.Field)
		r.Heard = &next
		return true
	}
	if r.Watched == nil || r.Watched.Fault == "" {
		return false
	}
	next := *r.Watched
	next.Fault, next.Recent, next.Worst = "", "", nil
	r.Watched = &next
	return true
}
