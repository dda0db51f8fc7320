// Package poll asks addresses for values again and again, and tells when one
// leaves its bounds, is missing, or when what comes is no answer. It decides
// neither where nor in which words that is told.
package poll

import (
	"bongsu/shared/alert"
	"bongsu/shared/clean"
	"bongsu/shared/config"
	"bongsu/shared/watched"
)

// Read gives what an answer says: one reading of it as a whole, and, if it is one,
// one of each field. It is pure.
func Read(p config.Poll, a Answer) []watched.Reading {
	whole := watched.Reading{
		Key:   alert.PollKey(p.Name, ""),
		Facts: alert.Poll{Name: p.Name, Address: p.Address(), Fault: a.Fault, Detail: a.Detail},
		Route: p.Route, Severity: p.Severity,
	}
	whole.Needed, whole.Evaluated = p.Answers()
	var document any
	if a.Fault == "" {
		var err error
		if document, err = watched.Decode(a.Body); err != nil {
			whole.Facts.Fault = alert.PollNotJSON
			whole.Facts.Detail = clean.Cut(watched.Hide(clean.Text(a.Type), a.Hidden), watched.MaxSaid)
		}
	}
	readings := []watched.Reading{whole}
	if whole.Facts.Fault != "" {
		return readings // of the values nothing is known
	}
	for _, f := range p.Fields {
		r := watched.Reading{Key: alert.PollKey(p.Name, f.Name), Facts: watched.Field(f, document, a.Hidden), Route: p.Route, Severity: p.Severity}
		r.Facts.Name, r.Facts.Address = p.Name, whole.Facts.Address
		r.Needed, r.Evaluated = p.Values()
		readings = append(readings, r)
	}
	return readings
}
