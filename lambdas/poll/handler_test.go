package poll_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/config"
	"bongsu/shared/incident"
)

func TestHandle(t *testing.T) {
	p := newPlant(t, boiler())
	for i, step := range []struct{ answer, told string }{
		{temp("82"), ""},
		{temp("91.5"), "boiler temp firing above/critical"},
		{temp("97"), ""},
		{temp("82"), ""},
		{temp("82"), "boiler temp recovered /"},
		{temp("-3"), "boiler temp firing below/critical"},
		{`{}`, ""},
		{`{}`, "boiler temp no-data missing/warning"},
		{temp("50"), ""},
		{temp("50"), "boiler temp recovered /"},
		{"<html>", ""},
		{"<html>", "boiler no-data not-json/warning"},
		{"down", ""},
		{"down", "boiler no-data status/warning"},
		{temp("50"), ""},
		{temp("50"), "boiler recovered /"},
	} {
		if told, err := p.run(step.answer); err != nil || told != step.told {
			t.Errorf("%d %s: %q, want %q, error %v", i, step.answer, told, step.told, err)
		}
	}
	if log := p.log.String(); strings.Contains(log, token) || strings.Contains(log, p.device.URL) {
		t.Errorf("the log shows the URL:\n%s", log)
	}
}

// TestNothingNewCostsOneRead: no write, no job, whatever is wrong.
func TestNothingNewCostsOneRead(t *testing.T) {
	p := newPlant(t, boiler(), config.Poll{Name: "pump", Fields: []config.PollField{{Name: "flow", Path: "flow"}}})
	for _, answer := range []string{temp("82"), temp("95"), "{}", "down"} {
		for range 4 {
			if _, err := p.run(answer); err != nil {
				t.Fatal(err)
			}
		}
		if told, err := p.run(answer); told != "" || p.Saved != 0 || p.Reads != 1 || err != nil {
			t.Errorf("%s: told %q, %d reads, %d writes, error %v", answer, told, p.Reads, p.Saved, err)
		}
	}
}

// TestWhatCouldNotBeToldIsTold: by the next try, or by the next run, with the facts
// of its time, and once.
func TestWhatCouldNotBeToldIsTold(t *testing.T) {
	for name, next := range map[string]func(*plant, string) (string, error){"try": (*plant).again, "run": (*plant).run} {
		p := newPlant(t, boiler())
		p.Jammed = true
		if told, err := p.run(temp("95")); err == nil || told != "" {
			t.Errorf("%s: %q, error %v", name, told, err)
		}
		p.Jammed = false
		told, err := next(p, temp("50"))
		if err != nil || told != "boiler temp firing above/critical" || *p.Jobs[0].Alerts[0].Poll.Value != 95 {
			t.Errorf("%s: %q, error %v", name, told, err)
		}
		first := p.Jobs[0].ID()
		if told, err := p.again(temp("50")); err != nil || told != "" {
			t.Errorf("%s, after it was told: %q (%s), error %v", name, told, first, err)
		}
	}
	// A table that takes nothing: nothing is told that is not on record.
	p := newPlant(t, boiler())
	p.Deaf = true
	if told, err := p.run(temp("95")); err == nil || told != "" {
		t.Errorf("%q, error %v", told, err)
	}
	p.Deaf = false
	if told, err := p.run(temp("96")); err != nil || told != "boiler temp firing above/critical" {
		t.Errorf("%q, error %v", told, err)
	}
}

// TestOneDeviceIsOneMessage: a device that does not answer is told once, not for
// each of its fields, and several values of a moment are one job.
func TestOneDeviceIsOneMessage(t *testing.T) {
	c := boiler()
	c.Severity, c.Route = alert.Warning, "nowhere"
	c.Fields = append(c.Fields, config.PollField{Name: "flow", Path: "data.flow", Below: new(1.0)})
	p := newPlant(t, c)
	if told, _ := p.run(`{"data": {"temp": 95, "flow": 0}}`); told != "boiler temp firing above/warning, boiler flow firing below/warning" || len(p.Jobs) != 1 {
		t.Errorf("%q in %d jobs", told, len(p.Jobs))
	}
	_, _ = p.run("down")
	if told, _ := p.run("down"); told != "boiler no-data status/warning" {
		t.Errorf("%q", told)
	}
	_, _ = p.run(temp("95"))
	if told, _ := p.run(`{"data": {"temp": 50, "flow": 3}}`); told != "boiler recovered /warning" {
		t.Errorf("%q", told)
	}
	if told, _ := p.run(`{"data": {"temp": 50, "flow": 3}}`); told != "boiler temp recovered /warning, boiler flow recovered /warning" {
		t.Errorf("%q", told)
	}
	for _, a := range p.Jobs[0].Alerts {
		if a.Poll.Was == "" || a.Poll.Worst == nil || a.Route != "nowhere" || a.Region == "" {
			t.Errorf("%+v %+v", a, a.Poll)
		}
	}
}

// TestOnlyWhatIsDueIsAsked, and all of it when nobody says what is due.
func TestOnlyWhatIsDueIsAsked(t *testing.T) {
	slow := boiler()
	slow.Name, slow.Every = "slow", 5*time.Minute
	p := newPlant(t, boiler(), slow)
	p.answer = temp("95")
	for payload, want := range map[string]string{
		`{"every": 60}`: "boiler temp ", `{"every": 300}`: "slow temp ", `{}`: "boiler temp slow temp ", `"what"`: "boiler temp slow temp ", `{"every": 120}`: "",
	} {
		p.Jobs, p.World.Store = nil, incident.NewMemory()
		if _, err := p.Handle(t.Context(), []byte(payload)); err != nil {
			t.Errorf("%s: %v", payload, err)
		}
		got := ""
		for _, job := range p.Jobs {
			for _, a := range job.Alerts {
				got += a.Subject + " "
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", payload, got, want)
		}
	}
}

// TestWhenItWas: an invocation that is sent again by hand asks now, and one from
// the future does not lock out those that follow.
func TestWhenItWas(t *testing.T) {
	for ago, want := range map[time.Duration]time.Duration{time.Second: time.Second, time.Hour: 0, -time.Hour: 0} {
		p := newPlant(t, boiler())
		p.answer = temp("95")
		in, _ := json.Marshal(config.PollRun{Every: 60, At: p.now.Add(-ago)})
		if _, err := p.Handle(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		if at := p.Jobs[0].Alerts[0].At; !at.Equal(p.now.Add(-want)) {
			t.Errorf("%s ago: at %s", ago, at)
		}
	}
}

// TestValuesAreMetrics: as CloudWatch reads them in the log.
func TestValuesAreMetrics(t *testing.T) {
	c := boiler()
	c.Fields = append(c.Fields, config.PollField{Name: "cpu", Path: "cpu", Unit: "Percent"})
	p := newPlant(t, c)
	if _, err := p.run(`{"data": {"temp": "82.5"}, "cpu": 7}`); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for line := range strings.Lines(p.log.String()) {
		var l struct {
			Poll, Field string
			Value       float64
			AWS         struct {
				Timestamp         int64
				CloudWatchMetrics []struct {
					Namespace  string
					Dimensions [][]string
					Metrics    []struct{ Name, Unit string }
				}
			} `json:"_aws"`
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		if l.Field != "" {
			got[l.Poll+" "+l.Field] = fmt.Sprint(l.Value, l.AWS.CloudWatchMetrics, time.UnixMilli(l.AWS.Timestamp).Equal(p.now))
		}
	}
	for name, want := range map[string]string{
		"boiler temp": "82.5 [{Bongsu/Polls [[Poll Field]] [{Value None}]}] true", "boiler cpu": "7 [{Bongsu/Polls [[Poll Field]] [{Value Percent}]}] true",
	} {
		if got[name] != want {
			t.Errorf("%s: %s, want %s", name, got[name], want)
		}
	}
}

// TestTwoRunsAtOnce: both see the value, one tells.
func TestTwoRunsAtOnce(t *testing.T) {
	p := newPlant(t, boiler())
	p.answer = temp("95")
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if _, err := p.Handle(t.Context(), []byte(`{"every": 60}`)); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	ids := map[string]bool{}
	for _, job := range p.Jobs {
		ids[job.ID()] = true
	}
	if len(ids) != 1 {
		t.Errorf("%d different jobs, want 1", len(ids))
	}
}
