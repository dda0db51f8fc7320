// Package picture draws the chart of what an alarm measures, once for each alert,
// and gives the addresses it is to be seen at. It decides neither whether a picture
// is wanted nor what the message says.
package picture

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
	"bongsu/shared/picture"
	"bongsu/shared/wording"
)

// Source is where an alarm's metrics are read.
type Source interface {
	metric.Reader
	// Alarms gives what alarms of these names measure, by their names. Those that
	// are not there, or are composite themselves, are left out.
	Alarms(ctx context.Context, names []string) (map[string]alert.Measurement, error)
}

// Shelf keeps pictures; shelf.Shelf is one.
type Shelf interface {
	Find(ctx context.Context, id string) (*alert.Picture, error)
	Keep(ctx context.Context, id string, d picture.Drawing) (*alert.Picture, error)
}

// Handler serves the picture function.
type Handler struct {
	// Source gives the source of a region; empty is the function's own.
	Source func(region string) Source
	Shelf  Shelf
	Voice  wording.Voice
	Log    *slog.Logger
}

// errNothing says that there is nothing to draw, which is no failure.
var errNothing = errors.New("nothing to draw")

// Handle draws the picture of an alert, or finds the one that it drew before. Nil
// is an alert of which there is nothing to draw.
func (h Handler) Handle(ctx context.Context, a alert.Alert) (*alert.Picture, error) {
	began := time.Now()
	shown, how, err := h.show(ctx, a)
	args := []any{"key", a.Key, "took", time.Since(began).Round(time.Millisecond).String()}
	switch {
	case errors.Is(err, errNothing):
		h.Log.InfoContext(ctx, "no picture", append(args, "why", err.Error())...)
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("picture of %s: %w", a.Key, err) // the runtime logs it
	}
	h.Log.InfoContext(ctx, "picture "+how, args...)
	return shown, nil
}

func (h Handler) show(ctx context.Context, a alert.Alert) (shown *alert.Picture, how string, err error) {
	id := ID(a)
	if shown, err = h.Shelf.Find(ctx, id); err != nil || shown != nil {
		return shown, "found", err
	}
	d, err := h.draw(ctx, a)
	if err != nil {
		return nil, "", err
	}
	shown, err = h.Shelf.Keep(ctx, id, d)
	return shown, "drawn", err
}

// ID is what a picture of an alert is known by: the same however often the alert
// comes.
func ID(a alert.Alert) string {
	return strings.Join([]string{a.Key, string(a.State), a.At.UTC().Format(time.RFC3339Nano)}, "\n")
}

// draw reads what the alert's alarm measured, or what its children did, or what a
// digest sums up, and makes a picture of it.
func (h Handler) draw(ctx context.Context, a alert.Alert) (picture.Drawing, error) {
	if a.Digest != nil {
		return h.digest(ctx, a)
	}
	source := h.Source(a.Region)
	if a.Measurement != nil {
		c, err := h.chart(ctx, source, a, *a.Measurement)
		if err != nil {
			return nil, err
		}
		return *c, nil
	}
	return h.composite(ctx, source, a)
}

// chart reads a measurement and draws it.
func (h Handler) chart(ctx context.Context, source Source, a alert.Alert, m alert.Measurement) (*picture.Chart, error) {
	// A metric of that name in our own account would be another one.
	if elsewhere(ctx, a) && m.Account == "" {
		m.Account = a.Account
	}
	q, ok := metric.Ask(m)
	if !ok {
		return nil, fmt.Errorf("%w: its metric cannot be asked for again", errNothing)
	}
	span := spanOf(m, a.At)
	series, err := source.Read(ctx, span.from, span.to, q.All)
	if err != nil {
		return nil, err
	}
	read := take(q, series)
	read.add(m, span)
	if read.empty() {
		return nil, fmt.Errorf("%w: no data from %s to %s", errNothing, span.from.Format(time.RFC3339), span.to.Format(time.RFC3339))
	}
	c := read.chart(h.Voice, a, m, span)
	return &c, nil
}

// elsewhere reports whether an alert is of another account's alarm.
func elsewhere(ctx context.Context, a alert.Alert) bool {
	here := own(ctx)
	return here != "" && a.Account != "" && a.Account != here
}

// own is the account that the function runs in, empty where nobody says.
func own(ctx context.Context) string {
	lc, ok := lambdacontext.FromContext(ctx)
	if !ok {
		return ""
	}
	// arn:aws:lambda:REGION:ACCOUNT:function:NAME
	parts := strings.Split(lc.InvokedFunctionArn, ":")
	if len(parts) < 5 {
		return ""
	}
	return parts[4]
}
