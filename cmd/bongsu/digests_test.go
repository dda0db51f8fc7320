package main

import (
	"testing"
	"time"

	"bongsu/shared/config"
)

func TestDigestsAreListedWithWhenTheyCome(t *testing.T) {
	got := digestLines([]config.Digest{
		{Name: "morning", Cron: "0 9 * * MON-FRI", Timezone: "America/New_York", Route: "desk", Metrics: []config.DigestMetric{{Title: "Orders"}}},
		{Name: "shift", Cron: "0 */3 * * *", Timezone: "Asia/Seoul"},
	}, time.Date(2026, 10, 31, 1, 0, 0, 0, time.UTC))
	const want = `  digest morning: 0 9 * * MON-FRI in America/New_York, route desk; next 2026-11-02 09:00 (Mon)
    Orders
  digest shift: 0 */3 * * * in Asia/Seoul, route default; next 2026-10-31 12:00 (Sat)
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
