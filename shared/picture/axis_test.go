package picture

import (
	"strings"
	"testing"
	"time"
)

func TestTicksOfValues(t *testing.T) {
	for _, test := range []struct {
		low, high float64
		scale     Scale
		wanted    int
		want      string
	}{
		{170, 870, Scale{}, 5, "0 200 400 600 800 1000"},
		{0, 900, Scale{}, 4, "0 250 500 750 1000"},
		{3, 9, Scale{}, 4, "0 5 10"},
		{0, 0, Scale{}, 4, "0 0.25 0.5 0.75 1"},
		{5, 5, Scale{}, 3, "0 2 4 6"},
		{-40, -3, Scale{}, 5, "-40 -30 -20 -10 0"},
		{-12, 40, Scale{}, 4, "-20 0 20 40"},
		{0, 97, Scale{Most: 100}, 4, "0 25 50 75 100"},
		{0, 140, Scale{Most: 100}, 3, "0 100 200"},
		{3.7, 3.76, Scale{}, 3, "3.7 3.75 3.8"},
		{0, 680, Scale{Second: 1}, 3, "0 300 600"},
		{0, 40_000, Scale{Second: 1000}, 4, "0 20000 40000"},
		{0, 5.5e6, Scale{Second: 1000}, 3, "0 3600000 7200000"},
		{0, 900_000, Scale{Second: 1}, 4, "0 432000 864000"},
	} {
		a := axisOf(extent{test.low, test.high}, test.scale, 0.15, test.wanted)
		if got := strings.Join(a.bare(), " "); got != test.want {
			t.Errorf("%v to %v: ticks %s, want %s", test.low, test.high, got, test.want)
		}
		if a.low > test.low || a.high < test.high {
			t.Errorf("%v to %v: the axis goes from %v to %v", test.low, test.high, a.low, a.high)
		}
	}
}

func TestTicksOfTimes(t *testing.T) {
	for _, test := range []struct {
		zone, from string
		span       time.Duration
		want       string
	}{
		{"Asia/Seoul", "2026-09-25 04:03", 3 * time.Hour, "04:30 05:00 05:30 06:00 06:30 07:00"},
		{"Asia/Seoul", "2026-09-25 04:00", 20 * time.Minute, "04:00 04:05 04:10 04:15 04:20"},
		{"Asia/Seoul", "2026-09-24 20:00", 12 * time.Hour, "20:00 22:00 09-25 02:00 04:00 06:00 08:00"},
		{"Asia/Seoul", "2026-09-25 04:00", 75 * time.Second, "04:00:00 04:00:15 04:00:30 04:00:45 04:01:00 04:01:15"},
		{"Asia/Seoul", "2026-09-20 13:00", 6 * day, "09-21 09-22 09-23 09-24 09-25 09-26"},
		{"Asia/Seoul", "2026-01-01 00:00", 365 * day, "2026-01 2026-03 2026-05 2026-07 2026-09 2026-11 2027-01"},
		{"Asia/Kathmandu", "2026-09-25 04:10", 90 * time.Minute, "04:15 04:30 04:45 05:00 05:15 05:30"},
		// Clocks leap from 02:00 to 03:00, and fall from 03:00 to 02:00.
		{"Europe/Berlin", "2026-03-29 00:30", 5 * time.Hour, "01:00 03:00 04:00 05:00 06:00"},
		{"Europe/Berlin", "2026-10-24 12:00", 2 * day, "12:00 10-25 12:00 10-26"},
		{"America/Santiago", "2026-09-05 20:00", 8 * time.Hour, "20:00 22:00 02:00 04:00"},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		from, err := time.ParseInLocation("2006-01-02 15:04", test.from, zone)
		if err != nil {
			t.Fatal(err)
		}
		var labels []string
		for _, tick := range clockTicks(from, from.Add(test.span), zone, 7) {
			labels = append(labels, tick.label)
		}
		if got := strings.Join(labels, " "); got != test.want {
			t.Errorf("%s %s for %v: %s, want %s", test.zone, test.from, test.span, got, test.want)
		}
	}
}
