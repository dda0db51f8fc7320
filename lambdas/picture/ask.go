package picture

import (
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
)

// span is the time that a chart shows. It begins at a multiple of the period before
// its end.
type span struct{ from, to time.Time }

const (
	usual    = 3 * time.Hour
	fewest   = 36 // periods
	longest  = 30 * 24 * time.Hour
	shortest = time.Hour // high resolution is kept for three hours
)

// spanOf ends a chart with the newest period that the alarm looked at. A running
// period has only a part of its data yet, and its sum would look like a fall.
// CloudWatch counts periods from where one asks from, so that the points are those
// by which the alarm decided.
func spanOf(m alert.Measurement, at time.Time) span {
	period := max(m.Period, time.Second)
	to := at.Truncate(min(period, time.Minute))
	if len(m.Points) > 0 && !m.Points[0].At.IsZero() {
		to = m.Points[0].At.Add(period)
	}
	long := max(usual, fewest*period, 2*time.Duration(m.Evaluated)*period)
	switch {
	case metric.Insights(m.Expression):
		// It reads the last three hours, and time has passed since.
		long = usual - 10*time.Minute
	case period < time.Minute:
		long = shortest
	}
	periods := max(1, min(long, longest)/period)
	return span{to.Add(-periods * period).UTC(), to.UTC()}
}
