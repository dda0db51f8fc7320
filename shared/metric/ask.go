package metric

import (
	"slices"
	"time"

	"bongsu/shared/alert"
)

// Asked are the queries of one measurement: which of them is the line, and which
// the band.
type Asked struct {
	All []Query
	// Line and Band are the ids of the two; Band is empty where there is none.
	Line, Band string
}

// Ask makes queries of what an alarm measures; ok is false where its message did
// not say enough to ask again.
func Ask(m alert.Measurement) (q Asked, ok bool) {
	if m.Metric != "" && len(m.Inputs) == 0 && m.Band == "" {
		m.ID = Lone // CloudWatch names some itself, by ids that it does not take back
	}
	q.Line = m.ID
	all := append([]alert.Measurement{m}, m.Inputs...)
	for i, in := range all {
		if in.Account == "" {
			in.Account = m.Account
		}
		one, ok := queryOf(in, m.Period)
		if !ok {
			return Asked{}, false
		}
		one.Hidden = i > 0
		q.All = append(q.All, one)
	}
	if m.Band != "" {
		q.Band = free(q.All)
		q.All = append(q.All, Query{ID: q.Band, Expression: m.Band, Period: m.Period})
	}
	return q, true
}

// Lone is the id of an only metric.
const Lone = "m1"

// queryOf asks for one of an alarm's metrics or expressions.
func queryOf(m alert.Measurement, period time.Duration) (Query, bool) {
	q := Query{ID: m.ID, Period: m.Period, Account: m.Account}
	if q.Period == 0 {
		q.Period = period
	}
	if m.Metric == "" {
		// An expression belongs to no account; its metrics do.
		q.Expression, q.Account = m.Expression, ""
		if Insights(m.Expression) {
			q.Account = m.Account
		}
	} else {
		q.Metric, q.Stat = Metric{Namespace: m.Namespace, Name: m.Metric, Dimensions: m.Dimensions}, m.Stat
	}
	return q, ValidID(q.ID) && q.Period > 0 && (q.Expression != "" || q.Stat != "")
}

// free is an id for the band that none of the others has.
func free(others []Query) string {
	id := "band"
	for slices.ContainsFunc(others, func(q Query) bool { return q.ID == id }) {
		id += "_"
	}
	return id
}
