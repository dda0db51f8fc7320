package telemetry_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"bongsu/shared/config"
	"bongsu/shared/heard"
)

func TestHandle(t *testing.T) {
	p := newPlant(t, boiler())
	for i, step := range []struct{ payload, told string }{
		{temp("82"), ""},
		{temp("91.5"), "boiler-1 temp firing above/critical"},
		{temp("97"), ""},
		{temp("82"), ""},
		{temp("82"), "boiler-1 temp recovered /"},
		{temp(`"-3"`), "boiler-1 temp firing below/critical"},
		{`{}`, ""},
		{`{}`, "boiler-1 temp no-data missing/warning"},
		{temp("50"), ""},
		{temp("50"), "boiler-1 temp recovered /"},
		{temp(`"NaN"`), "boiler-1 temp no-data not-number/warning"},
		{temp("50"), ""},
		{temp("50"), "boiler-1 temp recovered /"},
		{"OFF", ""},
		{"OFF", "boiler-1 no-data not-json/warning"},
		{temp("50"), ""},
		{temp("50"), "boiler-1 recovered /"},
		{temp("null"), "boiler-1 temp no-data missing/warning"},
	} {
		if told := p.send(step.payload); told != step.told {
			t.Errorf("%d %s: %q, want %q", i, step.payload, told, step.told)
		}
	}
}

// TestOldDoubleAndDisorderly: a message that is not newer than what is known changes
// nothing, in whatever order and however often it comes.
func TestOldDoubleAndDisorderly(t *testing.T) {
	p := newPlant(t, boiler())
	at := func(second int, value string) func() string {
		return func() string {
			p.now = noon.Add(time.Hour)
			told, failed := p.handle(p.message("plant/boiler-1/status", temp(value), noon.Add(time.Duration(second)*time.Second)))
			if failed != nil {
				t.Error(failed)
			}
			return told
		}
	}
	for i, step := range []struct {
		do   func() string
		told string
	}{
		{at(0, "50"), ""},
		{at(10, "95"), "boiler-1 temp firing above/critical"},
		{at(10, "95"), ""},
		// An old good value does not take back what is newer, nor count towards it.
		{at(5, "50"), ""},
		{at(6, "50"), ""},
		{at(20, "50"), ""},
		{at(20, "50"), ""},
		{at(30, "50"), "boiler-1 temp recovered /"},
		// An old bad one does not bring it back.
		{at(25, "99"), ""},
		{at(10, "95"), ""},
	} {
		if told := step.do(); told != step.told {
			t.Errorf("%d: %q, want %q", i, told, step.told)
		}
	}
	// Nor does it together with one that is newer.
	p.now = noon.Add(time.Hour)
	both := func(second int, value string) events.SQSMessage {
		return p.message("plant/boiler-1/status", temp(value), noon.Add(time.Duration(second)*time.Second))
	}
	if told, _ := p.handle(both(26, "99"), both(50, "50")); told != "" {
		t.Errorf("%q", told)
	}
	// Within one batch it is put in order first.
	q := newPlant(t, boiler())
	m := func(second int, value string) (string, time.Time) {
		return temp(value), noon.Add(time.Duration(second) * time.Second)
	}
	late, lateAt := m(40, "50")
	early, earlyAt := m(10, "95")
	mid, midAt := m(30, "50")
	told, _ := q.handle(q.message("plant/boiler-1/status", late, lateAt), q.message("plant/boiler-1/status", early, earlyAt), q.message("plant/boiler-1/status", mid, midAt))
	if told != "boiler-1 temp firing above/critical, boiler-1 temp recovered /" {
		t.Errorf("%q", told)
	}
}

// TestNothingNewCostsOneRead: and a write a few times within the silence.
func TestNothingNewCostsOneRead(t *testing.T) {
	p := newPlant(t, boiler())
	p.send(temp("50"))
	writes := 0
	for range 40 { // 20 minutes
		if told := p.send(temp("51")); told != "" || p.Reads != 1 {
			t.Errorf("told %q, %d reads", told, p.Reads)
		}
		writes += p.Saved
	}
	if writes > 20*60/75 {
		t.Errorf("%d writes in 20 minutes, at most one in 75 s", writes)
	}
}

func TestWhatCouldNotBeToldIsTold(t *testing.T) {
	p := newPlant(t, boiler())
	p.Jammed = true
	m := p.message("plant/boiler-1/status", temp("95"), p.now)
	if told, failed := p.handle(m); told != "" || len(failed) != 1 {
		t.Errorf("%q, failed %v", told, failed)
	}
	p.Jammed = false
	// It comes again, and a newer one may have been faster.
	p.now = p.now.Add(time.Minute)
	if told, _ := p.handle(p.message("plant/boiler-1/status", temp("50"), p.now)); told != "boiler-1 temp firing above/critical" || *p.Jobs[0].Alerts[0].Poll.Value != 95 {
		t.Errorf("%q", told)
	}
	if told, failed := p.handle(m); told != "" || failed != nil {
		t.Errorf("%q, failed %v", told, failed)
	}
	q := newPlant(t, boiler())
	q.Deaf = true
	m = q.message("plant/boiler-1/status", temp("95"), q.now)
	if told, failed := q.handle(m); told != "" || len(failed) != 1 {
		t.Errorf("%q, failed %v", told, failed)
	}
	q.Deaf = false
	if told, _ := q.handle(m); told != "boiler-1 temp firing above/critical" {
		t.Errorf("%q", told)
	}
}

// TestSeveralDevices: each for itself, told together; what fails is not held against
// the others.
func TestSeveralDevices(t *testing.T) {
	c := boiler()
	c.Devices = nil
	p := newPlant(t, c)
	told, _ := p.handle(
		p.message("plant/보일러 2/status", temp("95"), noon), p.message("plant/b/status", temp("5"), noon), p.message("plant//status", temp("96"), noon),
		p.message("plant/c/status", temp("50"), noon),
	)
	if want := "boiler b temp firing below/critical, boiler temp firing above/critical, boiler 보일러 2 temp firing above/critical"; told != want || len(p.Jobs) != 1 {
		t.Errorf("%q in %d jobs, want %q in one", told, len(p.Jobs), want)
	}
}

// TestOptional: a message without an optional value says nothing about it.
func TestOptional(t *testing.T) {
	c := boiler()
	c.Fields = []config.PollField{{Name: "temp", Path: "temp", Above: new(90.0), Optional: true}, {Name: "all", Path: "$"}}
	p := newPlant(t, c)
	for i, step := range []struct{ payload, told string }{
		{"12", ""},
		{`{"temp": 95}`, "boiler-1 all no-data not-number/warning, boiler-1 temp firing above/critical"},
		{"12", ""},
		{"12", "boiler-1 all recovered /"},
		{`{"temp": 50}`, "boiler-1 all no-data not-number/warning"},
		{`{"temp": 50}`, "boiler-1 temp recovered /"},
	} {
		if told := p.send(step.payload); told != step.told {
			t.Errorf("%d %s: %q, want %q", i, step.payload, told, step.told)
		}
	}
}

// TestStrangers: what is no message of a device is passed on, and what nobody
// watches any more is not.
func TestStrangers(t *testing.T) {
	p := newPlant(t, boiler())
	other := strings.Replace(p.message("plant/boiler-1/status", temp("95"), noon).Body, `"boiler"`, `"roof"`, 1)
	told, failed := p.handle(p.raw(`{"what": 1}`), p.raw(other), p.raw(""))
	if told != `AWS IoT notice , AWS IoT notice {"what": 1}` || failed != nil {
		t.Errorf("%q, failed %v", told, failed)
	}
	if !strings.Contains(p.log.String(), "why_silent") {
		t.Error("the log does not say why it was silent")
	}
}

// TestManyAtOnce: several functions get messages of the same device.
func TestManyAtOnce(t *testing.T) {
	p := newPlant(t, boiler())
	var wait sync.WaitGroup
	var lock sync.Mutex
	tellers := p.keeper()
	for i := range 4 {
		wait.Go(func() {
			look := look(boiler(), temp("95"), noon.Add(time.Duration(i)*time.Second))
			for _, err := range tellers.Take(t.Context(), []heard.Series{{Telemetry: boiler(), Device: "boiler-1", Looks: []heard.Look{look}}}) {
				if err != nil {
					lock.Lock()
					t.Error(err)
					lock.Unlock()
				}
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
	records, err := p.Store.Records(t.Context(), []string{"telemetry/boiler//boiler-1"})
	if err != nil {
		t.Fatal(err)
	}
	if h := records["telemetry/boiler//boiler-1"].Heard; h == nil || len(h.Untold) != 0 || h.Values["temp"].Fault != "above" {
		t.Errorf("%+v", h)
	}
}
