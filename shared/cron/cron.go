// Package cron knows when a schedule of five fields (minute, hour, day of the month,
// month, day of the week) comes, and how EventBridge Scheduler writes it. It looks
// at no clock itself.
package cron

import (
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// Schedule is a set of times of the day on a set of days.
type Schedule struct {
	minute, hour, day, month, weekday set
}

// set holds numbers below 64.
type set uint64

func (s set) has(n int) bool { return s&(1<<n) != 0 }

// field is what may stand in one of the five.
type field struct {
	name        string
	least, most int
	names       []string
}

var (
	months   = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
	weekdays = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
	fields   = []field{
		{"minute", 0, 59, nil}, {"hour", 0, 23, nil}, {"day of the month", 1, 31, nil},
		{"month", 1, 12, months}, {"day of the week", 0, 7, weekdays},
	}
)

// Parse reads five fields as cron has them: *, numbers, names of months and days,
// lists, ranges, and steps of * or a range.
func Parse(text string) (Schedule, error) {
	parts := strings.Fields(text)
	if len(parts) != len(fields) {
		return Schedule{}, fmt.Errorf("has %d fields: it takes five, minute, hour, day of the month, month and day of the week", len(parts))
	}
	var s Schedule
	var faults []error
	for i, into := range []*set{&s.minute, &s.hour, &s.day, &s.month, &s.weekday} {
		var err error
		if *into, err = fields[i].parse(parts[i]); err != nil {
			faults = append(faults, err)
		}
	}
	if len(faults) > 0 {
		return Schedule{}, errors.Join(faults...)
	}
	if s.weekday.has(7) {
		s.weekday = s.weekday&^(1<<7) | 1 // Sunday has two numbers
	}
	if !s.whole(2) && !s.whole(4) {
		return Schedule{}, errors.New("names both days of the month and days of the week: EventBridge Scheduler takes one of the two, write * for the other")
	}
	if s.After(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC).IsZero() {
		return Schedule{}, errors.New("never comes: no such month has such a day")
	}
	return s, nil
}

func (f field) parse(text string) (set, error) {
	var s set
	for _, part := range strings.Split(text, ",") {
		one, err := f.part(part)
		if err != nil {
			return 0, fmt.Errorf("%s %q: %w", f.name, text, err)
		}
		s |= one
	}
	return s, nil
}

// part reads one element of a list: a number, a range, or steps of a range.
func (f field) part(text string) (set, error) {
	span, step, stepped := strings.Cut(text, "/")
	first, last, ranged := strings.Cut(span, "-")
	by := 1
	if stepped {
		n, err := strconv.Atoi(step)
		if err != nil || n < 1 || n > f.most {
			return 0, fmt.Errorf("/%s is no step, e.g. */3", step)
		}
		by = n
	}
	from, to := f.least, f.most
	if span != "*" {
		var err error
		if from, err = f.number(first); err != nil {
			return 0, err
		}
		if !ranged {
			last = first
		}
		if to, err = f.number(last); err != nil {
			return 0, err
		}
		switch {
		case stepped && !ranged:
			return 0, fmt.Errorf("%s: a step needs a range, e.g. */%s", text, step)
		case from > to:
			return 0, fmt.Errorf("%s runs backwards", span)
		}
	} else if f.most == 7 {
		to = 6
	}
	var s set
	for n := from; n <= to; n += by {
		s |= 1 << n
	}
	return s, nil
}

func (f field) number(text string) (int, error) {
	for i, name := range f.names {
		if strings.EqualFold(name, text) {
			return i + f.least, nil
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < f.least || n > f.most {
		return 0, fmt.Errorf("%q is none of %d to %d", text, f.least, f.most)
	}
	return n, nil
}

// whole reports whether a field says nothing.
func (s Schedule) whole(i int) bool {
	f := fields[i]
	all := f.most - f.least + 1
	if f.most == 7 {
		all = 7
	}
	return bits.OnesCount64(uint64(s.sets()[i])) == all
}

func (s Schedule) sets() []set { return []set{s.minute, s.hour, s.day, s.month, s.weekday} }

// Expression writes it as EventBridge Scheduler does: six fields, the last of them
// the year, with ? in that of the two days that says nothing.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
func (s Schedule) Expression() string {
	texts := make([]string, len(fields))
	for i, f := range fields {
		texts[i] = s.list(i, f)
	}
	if s.whole(4) {
		texts[4] = "?"
	} else {
		texts[2] = "?"
	}
	return "cron(" + strings.Join(texts, " ") + " *)"
}

func (s Schedule) list(i int, f field) string {
	if s.whole(i) {
		return "*"
	}
	var all []string
	for n := f.least; n <= f.most; n++ {
		if !s.sets()[i].has(n) {
			continue
		}
		text := strconv.Itoa(n)
		if f.most == 7 {
			text = weekdays[n] // the scheduler counts days from 1
		}
		all = append(all, text)
	}
	return strings.Join(all, ",")
}
