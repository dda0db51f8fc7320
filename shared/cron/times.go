package cron

import "time"

// years is how far a time may be away: 29 February can be eight years off.
const years = 9

// After is the first time after t, by the clocks of a zone; zero if there is none.
// As with EventBridge Scheduler, a time of day that the clocks skip does not come,
// and one that they show twice comes once, the first time.
func (s Schedule) After(t time.Time, zone *time.Location) time.Time { return s.seek(t, zone, 1) }

// Before is the last time before t, see After.
func (s Schedule) Before(t time.Time, zone *time.Location) time.Time { return s.seek(t, zone, -1) }

func (s Schedule) seek(t time.Time, zone *time.Location, step int) time.Time {
	year, month, day := t.In(zone).Date()
	for i := range years * 366 {
		// Days are counted where none is longer or shorter than the others.
		date := time.Date(year, month, day+i*step, 0, 0, 0, 0, time.UTC)
		if !s.on(date) {
			continue
		}
		if at := s.within(date, t, zone, step); !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}

// on reports whether it comes on a day.
func (s Schedule) on(date time.Time) bool {
	return s.month.has(int(date.Month())) && s.day.has(date.Day()) && s.weekday.has(int(date.Weekday()))
}

// within is the first time of a day after t, or the last before it; zero if there
// is none.
func (s Schedule) within(date, t time.Time, zone *time.Location, step int) time.Time {
	const minutes = 24 * 60
	for i := range minutes {
		n := i
		if step < 0 {
			n = minutes - 1 - i
		}
		if !s.hour.has(n/60) || !s.minute.has(n%60) {
			continue
		}
		at, exists := moment(date.Add(time.Duration(n)*time.Minute), zone)
		if exists && (step > 0 && at.After(t) || step < 0 && at.Before(t)) {
			return at
		}
	}
	return time.Time{}
}

// moment is when the clocks of a zone first show what wall says in UTC; exists is
// false if they skip it.
func moment(wall time.Time, zone *time.Location) (at time.Time, exists bool) {
	// No clock is changed twice within so short a time.
	for _, near := range []time.Duration{-12 * time.Hour, 12 * time.Hour} {
		_, offset := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, zone).Add(near).Zone()
		at = wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if at.Hour() == wall.Hour() && at.Minute() == wall.Minute() && at.Day() == wall.Day() {
			return at, true
		}
	}
	return time.Time{}, false
}
