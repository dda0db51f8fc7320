package cron_test

import (
	"strings"
	"testing"
	"time"

	"bongsu/shared/cron"
)

func parsed(t *testing.T, text string) cron.Schedule {
	t.Helper()
	s, err := cron.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestAsTheSchedulerWritesIt(t *testing.T) {
	for text, want := range map[string]string{
		"0 9 * * MON-FRI":  "cron(0 9 ? * MON,TUE,WED,THU,FRI *)",
		"0 9 * * 1-5":      "cron(0 9 ? * MON,TUE,WED,THU,FRI *)",
		"0 */3 * * *":      "cron(0 0,3,6,9,12,15,18,21 * * ? *)",
		"30 8 1,15 * *":    "cron(30 8 1,15 * ? *)",
		"0 7 * jan-mar 0":  "cron(0 7 ? 1,2,3 SUN *)",
		"0 7 * * 7":        "cron(0 7 ? * SUN *)",
		"0 7 * * 5-7":      "cron(0 7 ? * SUN,FRI,SAT *)",
		"0-30/15 9 * * *":  "cron(0,15,30 9 * * ? *)",
		"  0   9  *  *  *": "cron(0 9 * * ? *)",
	} {
		if got := parsed(t, text).Expression(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestWhatIsNoSchedule(t *testing.T) {
	for text, want := range map[string]string{
		"":                 "0 fields",
		"0 9 * * MON *":    "6 fields",
		"60 9 * * *":       `"60" is none of 0 to 59`,
		"0 24 * * *":       "hour",
		"0 9 0 * *":        "day of the month",
		"0 9 * 13 *":       "month",
		"0 9 * * 8":        "day of the week",
		"0 9 * * FRI-MON":  "runs backwards",
		"0 9 * * MON#2":    "day of the week",
		"0 9 L * *":        "day of the month",
		"0 9 1 * MON":      "one of the two",
		"0 9 30 2 *":       "never comes",
		"0 */0 * * *":      "no step",
		"5/10 * * * *":     "needs a range",
		"-1 9 * * *":       "minute",
		"0 9,, * * *":      "hour",
		"99 99 99 99 99":   "month",
		"0 9 * * MON-":     "day of the week",
		"0 9 * * MON-TUE-": "day of the week",
	} {
		if s, err := cron.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
}

// Times before and after each other, across the changes of the clocks of New York
// (8 March and 1 November 2026) and at the turn of a leap year.
func TestTimes(t *testing.T) {
	for _, test := range []struct {
		text, zone string
		times      []string
	}{
		{"0 */3 * * *", "Asia/Seoul", []string{"2026-09-25T06:00:00+09:00", "2026-09-25T09:00:00+09:00", "2026-09-25T12:00:00+09:00"}},
		{"0 21-23,0-3 * * *", "Asia/Seoul", []string{"2026-12-31T23:00:00+09:00", "2027-01-01T00:00:00+09:00"}},
		{"0 9 * * MON-FRI", "America/New_York", []string{"2026-03-06T09:00:00-05:00", "2026-03-09T09:00:00-04:00", "2026-03-10T09:00:00-04:00"}},
		{"0 9 * * *", "America/New_York", []string{"2026-10-31T09:00:00-04:00", "2026-11-01T09:00:00-05:00"}},
		{"30 2 * * *", "America/New_York", []string{"2026-03-07T02:30:00-05:00", "2026-03-09T02:30:00-04:00"}},
		{"30 1 * * *", "America/New_York", []string{"2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"}},
		{"0 * * * *", "America/New_York", []string{"2026-03-08T01:00:00-05:00", "2026-03-08T03:00:00-04:00", "2026-03-08T04:00:00-04:00"}},
		{"0 * * * *", "America/New_York", []string{"2026-11-01T01:00:00-04:00", "2026-11-01T02:00:00-05:00"}},
		{"15 0 29 2 *", "UTC", []string{"2028-02-29T00:15:00Z", "2032-02-29T00:15:00Z"}},
		{"0 0 31 * *", "UTC", []string{"2026-10-31T00:00:00Z", "2026-12-31T00:00:00Z"}},
	} {
		s, z := parsed(t, test.text), zone(t, test.zone)
		for i := 1; i < len(test.times); i++ {
			from, to := test.times[i-1], test.times[i]
			first, _ := time.Parse(time.RFC3339, from) // written above
			second, _ := time.Parse(time.RFC3339, to)  // written above
			if got := s.After(first, z).Format(time.RFC3339); got != to {
				t.Errorf("%s in %s after %s: %s, want %s", test.text, test.zone, from, got, to)
			}
			if got := s.Before(second, z).Format(time.RFC3339); got != from {
				t.Errorf("%s in %s before %s: %s, want %s", test.text, test.zone, to, got, from)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"0 9 * * MON-FRI", "*/15 0-5 1,15 JAN *", "0 0 29 2 *", "1-2/3,4 * * * 7"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := cron.Parse(text)
		if err != nil {
			return
		}
		from := time.Date(2026, 3, 8, 5, 0, 0, 0, time.UTC)
		next := s.After(from, time.UTC)
		if !next.After(from) || !s.Before(next.Add(time.Nanosecond), time.UTC).Equal(next) {
			t.Errorf("%q: %s, and before that %s", text, next, s.Before(next.Add(time.Nanosecond), time.UTC))
		}
	})
}
