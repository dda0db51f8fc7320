package picture

import "time"

// longest is the longest time that a chart shows; what is before it is left out.
const longest = 100 * 365 * 24 * time.Hour

// moment is a tick of the time axis.
type moment struct {
	at    time.Time
	label string
}

const day = 24 * time.Hour

var spans = []time.Duration{
	time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	day, 2 * day, 7 * day, 14 * day,
}

// clockTicks are the human times from one end to the other, at most so many.
// Hours and days are those of the reader's wall, on either side of a change of
// its clock.
func clockTicks(from, to time.Time, zone *time.Location, most int) []moment {
	from, to = from.In(zone), to.In(zone)
	span := to.Sub(from)
	if span <= 0 {
		return nil
	}
	for _, step := range spans {
		if span/step > time.Duration(most) {
			continue
		}
		if step < time.Hour {
			return shortTicks(from, to, step)
		}
		return wallTicks(from, to, step)
	}
	return monthTicks(from, to, most)
}

func shortTicks(from, to time.Time, step time.Duration) []moment {
	layout := "15:04"
	if step < time.Minute {
		layout = time.TimeOnly
	}
	// Whole steps of the wall's clock, for zones that are half an hour off.
	_, offset := from.Zone()
	off := time.Duration(offset) * time.Second % step
	at := from.Add(off).Truncate(step).Add(-off)
	var ticks []moment
	for ; !at.After(to); at = at.Add(step) {
		if !at.Before(from) {
			ticks = append(ticks, moment{at, label(at, layout)})
		}
	}
	return ticks
}

func wallTicks(from, to time.Time, step time.Duration) []moment {
	var ticks []moment
	days := max(1, int(step/day))
	year, month, first := from.Date()
	for d := 0; ; d++ {
		start := time.Date(year, month, first+d, 0, 0, 0, 0, from.Location())
		if start.After(to) {
			return ticks
		}
		// Counted by the calendar, in which a day of 23 hours is one, too.
		number := time.Date(year, month, first+d, 0, 0, 0, 0, time.UTC).Unix() / 86400
		if int(number)%days != 0 {
			continue
		}
		for hour := 0; hour < 24; hour += max(1, int(min(step, day)/time.Hour)) {
			at := time.Date(year, month, first+d, hour, 0, 0, 0, from.Location())
			// An hour that the clock leaps over would be another one.
			if at.Hour() == hour && !at.Before(from) && !at.After(to) {
				ticks = append(ticks, moment{at, label(at, "15:04")})
			}
		}
	}
}

func monthTicks(from, to time.Time, most int) []moment {
	months := int(to.Sub(from)/(28*day)) + 1
	step := 1
	for _, s := range []int{1, 2, 3, 6, 12, 24, 60, 120, 240} {
		if step = s; months/s <= most {
			break
		}
	}
	var ticks []moment
	for m := 0; ; m += step {
		at := time.Date(from.Year(), time.January, 1, 0, 0, 0, 0, from.Location()).AddDate(0, m, 0)
		if at.After(to) {
			return ticks
		}
		if !at.Before(from) {
			ticks = append(ticks, moment{at, at.Format("2006-01")})
		}
	}
}

// label is the time of day; at midnight, the day.
func label(at time.Time, layout string) string {
	if at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0 {
		return at.Format("01-02")
	}
	return at.Format(layout)
}
