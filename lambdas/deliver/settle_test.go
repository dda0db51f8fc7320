package deliver

import (
	"strconv"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/queue"
)

func TestDecide(t *testing.T) {
	const key, me, other = "k", "me", "other"
	start := time.Date(2026, 9, 25, 4, 12, 7, 0, time.UTC)
	at := func(minute int) time.Time { return start.Add(time.Duration(minute) * time.Minute) }
	now := at(60)
	fired := incident.Phase{State: alert.Firing, At: at(0), Group: "f"}
	ended := incident.Phase{State: alert.Recovered, At: at(7), Group: "r"}
	again := incident.Phase{State: alert.Firing, At: at(9), Group: "f2"}
	told := func(except, whole []string) incident.Mark {
		return incident.Mark{Status: incident.Told, Except: except, Whole: whole}
	}
	held := func(by string, until time.Time) incident.Mark {
		return incident.Mark{Status: incident.Claimed, Owner: by, Until: until}
	}
	tests := []struct {
		name   string
		job    queue.Job
		phases []incident.Phase
		marks  map[string]incident.Mark
		want   answer
	}{
		{"a firing", queue.Job{Group: "f", State: alert.Firing}, []incident.Phase{fired}, nil, answer{}},
		{"a firing whose record is lost", queue.Job{Group: "f", State: alert.Firing}, nil, nil, answer{}},
		{"put again, record not written yet", queue.Job{Group: "f", State: alert.Firing, Again: true}, nil, nil, answer{verdict: silent}},
		{"another group tells it", queue.Job{Group: "x", State: alert.Firing}, []incident.Phase{fired}, nil, answer{verdict: silent}},
		{"a firing already over", queue.Job{Group: "f", State: alert.Firing}, []incident.Phase{fired, ended}, nil,
			answer{verdict: tellWhole, until: at(7)}},
		{"a firing whose end was told", queue.Job{Group: "f", State: alert.Firing}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"r": told(nil, nil)}, answer{verdict: silent}},
		{"a firing whose end is being told", queue.Job{Group: "f", State: alert.Firing}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"r": held(other, now.Add(time.Minute))}, answer{verdict: later}},
		{"a firing whose end died in another's hands", queue.Job{Group: "f", State: alert.Firing}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"r": held(other, now.Add(-time.Minute))}, answer{verdict: tellWhole, until: at(7)}},
		{"a waiting firing already over", queue.Job{Group: "f", State: alert.Firing, Wait: 10 * time.Minute}, []incident.Phase{fired, ended}, nil,
			answer{verdict: silent}},
		{"a waiting firing that is over and down again", queue.Job{Group: "f", State: alert.Firing, Wait: 10 * time.Minute}, []incident.Phase{fired, ended, again}, nil,
			answer{verdict: silent}},
		{"a waiting firing still true", queue.Job{Group: "f", State: alert.Firing, Wait: 10 * time.Minute}, []incident.Phase{fired}, nil, answer{}},
		{"a firing that is over and down again", queue.Job{Group: "f", State: alert.Firing}, []incident.Phase{fired, ended, again}, nil, answer{}},
		{"a recovery after its firing", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": told(nil, nil)}, answer{verdict: tell, since: at(0)}},
		{"a recovery of which the firing is unknown", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{ended}, nil, answer{}},
		{"a recovery before its firing", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{fired, ended}, nil,
			answer{verdict: tellWhole, since: at(0)}},
		{"a recovery whose firing is dead", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": {Status: incident.Dead}}, answer{verdict: tellWhole, since: at(0)}},
		{"a recovery whose firing waits", queue.Job{Group: "r", State: alert.Recovered, Wait: 10 * time.Minute}, []incident.Phase{fired, ended}, nil,
			answer{verdict: silent, since: at(0)}},
		{"a recovery whose waiting firing was told", queue.Job{Group: "r", State: alert.Recovered, Wait: 10 * time.Minute}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": told(nil, nil)}, answer{verdict: tell, since: at(0)}},
		{"a recovery whose firing was withheld", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": told([]string{key}, nil)}, answer{verdict: silent, since: at(0)}},
		{"a recovery whose firing waits for the morning", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": {Status: incident.Waiting}}, answer{verdict: silent, since: at(0)}},
		{"a repetition of what is still wrong", queue.Job{Group: "f", State: alert.Firing, Round: 1}, []incident.Phase{fired}, nil, answer{}},
		{"a recovery of what is being told again", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": told(nil, nil), "f#": held(other, now.Add(time.Minute))}, answer{verdict: later, since: at(0)}},
		{"a repetition of what is over", queue.Job{Group: "f", State: alert.Firing, Round: 1}, []incident.Phase{fired, ended}, nil, answer{verdict: silent}},
		{"a recovery told with its firing", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": told(nil, []string{key})}, answer{verdict: silent, since: at(0)}},
		{"a recovery whose firing is being told", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": held(other, now.Add(time.Minute))}, answer{verdict: later, since: at(0)}},
		{"a recovery whose firing is in my own hands", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": held(me, now.Add(time.Minute))}, answer{verdict: tellWhole, since: at(0)}},
		{"an opening sent again that is over", queue.Job{Group: "f", State: alert.Firing, Try: 1}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": told(nil, nil)}, answer{verdict: silent}},
		{"an opening with its end, sent again", queue.Job{Group: "f", State: alert.Firing, Try: 1}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": told(nil, []string{key}), "r": told([]string{key}, nil)}, answer{verdict: tellWhole, until: at(7)}},
		{"both in one, sent again", queue.Job{Group: "r", State: alert.Recovered, Try: 1}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": told([]string{key}, nil), "r": told(nil, nil)}, answer{verdict: tellWhole, since: at(0)}},
		{"a recovery that told nothing, sent again", queue.Job{Group: "r", State: alert.Recovered, Try: 1}, []incident.Phase{fired, ended},
			map[string]incident.Mark{"f": told([]string{key}, nil), "r": told([]string{key}, nil)}, answer{verdict: silent, since: at(0)}},
		{"a recovery overtaken by the next firing", queue.Job{Group: "r", State: alert.Recovered}, []incident.Phase{fired, ended, again},
			map[string]incident.Mark{"f": told(nil, nil)}, answer{verdict: silent}},
		{"news that nothing ends", queue.Job{Group: "n", State: alert.Notice}, []incident.Phase{{State: alert.Notice, At: at(0), Group: "n"}}, nil, answer{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			when := at(0)
			if test.job.State == alert.Recovered {
				when = at(7)
			}
			got := decide(question{
				job: test.job, key: key, at: when, record: incident.Record{Key: key, Phases: test.phases},
				mark:  func(group string) incident.Mark { return test.marks[group] },
				again: func(group string) incident.Mark { return test.marks[group+"#"] }, owner: me, now: now,
			})
			if got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestBackoff(t *testing.T) {
	for receives, want := range map[int]time.Duration{
		0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 5: 80 * time.Second,
		8: 640 * time.Second, 9: 15 * time.Minute, 120: 15 * time.Minute,
	} {
		low, high := backoff(receives, errTrouble, 0), backoff(receives, errTrouble, 1)
		if low != want*3/4 || high != want {
			t.Errorf("after %d receives: %v to %v, want up to %v", receives, low, high, want)
		}
	}
}

func TestSpread(t *testing.T) {
	seen := map[float64]bool{}
	sum := 0.0
	for n := range 1000 {
		id := queue.MarkID(queue.Hash(strconv.Itoa(n/10)), "ops-slack")
		x := spread(id, n%10)
		if x < 0 || x >= 1 || x != spread(id, n%10) {
			t.Fatalf("%s, try %d: %v", id, n%10, x)
		}
		seen[x] = true
		sum += x
	}
	if len(seen) < 990 || sum < 450 || sum > 550 {
		t.Errorf("%d different, %v in the mean", len(seen), sum/1000)
	}
}
