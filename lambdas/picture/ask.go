package picture

import (
	"slices"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/metric"
)

// asked are the queries of one measurement: which of them is the line, and which
// the band.
type asked struct {
	all        []metric.Query
	line, band string
}

// ask makes queries of what an alarm measures; ok is false where its message did
// not say enough to ask again.
func ask(m alert.Measurement) (q asked, ok bool) {
	if m.Metric != "" && len(m.Inputs) == 0 && m.Band == "" {
		m.ID = lone // CloudWatch names some itself, by ids that it does not take back
	}
	q.line = m.ID
	all := append([]alert.Measurement{m}, m.Inputs...)
	for i, in := range all {
		if in.Account == "" {
			in.Account = m.Account
		}
		one, ok := query(in, m.Period)
		if !ok {
			return asked{}, false
		}
		one.Hidden = i > 0
		q.all = append(q.all, one)
	}
	if m.Band != "" {
		q.band = free(q.all)
		q.all = append(q.all, metric.Query{ID: q.band, Expression: m.Band, Period: m.Period})
	}
	return q, true
}

// lone is the id of an only metric.
const lone = "m1"

// query asks for one of an alarm's metrics or expressions.
func query(m alert.Measurement, period time.Duration) (metric.Query, bool) {
	q := metric.Query{ID: m.ID, Period: m.Period, Account: m.Account}
	if q.Period == 0 {
		q.Period = period
	}
	if m.Metric == "" {
		// An expression belongs to no account; its metrics do.
		q.Expression, q.Account = m.Expression, ""
		if metric.Insights(m.Expression) {
			q.Account = m.Account
		}
	} else {
		q.Metric, q.Stat = metric.Metric{Namespace: m.Namespace, Name: m.Metric, Dimensions: m.Dimensions}, m.Stat
	}
	return q, metric.ValidID(q.ID) && q.Period > 0 && (q.Expression != "" || q.Stat != "")
}

// free is an id for the band that none of the others has.
func free(others []metric.Query) string {
	id := "band"
	for slices.ContainsFunc(others, func(q metric.Query) bool { return q.ID == id }) {
		id += "_"
	}
	return id
}

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
