package proof

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/proof/cloud"
	"bongsu/shared/alert"
)

// Everything that is wired for digests is needed: taken out, a digest is not told, or
// not whole, or one that failed is not kept.
func TestEverythingThatIsWiredForDigestsIsMissed(t *testing.T) {
	t.Parallel()
	a, err := synthesize("digest-wiring")
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Start = time.Date(2026, 9, 25, 5, 59, 0, 0, time.UTC)
	c := startAs(t, a, o)
	normal := summedUp(t, c, a)
	if again := summedUp(t, c, a); !slices.Equal(normal, again) {
		t.Fatalf("two lives with all that is wired differ: %q, %q", normal, again)
	}
	if s := c.Stats(); len(s.Denied) > 0 {
		t.Fatalf("denied with all that is wired: %v", s.Denied)
	}
	count := 0
	for _, r := range removals(a.Template) {
		if !strings.Contains(r.name, digest) {
			continue
		}
		changed, err := a.Clone()
		if err != nil {
			t.Fatal(err)
		}
		r.from(changed.Template)
		if count++; slices.Equal(summedUp(t, c, changed), normal) {
			t.Errorf("nothing misses %s", r.name)
		}
	}
	if t.Logf("%d removals", count); count < 12 {
		t.Error("not all is looked at")
	}
}

// summedUp is what is seen of a digest that is told, and of one that cannot be made.
func summedUp(t *testing.T, c *cloud.Cloud, a cloud.Assembly) []string {
	t.Helper()
	if err := c.Deploy(a); err != nil {
		return []string{err.Error()}
	}
	before := map[string]int{slack: len(c.Provider(slack).Messages()), teams: len(c.Provider(teams).Messages())}
	pictures := len(shown(c, teams))
	slot := c.Now().Truncate(15 * time.Minute).Add(15 * time.Minute)
	for at := slot.Add(-time.Hour); at.Before(slot); at = at.Add(time.Minute) {
		c.Metrics().Add(latency, alert.Point{At: at, Value: 812})
	}
	fires(t, c)
	settle(t, c)
	pass(t, c, slot.Sub(c.Now())+4*time.Minute)
	var seen []string
	for channel, n := range before {
		for _, m := range c.Provider(channel).Messages()[n:] {
			text := m.Text()
			seen = append(seen, fmt.Sprintf("%s: digest %t, wrong %t, measured %t", channel, strings.Contains(text, "정기 요약"), strings.Contains(text, "계속"), strings.Contains(text, "최대 812 ms")))
		}
	}
	seen = append(seen, fmt.Sprintf("pictures %d", len(shown(c, teams))-pictures), fmt.Sprintf("log %t", len(c.Logs(digest)) > 0))
	c.Fail(cloud.Rule{Function: digest, Action: "dynamodb:Scan", Effect: cloud.Deny})
	pass(t, c, 15*time.Minute)
	c.Heal()
	for _, d := range c.DeadLetters() {
		seen = append(seen, "dead: "+kind(d.Body))
	}
	slices.Sort(seen)
	return seen
}
