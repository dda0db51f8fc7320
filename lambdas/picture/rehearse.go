package picture

import (
	"context"
	"log/slog"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/picture/shelf"
	"bongsu/shared/wording"
)

// Rehearse draws the picture of an alert that never was, and keeps it nowhere. It
// is for a source that sends nothing. What goes wrong is of no interest: a real
// alert says it better.
func Rehearse(ctx context.Context, source Source, voice wording.Voice, now time.Time) {
	limit := 1.0
	a := alert.Alert{
		Key: "rehearsal", Kind: alert.Alarm, State: alert.Firing, Subject: "rehearsal", At: now,
		Measurement: &alert.Measurement{
			Namespace: "rehearsal", Metric: "rehearsal", Stat: "Average", Period: time.Minute,
			Comparison: alert.Above, Threshold: &limit,
		},
	}
	h := Handler{Voice: voice, Log: slog.New(slog.DiscardHandler), Shelf: &shelf.Shelf{Bucket: shelf.NewMemory()}}
	h.Source = func(string) Source { return source }
	_, _ = h.Handle(ctx, a)
	// The source gave nothing; what is drawn does not depend on that.
	m := *a.Measurement
	m.Points = []alert.Point{{Value: 2, At: now.Add(-time.Minute)}}
	var read values
	span := spanOf(m, now)
	read.add(m, span)
	_, _ = h.Shelf.Keep(ctx, ID(a), read.chart(voice, a, m, span))
}
