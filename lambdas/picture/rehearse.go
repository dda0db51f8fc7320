package picture

import (
	"context"
	"time"

	"bongsu/shared/metric"
)

// Rehearse asks a source that sends nothing, so that the connection to the real one
// is open. It draws nothing: a function with a whole CPU starts because an alert is
// there, and what is drawn for nobody would only come before that.
func Rehearse(ctx context.Context, source Source, now time.Time) {
	// What goes wrong is of no interest: a real alert says it better.
	_, _ = source.Read(ctx, now.Add(-time.Hour), now, []metric.Query{{
		ID: metric.Lone, Metric: metric.Metric{Namespace: "rehearsal", Name: "rehearsal"}, Stat: "Average", Period: time.Minute,
	}})
}
