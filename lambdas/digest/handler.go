// Package digest sums up on a schedule: how metrics went, what was wrong and for how
// long, and what still is. It decides neither when that is nor how it reads.
package digest

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
	"bongsu/shared/metric"
	"bongsu/shared/source"
)

// Teller writes down what happened and puts the jobs that tell it; source.Teller
// is one.
type Teller interface {
	Tell(ctx context.Context, events []source.Event) []error
}

// Drawer draws the picture of an alert; nil is an alert of which there is nothing
// to draw.
type Drawer interface {
	Draw(ctx context.Context, a alert.Alert) (*alert.Picture, error)
}

// Handler serves the schedules.
type Handler struct {
	Digests []config.Digest
	Routes  config.Routes
	// Metrics gives the metrics of a region; empty is the function's own.
	Metrics func(region string) metric.Reader
	Records incident.Lister
	// Drawer is nil where no channel shows pictures.
	Drawer Drawer
	Teller Teller
	// Region is where the function runs.
	Region string
	Log    *slog.Logger
	Now    func() time.Time
	// Patience is how long metrics, and then the picture, are waited for; zero is the
	// usual.
	Patience time.Duration
}

// usualPatience is long for whoever answers at all. Nobody waits for a digest as for
// an alarm.
const usualPatience = 8 * time.Second

// Handle tells the digest of a slot. An error has the platform invoke it again,
// twice, and then keep the invocation among the dead letters. The slot is the
// digest's name in all records, so that a second run tells nobody anything.
func (h Handler) Handle(ctx context.Context, payload json.RawMessage) (any, error) {
	var in config.DigestRun
	if len(payload) > 0 && json.Unmarshal(payload, &in) != nil {
		in = config.DigestRun{} // somebody tries it out
	}
	i := slices.IndexFunc(h.Digests, func(d config.Digest) bool { return d.Name == in.Name })
	if i < 0 && in.Name == "" && len(h.Digests) == 1 {
		i = 0
	}
	if i < 0 {
		h.Log.WarnContext(ctx, "digest", "name", in.Name, "why_silent", "there is no digest of this name any more")
		return nil, nil
	}
	return nil, h.tell(ctx, h.Digests[i], in.At)
}

// tell tells the digest of a slot; zero is the newest that has come.
func (h Handler) tell(ctx context.Context, d config.Digest, slot time.Time) error {
	times, zone, err := d.Clock()
	if err != nil {
		return err
	}
	if slot.IsZero() {
		slot = times.Before(h.Now().Add(time.Nanosecond), zone)
	}
	slot = slot.UTC().Truncate(time.Minute) // as the scheduler has it; metrics know no shorter time
	a := alert.Alert{
		Key: alert.DigestKey(d.Name, slot), Kind: alert.Digested, State: alert.Notice, Severity: alert.Info,
		Route: d.Route, Subject: d.Name, At: slot, Region: h.Region,
		Digest: &alert.Digest{From: times.Before(slot, zone).UTC(), To: slot},
	}
	if a.Digest.Partial, err = h.troubles(ctx, a.Digest); err != nil {
		return err
	}
	if a.Digest.Wrong+a.Digest.Gone > 0 {
		a.Severity = alert.Warning
	}
	faults := h.measure(ctx, a.Digest, d.Metrics)
	a.Picture, err = h.picture(ctx, a)
	told := errors.Join(h.Teller.Tell(ctx, []source.Event{{Alert: a}})...)
	args := []any{"key", a.Key, "wrong", a.Digest.Wrong + a.Digest.Gone, "ended", a.Digest.Ended + a.Digest.Back, "picture", a.Picture != nil}
	if err != nil {
		args = append(args, "no_picture", err.Error())
	}
	if err := errors.Join(faults...); err != nil {
		args = append(args, "unread", err.Error())
	}
	h.Log.InfoContext(ctx, "digest", args...)
	return told // the runtime logs it
}

// picture draws a digest for those who show pictures. Whatever goes wrong costs the
// picture and nothing else.
func (h Handler) picture(ctx context.Context, a alert.Alert) (*alert.Picture, error) {
	if h.Drawer == nil || !h.Routes.Find(a.Route).ShowsPictures() || !slices.ContainsFunc(a.Digest.Metrics, alert.DigestMetric.Known) {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, h.patience())
	defer cancel()
	return h.Drawer.Draw(ctx, a)
}

func (h Handler) patience() time.Duration {
	if h.Patience > 0 {
		return h.Patience
	}
	return usualPatience
}
