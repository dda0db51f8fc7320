package proof

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/proof/cloud"
	"bongsu/shared/alert"
)

var digested = sync.OnceValues(func() (cloud.Assembly, error) { return synthesize("digests") })

// digest is the function that sums up.
const digest = "Digest"

// startDigested is two minutes before three o'clock in the afternoon of Seoul, at
// which the digest of the shift comes. An API is slow since four o'clock in UTC.
func startDigested(t *testing.T) *cloud.Cloud {
	t.Helper()
	a, err := digested()
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Start = time.Date(2026, 9, 25, 5, 58, 0, 0, time.UTC)
	c := startAs(t, a, o)
	for at := o.Start.Add(-6 * time.Hour); at.Before(o.Start); at = at.Add(time.Minute) {
		value := 180.0
		if at.Hour() >= 4 && at.Hour() < 5 {
			value = 812
		}
		c.Metrics().Add(latency, alert.Point{At: at, Value: value})
	}
	return c
}

const summary = "🟠 정기 요약: shift – 이상 1건 계속 중"

func TestADigestIsToldOnceASlot(t *testing.T) {
	t.Parallel()
	c := startDigested(t)
	fires(t, c)
	settle(t, c)
	// The function is killed once it has put the first of its jobs, and comes again.
	c.Fail(cloud.Rule{Function: digest, Action: "sqs:SendMessage", Effect: cloud.KillAfter, Times: 1})
	pass(t, c, 5*time.Minute)
	settle(t, c)
	for _, channel := range []string{slack, teams, "quiet"} {
		tells(t, c, channel, firing, summary)
	}
	if s := c.Stats(); s.Functions[digest].Invocations != 2 || len(s.Denied) > 0 {
		t.Errorf("%d runs, denied %v", s.Functions[digest].Invocations, s.Denied)
	}
	told := c.Provider(teams).Messages()[1].Text()
	for _, want := range []string{"09-25 12:00 – 15:00 KST (3시간)", "orders-latency", "최대 812 ms", "Orders", "13:12:07부터 1시간 48분째"} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is missing in\n%s", want, told)
		}
	}
	pictures := addressOf.FindAllString(told, -1)
	if len(pictures) != 1 {
		t.Fatalf("pictures %q in %s; the function says %s", pictures, told, c.Logs(digest))
	}
	if kind, data, err := c.Fetch(pictures[0]); err != nil || kind != "image/png" || len(data) == 0 {
		t.Errorf("%s: %s, %v", pictures[0], kind, err)
	}
	if got := shown(c, "quiet"); len(got) != 0 {
		t.Errorf("a channel that wants no pictures shows %q", got)
	}
}

// A metric that cannot be read costs the digest nothing but itself, and neither does
// a picture that cannot be drawn.
func TestWhateverFailsTheDigestIsTold(t *testing.T) {
	t.Parallel()
	c := startDigested(t)
	c.Fail(cloud.Rule{Function: digest, Action: "cloudwatch:GetMetricData", Effect: cloud.Throttle})
	pass(t, c, 5*time.Minute)
	settle(t, c)
	tells(t, c, teams, "🔵 정기 요약: shift – 이상 없음")
	if told := c.Provider(teams).Messages()[0].Text(); !strings.Contains(told, "값을 읽지 못했습니다") {
		t.Errorf("it says\n%s", told)
	}
}

// The schedules of the template, across the changes of New York's clocks: every three
// hours in Seoul, which has none, and at nine o'clock by the wall.
func TestDigestsComeWhenTheyShould(t *testing.T) {
	t.Parallel()
	a, err := digested()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, r := range a.Template.Resources {
		description, _ := r.Properties["Description"].(string)
		if r.Type != "AWS::Scheduler::Schedule" || !strings.Contains(description, "digest") {
			continue
		}
		expression, _ := r.Properties["ScheduleExpression"].(string)
		zone, _ := r.Properties["ScheduleExpressionTimezone"].(string)
		for _, from := range []time.Time{time.Date(2026, 3, 7, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 31, 1, 0, 0, 0, time.UTC)} {
			times, err := cloud.Times(expression, zone, from, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range times {
				got[description] = append(got[description], at.UTC().Format("01-02 15:04"))
			}
		}
	}
	want := map[string][]string{
		"Bongsu: the digest shift": {"03-07 03:00", "03-07 06:00", "03-07 09:00", "10-31 03:00", "10-31 06:00", "10-31 09:00"},
		"Bongsu: the digest desk":  {"03-07 14:00", "03-08 13:00", "03-09 13:00", "10-31 13:00", "11-01 14:00", "11-02 14:00"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
