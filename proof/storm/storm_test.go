package storm

import (
	"context"
	"flag"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"bongsu/shared/fake"
)

var fleet = flag.Int("devices", 10_000, "how many devices drop off at once")

func open(t *testing.T, language string) *World {
	t.Helper()
	w, err := Open(language)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

func alarmBody(name, state, was string, at time.Time) string {
	return fmt.Sprintf(`{"AlarmName":%q,"AWSAccountId":"123456789012","NewStateValue":%q,"OldStateValue":%q,`+
		`"NewStateReason":"Threshold Crossed: 1 out of the last 1 datapoints [12.0 (25/09/26 04:11:00)] was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).",`+
		`"StateChangeTime":%q,"Region":"Asia Pacific (Seoul)","AlarmArn":"arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:%s",`+
		`"Trigger":{"MetricName":"Errors","Namespace":"AWS/Lambda","StatisticType":"Statistic","Statistic":"SUM","Dimensions":[],"Period":60,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":5.0}}`,
		name, state, was, at.Format("2006-01-02T15:04:05.000+0000"), name)
}

func deviceBody(id, event string, session int, at time.Time) string {
	reason := ""
	if event == "disconnected" {
		reason = `,"clientInitiatedDisconnect":false,"disconnectReason":"CONNECTION_LOST"`
	}
	return fmt.Sprintf(`{"clientId":%q,"timestamp":%d,"eventType":%q,"sessionIdentifier":"s-%s-%d","principalIdentifier":"p","versionNumber":%d%s}`,
		id, at.UnixMilli(), event, id, session, session, reason)
}

// count adds up what the titles say, by the words they say it in.
func count(messages []fake.Received, one, many string) int {
	number := regexp.MustCompile(`([\d,]+) ` + many)
	total := 0
	for _, m := range messages {
		title := m.Lines[0].Text
		if n := number.FindStringSubmatch(title); n != nil {
			v, _ := strconv.Atoi(strings.ReplaceAll(n[1], ",", ""))
			total += v
		} else if strings.Contains(title, one) {
			total++
		}
	}
	return total
}

func settle(t *testing.T, w *World, most time.Duration) time.Duration {
	t.Helper()
	start := w.Now()
	for !w.Quiet() {
		if w.Now().Sub(start) > most {
			t.Fatalf("not settled after %s", most)
		}
		if err := w.Pass(t.Context(), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	return w.Now().Sub(start)
}

func (w *World) providers() map[string]fake.Provider {
	return map[string]fake.Provider{"slack": w.Slack, "teams": w.Teams}
}

func TestThousandAlarmsInAMinute(t *testing.T) {
	w := open(t, "en")
	flood := func(state, was string) {
		for i := range 1000 {
			if err := w.Alarm(t.Context(), alarmBody(fmt.Sprintf("alarm-%04d", i), state, was, w.Now())); err != nil {
				t.Fatal(err)
			}
			if i%17 == 16 {
				if err := w.Pass(t.Context(), time.Second); err != nil {
					t.Fatal(err)
				}
			}
		}
		settle(t, w, 5*time.Minute)
	}
	flood("ALARM", "OK")
	for name, p := range w.providers() {
		posts := p.Messages()
		t.Logf("%s: %d posts for 1,000 alarms, %d refused for their pace", name, len(posts), len(p.Refusals()))
		if told := count(posts, "ALARM: ", "alarms"); told != 1000 || len(posts) > 60 {
			t.Errorf("%s: %d alarms told in %d posts", name, told, len(posts))
		}
	}
	before := map[string]int{}
	for name, p := range w.providers() {
		before[name] = len(p.Messages())
	}
	flood("OK", "ALARM")
	for name, p := range w.providers() {
		posts := p.Messages()[before[name]:]
		if told := count(posts, "Recovered after", "recovered"); told != 1000 || len(posts) > 60 {
			t.Errorf("%s: %d recoveries told in %d posts", name, told, len(posts))
		}
	}
	if w.Dead() != 0 {
		t.Errorf("%d dead letters", w.Dead())
	}
}

// TestFleetDropsOff drops every device at once, and brings all of them back.
func TestFleetDropsOff(t *testing.T) {
	w := open(t, "en")
	all := func(event string, session int) {
		for i := range *fleet {
			if err := w.Device(t.Context(), deviceBody(fmt.Sprintf("device-%06d", i), event, session, w.Now())); err != nil {
				t.Fatal(err)
			}
		}
	}
	pass := func(ctx context.Context, d time.Duration) {
		if err := w.Pass(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	all("connected", 1)
	pass(t.Context(), 5*time.Second)
	dropped := w.Now()
	all("disconnected", 1)
	pass(t.Context(), 31*time.Second)
	settle(t, w, 5*time.Minute)
	times := max(1, *fleet/10_000)
	bound := 10 * times
	for name, p := range w.providers() {
		posts := p.Messages()
		told := count(posts, "Device offline: ", "devices offline")
		first, last := posts[0].Time.Sub(dropped), posts[len(posts)-1].Time.Sub(dropped)
		t.Logf("%s: %d devices in %d posts, the first %s and the last %s after the drop, %d refused; deliver ran %d times",
			name, told, len(posts), first, last, len(p.Refusals()), w.Invocations(name))
		if told != *fleet || len(posts) > bound {
			t.Errorf("%s: %d of %d devices told in %d posts", name, told, *fleet, len(posts))
		}
		// Beyond 10,000 the five pollers of this world take time to read them all.
		if hold := 30 * time.Second; first > hold+time.Duration(4*times)*time.Second || last > hold+time.Duration(15*times)*time.Second {
			t.Errorf("%s: first told after %s, last after %s", name, first, last)
		}
	}
	before := map[string]int{}
	for name, p := range w.providers() {
		before[name] = len(p.Messages())
	}
	all("connected", 2)
	settle(t, w, 5*time.Minute)
	for name, p := range w.providers() {
		posts := p.Messages()[before[name]:]
		if told := count(posts, "Device back", "devices back online"); told != *fleet || len(posts) > bound {
			t.Errorf("%s: %d of %d returns told in %d posts", name, told, *fleet, len(posts))
		}
	}
	if w.Dead() != 0 {
		t.Errorf("%d dead letters", w.Dead())
	}
}
