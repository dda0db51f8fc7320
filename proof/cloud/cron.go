package cloud

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// clockwork is a cron expression of EventBridge Scheduler: what the clocks of a zone
// show when it comes.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
type clockwork struct {
	minute, hour, day, month, weekday []int
	zone                              *time.Location
}

var (
	dayNames   = []string{"", "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
	monthNames = []string{"", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
)

// newClockwork reads the six fields of an expression. The year must be any.
func newClockwork(expression string, zone *time.Location) (clockwork, error) {
	inner, isCron := strings.CutPrefix(strings.TrimSuffix(expression, ")"), "cron(")
	fields := strings.Fields(inner)
	if !isCron || len(fields) != 6 || fields[5] != "*" {
		return clockwork{}, fmt.Errorf("this cloud does not know the schedule %s", expression)
	}
	if (fields[2] == "?") == (fields[4] == "?") {
		return clockwork{}, fmt.Errorf("%s: one of the two days must be ?, and not both", expression)
	}
	c := clockwork{zone: zone}
	for i, f := range []struct {
		into        *[]int
		least, most int
		names       []string
	}{{&c.minute, 0, 59, nil}, {&c.hour, 0, 23, nil}, {&c.day, 1, 31, nil}, {&c.month, 1, 12, monthNames}, {&c.weekday, 1, 7, dayNames}} {
		var err error
		if *f.into, err = cronField(fields[i], f.least, f.most, f.names); err != nil {
			return clockwork{}, fmt.Errorf("%s: %w", expression, err)
		}
	}
	return c, nil
}

func cronField(text string, least, most int, names []string) ([]int, error) {
	var all []int
	number := func(s string) (int, error) {
		if i := slices.Index(names, s); i > 0 {
			return i, nil
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < least || n > most {
			return 0, fmt.Errorf("%q is not from %d to %d", s, least, most)
		}
		return n, nil
	}
	for _, part := range strings.Split(text, ",") {
		span, by, stepped := strings.Cut(part, "/")
		step := 1
		if stepped {
			var err error
			if step, err = strconv.Atoi(by); err != nil || step < 1 {
				return nil, fmt.Errorf("%q is no step", part)
			}
		}
		from, to := least, most
		if span != "*" && span != "?" {
			first, last, ranged := strings.Cut(span, "-")
			var err error
			if from, err = number(first); err != nil {
				return nil, err
			}
			if to = from; ranged {
				if to, err = number(last); err != nil {
					return nil, err
				}
			} else if stepped {
				to = most
			}
		}
		for n := from; n <= to; n += step {
			all = append(all, n)
		}
	}
	return all, nil
}

// after is the next time, minute by minute; zero if none comes within two years.
func (c clockwork) after(t time.Time) time.Time {
	at := t.Truncate(time.Minute)
	for end := t.AddDate(2, 0, 0); at.Before(end); {
		at = at.Add(time.Minute)
		shown := at.In(c.zone)
		if !slices.Contains(c.month, int(shown.Month())) || !slices.Contains(c.day, shown.Day()) || !slices.Contains(c.weekday, int(shown.Weekday())+1) {
			continue
		}
		if slices.Contains(c.hour, shown.Hour()) && slices.Contains(c.minute, shown.Minute()) && !again(shown) {
			return at
		}
	}
	return time.Time{}
}

// again reports whether the clocks have shown the same before, having been put back
// since: then nothing comes a second time.
func again(shown time.Time) bool {
	_, now := shown.Zone()
	_, before := shown.Add(-6 * time.Hour).Zone()
	earlier := shown.Add(-time.Duration(before-now) * time.Second)
	return before > now && earlier.Format(time.DateTime) == shown.Format(time.DateTime)
}

// Times are when a schedule comes after a time, the first n of them.
func Times(expression, timezone string, from time.Time, n int) ([]time.Time, error) {
	zone, err := time.LoadLocation(timezone)
	if err != nil {
		return nil, err
	}
	next, err := times(expression, zone)
	if err != nil {
		return nil, err
	}
	var all []time.Time
	for range n {
		from = next(from)
		all = append(all, from)
	}
	return all, nil
}
