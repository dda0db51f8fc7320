package storm

import (
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
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
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

// words are how one thing of a sort is told, and many with their number.
type words struct {
	one  string
	many *regexp.Regexp
}

// said are the words of what happens in a storm.
type said struct{ alarm, recovered, offline, back words }

var languages = map[string]said{
	"en": {
		alarm:     words{"ALARM", regexp.MustCompile(`([\d,]+) alarms`)},
		recovered: words{"Recovered after", regexp.MustCompile(`([\d,]+) recovered`)},
		offline:   words{"Device offline", regexp.MustCompile(`([\d,]+) devices offline`)},
		back:      words{"Device back", regexp.MustCompile(`([\d,]+) devices back online`)},
	},
	"ko": {
		alarm:     words{"긴급 경보", regexp.MustCompile(`긴급 경보 ([\d,]+)건`)},
		recovered: words{"복구됨", regexp.MustCompile(`복구 ([\d,]+)건`)},
		offline:   words{"디바이스 연결 끊김", regexp.MustCompile(`디바이스 연결 끊김 ([\d,]+)대`)},
		back:      words{"디바이스 재연결됨", regexp.MustCompile(`디바이스 재연결 ([\d,]+)대`)},
	},
}

// count adds up what the messages say. The first number is the title's; below it
// some say it again.
func (w words) count(messages []fake.Received) int {
	total := 0
	for _, m := range messages {
		text := m.Text()
		if n := w.many.FindStringSubmatch(text); n != nil {
			v, _ := strconv.Atoi(strings.ReplaceAll(n[1], ",", ""))
			total += v
		} else if strings.Contains(text, w.one) {
			total++
		}
	}
	return total
}

// each runs a test in every language.
func each(t *testing.T, test func(*testing.T, *World, said)) {
	for language, s := range languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			test(t, open(t, language), s)
		})
	}
}

// heard are the readers' messages since the last time they were asked for.
type heard struct{ before map[string]int }

func (h *heard) since(t *testing.T, r Reader) []fake.Received {
	t.Helper()
	all := r.Messages()
	news := all[h.before[r.Name]:]
	h.before[r.Name] = len(all)
	for _, m := range news {
		if m.Lost != "" {
			t.Errorf("%s: %s", r.Name, m.Lost)
		}
	}
	return news
}

func settle(t *testing.T, w *World, most time.Duration) {
	t.Helper()
	start := w.Now()
	for !w.Quiet() {
		if w.Now().Sub(start) > most {
			t.Fatalf("not settled after %s", most)
		}
		pass(t, w, time.Second)
	}
}

func pass(t *testing.T, w *World, d time.Duration) {
	t.Helper()
	if err := w.Pass(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// Who reads a chat gets few posts, which join what a storm has put meanwhile. Who is
// named gets three messages at once, and then one every ten seconds with up to ten
// of the two jobs that the alarm source puts each second here.
const (
	mostPosts    = 60
	mostMessages = 30
)

func TestThousandAlarmsInAMinute(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *World, said said) {
		flood := func(state, was string) {
			for i := range 1000 {
				if err := w.Alarm(t.Context(), alarmBody(fmt.Sprintf("alarm-%04d", i), state, was, w.Now())); err != nil {
					t.Fatal(err)
				}
				if i%17 == 16 {
					pass(t, w, time.Second)
				}
			}
			settle(t, w, 5*time.Minute)
		}
		heard := heard{map[string]int{}}
		check := func(what string, words words) {
			for _, r := range w.Readers() {
				news, most := heard.since(t, r), mostPosts
				if r.Named {
					most = mostMessages
				}
				t.Logf("%s: %d messages for 1,000 %s, %d refused for their pace", r.Name, len(news), what, r.Refused())
				if told := words.count(news); told != 1000 || len(news) > most {
					t.Errorf("%s: %d %s told in %d messages, at most %d", r.Name, told, what, len(news), most)
				}
			}
		}
		flood("ALARM", "OK")
		check("alarms", said.alarm)
		flood("OK", "ALARM")
		check("recoveries", said.recovered)
		if w.Dead() != 0 {
			t.Errorf("%d dead letters", w.Dead())
		}
	})
}

// TestFleetDropsOff drops every device at once, and brings all of them back.
func TestFleetDropsOff(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *World, said said) {
		all := func(event string, session int) {
			for i := range *fleet {
				if err := w.Device(t.Context(), deviceBody(fmt.Sprintf("device-%06d", i), event, session, w.Now())); err != nil {
					t.Fatal(err)
				}
			}
		}
		all("connected", 1)
		pass(t, w, 5*time.Second)
		dropped := w.Now()
		all("disconnected", 1)
		pass(t, w, 31*time.Second)
		settle(t, w, 5*time.Minute)
		times := max(1, *fleet/10_000)
		bound := 10 * times
		heard := heard{map[string]int{}}
		for _, r := range w.Readers() {
			news := heard.since(t, r)
			told := said.offline.count(news)
			if told != *fleet || len(news) > bound {
				t.Errorf("%s: %d of %d devices told in %d messages", r.Name, told, *fleet, len(news))
			}
			if len(news) == 0 {
				continue
			}
			first, last := news[0].Time.Sub(dropped), news[len(news)-1].Time.Sub(dropped)
			t.Logf("%s: %d devices in %d messages, the first %s and the last %s after the drop, %d refused; deliver ran %d times",
				r.Name, told, len(news), first, last, r.Refused(), w.Invocations(r.Channel))
			// Beyond 10,000 the five pollers of this world take time to read them all.
			if hold := 30 * time.Second; first > hold+time.Duration(4*times)*time.Second || last > hold+time.Duration(15*times)*time.Second {
				t.Errorf("%s: first told after %s, last after %s", r.Name, first, last)
			}
		}
		all("connected", 2)
		settle(t, w, 5*time.Minute)
		for _, r := range w.Readers() {
			news := heard.since(t, r)
			if told := said.back.count(news); told != *fleet || len(news) > bound {
				t.Errorf("%s: %d of %d returns told in %d messages", r.Name, told, *fleet, len(news))
			}
		}
		if w.Dead() != 0 {
			t.Errorf("%d dead letters", w.Dead())
		}
	})
}
